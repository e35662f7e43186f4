package zamba.publish.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The style sheet and the script, which are in the page itself, and the policy that lets a browser
 * take these two and nothing else (W3C, Content Security Policy Level 3).
 */
final class Assets {
  private final String style = text("page.css");
  private final String script = text("page.js");

  String style() {
    return style;
  }

  String script() {
    return script;
  }

  /**
   * The policy of a page.
   *
   * @param live whether its script may ask where it comes from; and whether it is said in a header,
   *     where alone a browser obeys what it says of frames
   */
  String policy(boolean live) {
    return "default-src 'none'; style-src "
        + hash(style)
        + "; script-src "
        + hash(script)
        + "; img-src data:; base-uri 'none'; form-action 'none'"
        + (live ? "; connect-src 'self'; frame-ancestors 'none'" : "");
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String text(String name) {
    try (InputStream content = Assets.class.getResourceAsStream(name)) {
      if (content == null) {
        throw new IllegalStateException("no %s on the class path".formatted(name));
      }
      return new String(content.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
