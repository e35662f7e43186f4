package zamba.publish.page;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is answered to a request.
 *
 * @param status of HTTP
 * @param headers by name
 * @param body its text, also where only the headers are sent
 */
record Answer(int status, Map<String, String> headers, String body) {

  /**
   * With what every answer says of itself: that it is nobody else's to keep, to frame or to guess
   * about.
   */
  static Answer of(int status, String type, String policy, String body) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", type + "; charset=utf-8");
    headers.put("Content-Security-Policy", policy);
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put("X-Frame-Options", "DENY");
    headers.put("Referrer-Policy", "no-referrer");
    headers.put("Cross-Origin-Resource-Policy", "same-origin");
    headers.put("Cross-Origin-Opener-Policy", "same-origin");
    headers.put("Cache-Control", "no-store");
    return new Answer(status, headers, body);
  }

  /** The same with another header. */
  Answer with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Answer(status, more, body);
  }
}
