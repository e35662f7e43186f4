package zamba.publish.pullrequest.git;

import java.util.Arrays;

/**
 * A file as a commit is to have it.
 *
 * @param path relative to the checkout, with {@code /}
 * @param content its bytes
 * @param mergeable whether it is text that others may have changed elsewhere; else it is to be this
 *     content and no other
 */
@SuppressWarnings("ArrayRecordComponent")
public record NewFile(String path, byte[] content, boolean mergeable) {

  boolean is(byte[] other) {
    return other != null && Arrays.equals(content, other);
  }
}
