package zamba.publish.probe;

import java.util.ArrayList;
import java.util.List;

/**
 * What a region's store was seen to do, or is known to.
 *
 * @param conditionalPut PutObject with {@code If-None-Match: *} is refused where an object exists
 * @param conditionalComplete CompleteMultipartUpload with {@code If-None-Match: *} likewise
 * @param serverSideCopy UploadPartCopy from the source's bucket works, or could not be tried
 * @param conditionalSource UploadPartCopy with {@code x-amz-copy-source-if-match} is refused where
 *     the source has another ETag; false if that could not be tried
 * @param fullObjectChecksums HEAD tells a checksum over the whole of a multipart object
 */
public record StoreCapabilities(
    boolean conditionalPut,
    boolean conditionalComplete,
    boolean serverSideCopy,
    boolean conditionalSource,
    boolean fullObjectChecksums) {

  /** What AWS documents of itself. */
  static final StoreCapabilities COMPLETE = new StoreCapabilities(true, true, true, true, true);

  /** Nothing could be found out, so no condition is relied on. */
  static final StoreCapabilities UNKNOWN = new StoreCapabilities(false, false, true, false, false);

  /** Whether the store by itself keeps one writer from overwriting another's object. */
  public boolean conditionalWrites() {
    return conditionalPut && conditionalComplete;
  }

  /** What the store lacks, each with what that means; empty if nothing. */
  List<String> lacking() {
    List<String> lacking = new ArrayList<>();
    if (!conditionalWrites()) {
      lacking.add(
          "it ignores If-None-Match on %s, so another writer at the same moment can overwrite or be overwritten; this program looks right before and right after it writes, which makes that unlikely and not impossible: let one publisher run at a time"
              .formatted(
                  conditionalPut
                      ? "CompleteMultipartUpload"
                      : conditionalComplete
                          ? "PutObject"
                          : "PutObject and CompleteMultipartUpload"));
    }
    if (!serverSideCopy) {
      lacking.add("it refuses to copy from the source's bucket by itself (UploadPartCopy)");
    }
    if (serverSideCopy && !conditionalSource) {
      lacking.add(
          "it ignores x-amz-copy-source-if-match, so a source that is overwritten while it is copied can get mixed in; this program looks at the source again before a copy becomes visible, and takes no record of a copy there for a proof");
    }
    if (!fullObjectChecksums) {
      lacking.add(
          "it keeps no checksum over a whole object, so replicas are compared by ETag, or by what was recorded when they were copied");
    }
    return lacking;
  }
}
