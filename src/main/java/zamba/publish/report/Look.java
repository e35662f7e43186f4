package zamba.publish.report;

/**
 * How text is to look where it is shown.
 *
 * @param width the columns there are
 * @param colours whether ANSI colours are understood and wanted
 */
public record Look(int width, boolean colours) {

  /** For a file or another program: as wide as it needs to be, and plain. */
  public static final Look PLAIN = new Look(Integer.MAX_VALUE, false);

  String styled(Style style, String text) {
    return colours ? style.applied(text) : text;
  }
}
