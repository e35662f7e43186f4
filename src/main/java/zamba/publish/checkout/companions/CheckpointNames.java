package zamba.publish.checkout.companions;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import zamba.publish.checkout.FileEdit;
import zamba.publish.checkout.Released;

/**
 * The public names that a release gives up for new ones. A name counts where it stands alone: as a
 * whole, {@code slowfast_3c9d5d0c72.ckpt}, or without its ending between two quotes of one kind. As
 * a part of a longer name it is somebody else's.
 */
final class CheckpointNames {

  /**
   * A public name and its successor.
   *
   * @param ending with its point, such as {@code .ckpt}
   * @param now empty if two models had the old name, so that nobody can tell whose is meant
   */
  private record Move(String stem, String ending, Optional<String> now) {

    static Move of(String old, String now) {
      return new Move(stem(old), old.substring(stem(old).length()), Optional.of(now));
    }

    private static String stem(String name) {
      int point = name.lastIndexOf('.');
      return point <= 0 ? name : name.substring(0, point);
    }

    Move with(Move other) {
      return equals(other) ? this : new Move(stem, ending, Optional.empty());
    }

    /** What is to stand in the place of text from start; empty if it is left. */
    Optional<String> replacement(String text, int start, int end) {
      if (now.isEmpty()) {
        return Optional.empty();
      }
      if (end - start > stem.length()) {
        return isAlone(text, start, end) ? now : Optional.empty();
      }
      boolean quoted =
          start > 0
              && end < text.length()
              && "'\"`".indexOf(text.charAt(start - 1)) >= 0
              && text.charAt(start - 1) == text.charAt(end);
      return quoted ? now.map(Move::stem) : Optional.empty();
    }

    private static boolean isAlone(String text, int start, int end) {
      boolean begins =
          start == 0 || !(isOfName(text.codePointBefore(start)) || text.charAt(start - 1) == '.');
      boolean ends =
          end == text.length()
              || !(isOfName(text.codePointAt(end))
                  || (text.charAt(end) == '.'
                      && end + 1 < text.length()
                      && isOfName(text.codePointAt(end + 1))));
      return begins && ends;
    }

    private static boolean isOfName(int character) {
      return Character.isLetterOrDigit(character) || character == '_' || character == '-';
    }
  }

  private final Map<String, Move> moves = new HashMap<>();
  private final Pattern stems;

  CheckpointNames(List<Released> released) {
    for (Released each : released) {
      each.oldPublicName()
          .filter(old -> !old.isBlank() && !old.equals(each.publicName()))
          .map(old -> Move.of(old, each.publicName()))
          .ifPresent(move -> moves.merge(move.stem(), move, Move::with));
    }
    stems =
        Pattern.compile(
            moves.keySet().stream()
                .sorted((a, b) -> b.length() - a.length())
                .map(Pattern::quote)
                .collect(Collectors.joining("|")));
  }

  /** The old names without their endings. */
  Set<String> stems() {
    return moves.keySet();
  }

  /** Whether any of the old names is in a text. */
  boolean in(String text) {
    return moves.keySet().stream().anyMatch(text::contains);
  }

  /** Replaces what may be, if it may be, in one pass; what is left is a remark. */
  void look(String path, String text, boolean edited, Findings findings) {
    if (!in(text)) {
      return;
    }
    StringBuilder after = new StringBuilder();
    int copied = 0;
    Lines lines = new Lines(text);
    Matcher matcher = stems.matcher(text);
    while (matcher.find()) {
      Move move = moves.get(matcher.group());
      int start = matcher.start();
      if (goesOn(text, matcher.end())) {
        continue;
      }
      int end =
          matcher.end()
              + (text.startsWith(move.ending(), matcher.end()) ? move.ending().length() : 0);
      Optional<String> replacement = move.replacement(text, start, end);
      if (edited && replacement.isPresent()) {
        after.append(text, copied, start).append(replacement.get());
        copied = end;
      } else {
        findings.remark(
            path, lines.of(start), remark(move, text.substring(start, end), replacement));
      }
    }
    if (copied > 0) {
      after.append(text, copied, text.length());
      findings.edit(new FileEdit(path, Optional.of(text), after.toString()));
    }
  }

  /** Zamba's names had all 40 digits once: not the old name, but one before it. */
  private static boolean goesOn(String text, int end) {
    return end < text.length() && Character.isLetterOrDigit(text.codePointAt(end));
  }

  private static String remark(Move move, String found, Optional<String> replacement) {
    if (move.now().isEmpty()) {
      return "names %s, which two of the models had; write the new name of the one that is meant"
          .formatted(found);
    }
    return replacement.isPresent()
        ? "names the old checkpoint %s; it is %s now".formatted(found, replacement.get())
        : "has the old checkpoint's name %s in other text; look whether %s is to stand there"
            .formatted(found, move.now().get());
  }
}
