package zamba.publish.transfer;

import java.time.Duration;
import java.util.Map;
import zamba.publish.content.SourceMetadata;

/**
 * What a user may say about copies.
 *
 * @param mode who moves the bytes
 * @param partsAtOnce how many parts are copied at once, all regions and models together
 * @param resumeAfter how long nothing must have been added to an unfinished upload before it is
 *     continued: a younger one may belong to a publisher at work
 * @param abortAfter how long nothing must have been added to an unfinished upload before it is
 *     aborted
 * @param slowest how slow a store is waited for
 * @param toBeSigned whether what is copied will be signed, which its metadata then say
 */
public record CopySettings(
    Mode mode,
    int partsAtOnce,
    Duration resumeAfter,
    Duration abortAfter,
    Slowest slowest,
    boolean toBeSigned) {

  /** For copies that are not signed. */
  public CopySettings(
      Mode mode, int partsAtOnce, Duration resumeAfter, Duration abortAfter, Slowest slowest) {
    this(mode, partsAtOnce, resumeAfter, abortAfter, slowest, false);
  }

  /** With the time for each part that suits a store that copies at least 1 MiB/s in each stream. */
  public CopySettings(Mode mode, int partsAtOnce, Duration resumeAfter, Duration abortAfter) {
    this(mode, partsAtOnce, resumeAfter, abortAfter, Slowest.DEFAULT);
  }

  /** The same for copies that will be signed, or will not. */
  public CopySettings signed(boolean signed) {
    return new CopySettings(mode, partsAtOnce, resumeAfter, abortAfter, slowest, signed);
  }

  /** These metadata, and whether what has them will be signed. */
  public Map<String, String> marked(Map<String, String> metadata) {
    if (toBeSigned) {
      metadata.put(SourceMetadata.TO_BE_SIGNED, "true");
    }
    return metadata;
  }

  /**
   * What a part is given time for.
   *
   * @param least for a part of any size
   * @param bytesPerSecond for each byte of it
   */
  public record Slowest(Duration least, long bytesPerSecond) {
    static final Slowest DEFAULT = new Slowest(Duration.ofMinutes(1), 1L << 19);
  }

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
