package zamba.publish.pullrequest;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import zamba.publish.report.Printable;

/** Lines to paste into a shell. */
final class CommandLines {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:@%+=,-]+");

  private CommandLines() {}

  static String push(Path checkout, String remote, String branch) {
    String ref = "refs/heads/" + branch;
    return line(List.of("git", "-C", checkout.toString(), "push", remote, ref + ":" + ref));
  }

  /**
   * @param repository as gh takes it
   * @param head the branch, after its owner if that is another
   */
  static String create(
      String repository, String base, String head, String title, Path body, boolean draft) {
    String line =
        line(
            List.of(
                "gh",
                "pr",
                "create",
                "--repo",
                repository,
                "--base",
                base,
                "--head",
                head,
                "--title",
                title,
                "--body-file",
                body.toString()));
    return draft ? line + " --draft" : line;
  }

  /** With all that a shell would read otherwise in quotes (POSIX.1-2017, Shell, 2.2.2). */
  private static String line(List<String> words) {
    return words.stream()
        .map(Printable::of)
        .map(word -> PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'")
        .collect(Collectors.joining(" "));
  }
}
