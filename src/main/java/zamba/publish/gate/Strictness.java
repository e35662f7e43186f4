package zamba.publish.gate;

import java.util.Locale;

/** What follows from what is found. */
public enum Strictness {
  /** All of it stops the publication; only for leaks. */
  STRICT,
  /** What is grave stops the publication; the rest is told. */
  STOP,
  /** All of it is told. */
  WARN,
  /** Nothing is looked at. */
  OFF;

  /** As properties have it. */
  public static Strictness of(String value) {
    return valueOf(value.toUpperCase(Locale.ROOT));
  }
}
