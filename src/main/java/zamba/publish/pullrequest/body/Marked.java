package zamba.publish.pullrequest.body;

import java.util.Optional;

/** Our part of a text that others write in, too. */
public final class Marked {
  private static final String BEGIN = "<!-- zamba-model-publisher: begin -->";
  private static final String END = "<!-- zamba-model-publisher: end -->";

  private Marked() {}

  static String between(String text) {
    return BEGIN + "\n" + text + END + "\n";
  }

  /**
   * The text with our part replaced.
   *
   * @param there what GitHub has; a browser ends its lines with CR and LF
   * @param ours the new part, marks included
   * @return empty if there is no such part: somebody took it out
   */
  public static Optional<String> replace(String there, String ours) {
    int begin = there.indexOf(BEGIN);
    int end = begin < 0 ? -1 : there.indexOf(END, begin);
    if (end < 0) {
      return Optional.empty();
    }
    String old = there.substring(begin, end + END.length());
    String fresh = ours.strip();
    return Optional.of(
        old.replace("\r\n", "\n").equals(fresh)
            ? there
            : there.substring(0, begin) + fresh + there.substring(end + END.length()));
  }
}
