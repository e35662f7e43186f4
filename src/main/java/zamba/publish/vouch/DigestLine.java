package zamba.publish.vouch;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The line of a {@code .sha256} file, as {@code sha256sum -c} takes it.
 *
 * @param sha256 in hexadecimal
 * @param name the file's name without any folder
 */
public record DigestLine(String sha256, String name) {
  private static final Pattern LINE = Pattern.compile("([0-9a-f]{64}) [ *]([^\n]+)\n");

  /** The file. */
  public byte[] bytes() {
    return "%s  %s\n".formatted(sha256, name).getBytes(StandardCharsets.UTF_8);
  }

  /** Reads such a file; empty if it is none. */
  public static Optional<DigestLine> read(byte[] bytes) {
    Matcher matcher = LINE.matcher(new String(bytes, StandardCharsets.UTF_8));
    return matcher.matches()
        ? Optional.of(new DigestLine(matcher.group(1), matcher.group(2)))
        : Optional.empty();
  }
}
