package zamba.publish.source;

import java.util.Set;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import zamba.publish.s3.S3Location;

/** A source that its store has put away and gives to nobody before it is restored. */
public final class ArchivedSourceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Of which a GET or a copy is answered 403 InvalidObjectState (GetObject, S3 API Reference). */
  private static final Set<String> ARCHIVED = Set.of("GLACIER", "DEEP_ARCHIVE");

  private ArchivedSourceException(String message) {
    super(message);
  }

  /**
   * Expects that an object can be read.
   *
   * @param head what its store says of it
   * @throws ArchivedSourceException if it must be restored first
   */
  static void expectReadable(S3Location location, HeadObjectResponse head) {
    String archive =
        head.archiveStatusAsString() != null
            ? head.archiveStatusAsString()
            : ARCHIVED.contains(String.valueOf(head.storageClassAsString()))
                ? head.storageClassAsString()
                : null;
    boolean restored =
        head.restore() != null && head.restore().contains("ongoing-request=\"false\"");
    if (archive != null && !restored) {
      throw new ArchivedSourceException(
          "%s is archived (%s) and cannot be copied before it is restored, which %s: aws s3api restore-object --bucket %s --key '%s' --restore-request Days=7, and run again when it is"
              .formatted(
                  location,
                  archive,
                  head.restore() == null ? "nobody has asked for" : "is under way",
                  location.bucket(),
                  location.key()));
    }
  }
}
