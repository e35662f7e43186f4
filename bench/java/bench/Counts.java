package bench;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** What one side's run asked for: requests by kind, bytes of bodies, and when. */
final class Counts {
  private final Map<String, Integer> byKind = new TreeMap<>();
  private final Map<String, Integer> byPrefix = new TreeMap<>();
  private long bytesIn;
  private long bytesOut;
  private long checkpointBytes;
  private long largestPart;
  private int refused;
  private int inFlight;
  private int mostInFlight;
  private double first;
  private double last;

  /** Seconds since 1970, as precise as the system's clock. */
  static double now() {
    Instant now = Instant.now();
    return now.getEpochSecond() + now.getNano() / 1e9;
  }

  synchronized void begun() {
    if (first == 0) {
      first = now();
    }
    mostInFlight = Math.max(mostInFlight, ++inFlight);
  }

  synchronized void admitted(String kind, String prefixAndClass) {
    byKind.merge(kind, 1, Integer::sum);
    byPrefix.merge(prefixAndClass, 1, Integer::sum);
  }

  synchronized void refused() {
    refused++;
  }

  synchronized void part(long size) {
    largestPart = Math.max(largestPart, size);
  }

  /**
   * @param checkpoint how many of these bytes were a checkpoint's
   */
  synchronized void ended(long in, long out, long checkpoint) {
    inFlight--;
    bytesIn += in;
    bytesOut += out;
    checkpointBytes += checkpoint;
    last = now();
  }

  synchronized String json() {
    return ("{\"requests\": %s, \"prefixes\": %s, \"bytesIn\": %d, \"bytesOut\": %d, \"checkpointBytes\": %d,"
            + " \"largestPart\": %d, \"refused\": %d, \"mostInFlight\": %d, \"first\": %.6f, \"last\": %.6f}")
        .formatted(
            map(byKind),
            map(byPrefix),
            bytesIn,
            bytesOut,
            checkpointBytes,
            largestPart,
            refused,
            mostInFlight,
            first,
            last);
  }

  private static String map(Map<String, Integer> map) {
    StringBuilder json = new StringBuilder("{");
    map.forEach(
        (key, value) -> {
          json.append(json.length() > 1 ? ", " : "");
          json.append('"').append(key).append("\": ").append(value);
        });
    return json.append('}').toString();
  }
}
