package zamba.publish.folder;

import java.io.Serial;

/** A model's folder is not as it can be committed to or read; the message says what to do. */
public final class OfficialFolderException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  OfficialFolderException(String message) {
    super(message);
  }
}
