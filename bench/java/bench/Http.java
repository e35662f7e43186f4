package bench;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** As much of HTTP/1.1 as S3 clients speak on a kept connection. */
final class Http {
  /** A body up to this size is kept; what is larger is counted and forgotten. */
  private static final int KEPT = 8 << 20;

  private static final byte[] CONTINUE =
      "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);

  private Http() {}

  /**
   * One request.
   *
   * @param path still percent-encoded
   * @param query decoded; a name without a value has ""
   * @param headers by lower-case name
   * @param body the body, or its beginning
   * @param bodyBytes the body's length on the wire
   */
  record Request(
      String method,
      String path,
      Map<String, String> query,
      Map<String, String> headers,
      byte[] body,
      long bodyBytes) {
    String header(String name) {
      return headers.get(name);
    }

    boolean has(String queryName) {
      return query.containsKey(queryName);
    }
  }

  /** An answer; {@code zeros} bytes of nothing follow the body. */
  record Response(int status, Map<String, String> headers, byte[] body, long zeros) {
    static Response empty(int status) {
      return new Response(status, new LinkedHashMap<>(), new byte[0], 0);
    }

    static Response xml(int status, String xml) {
      Response response =
          new Response(
              status, new LinkedHashMap<>(), xml.getBytes(StandardCharsets.UTF_8), 0);
      return response.with("Content-Type", "application/xml");
    }

    Response with(String name, String value) {
      headers.put(name, value);
      return this;
    }
  }

  /** The next request of a connection, or null at its end. */
  static Request read(BufferedInputStream in, OutputStream out) throws IOException {
    String start = line(in);
    while (start != null && start.isEmpty()) {
      start = line(in);
    }
    if (start == null) {
      return null;
    }
    String[] words = start.split(" ");
    Map<String, String> headers = new HashMap<>();
    for (String line = line(in); line != null && !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).trim());
    }
    if ("100-continue".equalsIgnoreCase(headers.get("expect"))) {
      out.write(CONTINUE);
      out.flush();
    }
    int question = words[1].indexOf('?');
    String path = question < 0 ? words[1] : words[1].substring(0, question);
    Map<String, String> query = query(question < 0 ? "" : words[1].substring(question + 1));
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    long length = 0;
    if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
      while (true) {
        int chunk = Integer.parseInt(line(in).split(";")[0].trim(), 16);
        take(in, chunk, kept);
        length += chunk;
        line(in);
        if (chunk == 0) {
          break;
        }
      }
    } else if (headers.containsKey("content-length")) {
      length = Long.parseLong(headers.get("content-length"));
      take(in, length, kept);
    }
    return new Request(words[0], path, query, headers, kept.toByteArray(), length);
  }

  private static void take(InputStream in, long length, ByteArrayOutputStream kept)
      throws IOException {
    byte[] buffer = new byte[(int) Math.min(1 << 16, Math.max(1, length))];
    for (long left = length; left > 0; ) {
      int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (read < 0) {
        throw new EOFException();
      }
      if (kept.size() < KEPT) {
        kept.write(buffer, 0, read);
      }
      left -= read;
    }
  }

  private static Map<String, String> query(String text) {
    Map<String, String> query = new LinkedHashMap<>();
    for (String pair : text.split("&")) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        query.put(
            decode(equals < 0 ? pair : pair.substring(0, equals)),
            equals < 0 ? "" : decode(pair.substring(equals + 1)));
      }
    }
    return query;
  }

  /** Percent-decoded, as in a path: a plus is a plus. */
  static String decodePath(String text) {
    return text.indexOf('%') < 0 ? text : decode(text.replace("+", "%2B"));
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder(80);
    for (int c = in.read(); ; c = in.read()) {
      if (c < 0) {
        return line.length() == 0 ? null : line.toString();
      }
      if (c == '\n') {
        return line.toString();
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
  }

  /** Writes an answer in one go, but for the zeros. */
  static void write(OutputStream out, Response response, boolean head) throws IOException {
    StringBuilder text = start(response);
    text.append("Content-Length: ");
    text.append(
        head && response.headers.containsKey("x-length")
            ? response.headers.get("x-length")
            : String.valueOf(response.body.length + response.zeros));
    text.append("\r\n\r\n");
    ByteArrayOutputStream all = new ByteArrayOutputStream(512 + response.body.length);
    all.write(text.toString().getBytes(StandardCharsets.ISO_8859_1));
    if (!head) {
      all.write(response.body);
    }
    all.writeTo(out);
    byte[] nothing = new byte[head ? 0 : (int) Math.min(1 << 16, response.zeros)];
    for (long left = head ? 0 : response.zeros; left > 0; left -= nothing.length) {
      out.write(nothing, 0, (int) Math.min(left, nothing.length));
    }
    out.flush();
  }

  /** The beginning of an answer of unknown length: the XML declaration. */
  static void startLong(OutputStream out) throws IOException {
    Response response = Response.empty(200).with("Content-Type", "application/xml");
    out.write(
        start(response)
            .append("Transfer-Encoding: chunked\r\n\r\n")
            .toString()
            .getBytes(StandardCharsets.ISO_8859_1));
    chunk(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".getBytes(StandardCharsets.UTF_8));
  }

  static void chunk(OutputStream out, byte[] bytes) throws IOException {
    out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    out.write(bytes);
    out.write(new byte[] {'\r', '\n'});
    out.flush();
  }

  private static StringBuilder start(Response response) {
    StringBuilder text = new StringBuilder(400);
    text.append("HTTP/1.1 ").append(response.status).append(' ').append(reason(response.status));
    text.append("\r\nServer: model\r\n");
    response.headers.forEach(
        (name, value) -> {
          if (!name.equals("x-length")) {
            text.append(name).append(": ").append(value).append("\r\n");
          }
        });
    return text;
  }

  private static String reason(int status) {
    return switch (status) {
      case 200 -> "OK";
      case 204 -> "No Content";
      case 206 -> "Partial Content";
      case 404 -> "Not Found";
      case 412 -> "Precondition Failed";
      case 503 -> "Slow Down";
      default -> "Answer";
    };
  }
}
