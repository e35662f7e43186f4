package zamba.publish.files;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.regex.Pattern;

/**
 * Why something could not be done with a file, in words. Java's exceptions say it by their type and
 * have no more than the file's name for a message.
 *
 * @param cause what was thrown
 */
public record Reason(IOException cause) {
  private static final Pattern WORDS = Pattern.compile("(?<=[a-z])(?=[A-Z])");

  /** {@code access denied}, {@code File name too long}. */
  @Override
  public String toString() {
    if (cause instanceof FileSystemException e && e.getReason() != null) {
      return e.getReason();
    }
    if (cause instanceof FileSystemException && cause.getClass() != FileSystemException.class) {
      String type = cause.getClass().getSimpleName().replaceAll("Exception$", "");
      return WORDS.matcher(type).replaceAll(" ").toLowerCase(java.util.Locale.ROOT);
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }
}
