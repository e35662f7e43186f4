package zamba.publish.pullrequest.git;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * What a commit of ours says. Its last line names the tree that it was made with, so that a commit
 * that somebody amended or rebased is theirs from then on.
 *
 * @param title one line
 * @param body the lines under it
 */
public record CommitMessage(String title, String body) {
  static final String TRAILER = "Published-Tree";

  byte[] bytes(String tree) {
    return "%s\n\n%s\n\n%s: %s\n".formatted(title, body.strip(), TRAILER, tree).getBytes(UTF_8);
  }
}
