package zamba.publish;

import java.net.URI;
import java.net.URISyntaxException;
import org.apache.logging.log4j.core.config.Configurator;

/** How log lines look. */
final class LogFormat {
  private LogFormat() {}

  /** From now on a line is a JSON object. */
  static void useJson() {
    try {
      URI configuration = LogFormat.class.getResource("/log4j2-json.properties").toURI();
      Configurator.reconfigure(configuration);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
