package zamba.publish.config;

import java.util.Locale;

/** What the program does with the catalog. */
public enum Task {
  /** Publishes it. */
  PUBLISH,
  /** Says what publishing would do. */
  PLAN,
  /** Looks at what is published. */
  AUDIT;

  /** As the routes are named: {@code publish-models}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
