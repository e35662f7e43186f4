package zamba.publish.s3;

import java.time.Duration;

/**
 * What a user may say about copies.
 *
 * @param mode who moves the bytes
 * @param partsAtOnce how many parts are copied at once, all regions and models together
 * @param resumeAfter how long nothing must have been added to an unfinished upload before it is
 *     continued: a younger one may belong to a publisher at work
 * @param abortAfter how old an unfinished upload that cannot be continued must be before it is
 *     aborted
 */
public record CopySettings(Mode mode, int partsAtOnce, Duration resumeAfter, Duration abortAfter) {

  /** Who moves the bytes. */
  public enum Mode {
    /** The stores where they can, this program where not. */
    AUTO,
    /** The stores only. */
    SERVER,
    /** This program only. */
    STREAM
  }
}
