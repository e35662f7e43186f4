package zamba.publish.queue;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Ids as SQS takes them: at most 128 letters, digits and punctuation marks. */
final class Ids {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_.-]{1,100}");

  private Ids() {}

  /** The group of all messages of one entry, of which one at a time is in hand. */
  static String group(String name) {
    return PLAIN.matcher(name).matches() ? name : "sha256-" + hash(name);
  }

  /** The same for the same texts. */
  static String hash(String... texts) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      for (String text : texts) {
        sha256.update(text.getBytes(StandardCharsets.UTF_8));
        sha256.update((byte) 0);
      }
      return HexFormat.of().formatHex(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
