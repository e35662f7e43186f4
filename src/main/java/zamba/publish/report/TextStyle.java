package zamba.publish.report;

import java.nio.charset.Charset;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * How text is to look where it is shown.
 *
 * @param width the columns there are
 * @param colours whether ANSI colours are understood and wanted
 * @param symbols whether symbols beyond ASCII come through
 */
public record TextStyle(int width, boolean colours, boolean symbols) {
  private static final String SYMBOLS = "▲▼…";

  /** For a file or another program: as wide as it needs to be, and plain. */
  public static final TextStyle PLAIN = new TextStyle(Integer.MAX_VALUE, false);

  /** With symbols if the encodings that text goes through have them. */
  public TextStyle(int width, boolean colours) {
    this(width, colours, areEncoded());
  }

  private static boolean areEncoded() {
    return Stream.of(
            Charset.defaultCharset().name(),
            System.getProperty("stdout.encoding"),
            System.getProperty("sun.stdout.encoding"))
        .filter(Objects::nonNull)
        .allMatch(name -> Charset.forName(name).newEncoder().canEncode(SYMBOLS));
  }

  /** A text with our symbols as they come through. */
  String withSymbols(String text) {
    return symbols ? text : text.replace('▲', '^').replace('▼', 'v').replace("…", "...");
  }

  String styled(Style style, String text) {
    return colours ? style.applied(text) : text;
  }
}
