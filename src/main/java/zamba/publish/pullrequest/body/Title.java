package zamba.publish.pullrequest.body;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import zamba.publish.checkout.Released;
import zamba.publish.official.MetricChanges.Change;
import zamba.publish.report.Printable;

/**
 * What a release is called: its branch, its commit, its pull request.
 *
 * @param models what is released, at least one
 */
public record Title(List<ModelChange> models) {
  private static final int NAMED = 3;
  private static final int DIGITS = 8;

  /**
   * {@code publish/<public name without its ending>}; of several {@code publish/<the first in
   * alphabetical order>-and-<n>-more-<8 hex digits>}, the digits those of the SHA-1 of all their
   * public names, so that the same set has the same name, and another another.
   */
  public String branch() {
    List<String> names = models.stream().map(it -> it.released().publicName()).sorted().toList();
    String first = "publish/" + names.get(0).replaceFirst("\\.ckpt$", "");
    return names.size() == 1
        ? first
        : "%s-and-%d-more-%s".formatted(first, names.size() - 1, digest(names));
  }

  private static String digest(List<String> names) {
    try {
      byte[] sha1 =
          MessageDigest.getInstance("SHA-1").digest(String.join("\n", names).getBytes(UTF_8));
      return HexFormat.of().formatHex(sha1).substring(0, DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }

  /** {@code Release new version of time_distributed}, as zamba's history has it. */
  public String text() {
    List<String> updated = names(false);
    List<String> fresh = names(true);
    if (updated.isEmpty()) {
      return "Release %s %s".formatted(fresh.size() == 1 ? "new model" : "new models", and(fresh));
    }
    String versions = updated.size() == 1 ? "new version of " : "new versions of ";
    return "Release "
        + versions
        + and(updated)
        + (fresh.isEmpty()
            ? ""
            : ", and %s %s".formatted(fresh.size() == 1 ? "new model" : "new models", and(fresh)));
  }

  private List<String> names(boolean fresh) {
    return models.stream()
        .map(ModelChange::released)
        .filter(it -> it.oldPublicName().isEmpty() == fresh)
        .map(Released::model)
        .map(Printable::of)
        .toList();
  }

  private static String and(List<String> names) {
    if (names.size() == 1) {
      return names.get(0);
    }
    List<String> shown =
        names.size() <= NAMED
            ? names
            : Stream.concat(
                    names.stream().limit(NAMED - 1),
                    Stream.of("%d more".formatted(names.size() - NAMED + 1)))
                .toList();
    int last = shown.size() - 1;
    return String.join(", ", shown.subList(0, last)) + " and " + shown.get(last);
  }

  /** The commit message's body. */
  public String commitBody() {
    return models.stream().map(Title::lines).collect(Collectors.joining("\n\n"));
  }

  private static String lines(ModelChange model) {
    List<String> lines = new ArrayList<>();
    Released released = model.released();
    lines.add(
        released.oldPublicName().map(old -> old + " → ").orElse("new: ") + released.publicName());
    model.metric(Change::isMacroF1).ifPresent(it -> lines.add("macro F1: " + it));
    model.metric(Change::isTop1).ifPresent(it -> lines.add("top-1: " + it));
    lines.add("source: " + released.source());
    model.trainedAt().ifPresent(it -> lines.add("git_hash: " + it));
    return lines.stream().map(Printable::of).collect(Collectors.joining("\n"));
  }
}
