package zamba.publish.https;

import java.net.URI;
import java.util.Locale;

/**
 * An https address. It may have a query that gives access to what is there, as a signed address
 * has, so that only requests see it whole: {@link #toString()} is what people, logs, reports and
 * errors are told.
 *
 * @param uri the whole of it, for requests only
 */
public record WebAddress(URI uri) {
  private static final int HTTPS_PORT = 443;

  /**
   * @throws IllegalArgumentException if it is none that may be asked; the message does not repeat
   *     it
   */
  public WebAddress {
    if (!"https".equalsIgnoreCase(uri.getScheme()) || uri.getHost() == null) {
      throw new IllegalArgumentException("is not of the form https://host/path");
    }
    if (uri.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          "has a user name or password before its host, which would be told with the address; take it out, and use a host that needs none, or a signed address");
    }
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException if it is none that may be asked; the message does not repeat
   *     it
   */
  public static WebAddress parse(String text) {
    return new WebAddress(uri(text));
  }

  private static URI uri(String text) {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      // The cause repeats the address.
      throw new IllegalArgumentException("is not an address");
    }
  }

  /**
   * Where an answer from here sends to.
   *
   * @param location an address, or a part of one that is meant from here
   * @throws IllegalArgumentException if it is none that may be asked; the message does not repeat
   *     it
   */
  WebAddress resolve(String location) {
    return new WebAddress(uri.resolve(uri(location)));
  }

  /** {@code host}, or {@code host:port} where that is not the usual one; in lower case. */
  public String host() {
    int port = uri.getPort();
    String host = uri.getHost().toLowerCase(Locale.ROOT);
    return port < 0 || port == HTTPS_PORT ? host : host + ":" + port;
  }

  /** The address, with {@code ?…} for a query; what is not ASCII is percent-encoded. */
  @Override
  public String toString() {
    String text = uri.toASCIIString();
    int query = text.indexOf('?');
    return query < 0 ? text.replaceFirst("#.*", "") : text.substring(0, query) + "?…";
  }

  /** Text that should be an address, without what may be secret in it: user info and query. */
  public static String told(String text) {
    // A password may have any of the signs that end a host's name.
    return text.replaceFirst("(?s)//.*@", "//…@")
        .replaceFirst("(?s)\\?.*", "?…")
        .replaceFirst("(?s)#.*", "");
  }
}
