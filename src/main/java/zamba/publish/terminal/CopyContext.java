package zamba.publish.terminal;

import java.util.Map;
import org.slf4j.MDC;
import zamba.publish.transfer.CopyListener.Copy;

/**
 * Says in the logging context which copy a line of the log is about, for the JSON log.
 *
 * @param prefix the key prefix in every public bucket
 */
record CopyContext(String prefix) {

  void in(Copy copy, Runnable line) {
    Map<String, String> before = MDC.getCopyOfContextMap();
    MDC.put("region", copy.region());
    MDC.put("key", prefix + copy.publicName());
    try {
      line.run();
    } finally {
      MDC.setContextMap(before == null ? Map.of() : before);
    }
  }
}
