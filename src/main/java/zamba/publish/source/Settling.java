package zamba.publish.source;

import java.time.Duration;
import java.util.List;
import zamba.publish.s3.UnsettledSourceException;

/**
 * How long nothing of a source must have been written before it is published: an upload of several
 * files is not over when the first of them are there.
 *
 * @param settle that time; zero if it does not matter
 */
public record Settling(Duration settle) {

  /** Whether it matters how long ago a source was written. */
  public boolean matters() {
    return !settle.isZero();
  }

  /**
   * Expects that nothing of it is too young.
   *
   * @throws UnsettledSourceException saying what is
   */
  public void expect(Snapshot snapshot) {
    expect(snapshot, "");
  }

  /**
   * The same of a source that cannot be published as it is.
   *
   * @param why what is wrong with it, which may be that not all of it is there yet
   */
  public void expect(Snapshot snapshot, String why) {
    if (!matters()) {
      return;
    }
    List<Listed> young = snapshot.youngerThan(settle);
    if (!young.isEmpty()) {
      Listed last = young.get(0);
      throw new UnsettledSourceException(
          "%s is published when nothing of it was written for %d s (publish.settle): %s was written %s%s%s"
              .formatted(
                  snapshot.prefix(),
                  settle.toSeconds(),
                  snapshot.prefix().withKey(last.key()),
                  last.lastModified(),
                  young.size() == 1 ? "" : ", and %d more are as young".formatted(young.size() - 1),
                  why.isEmpty() ? "" : ". As it is now: " + why));
    }
  }
}
