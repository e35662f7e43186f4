package zamba.publish.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zamba.publish.fixture.Run;

/** The daemon's HTTP server for health and metrics speaks HTTP/1 and nothing else. */
class ManagementHttpTest {
  private static final int MILLIS = 10_000;

  @TempDir Path folder;

  @Test
  void doesNotChangeToHttp2OnAPlainConnection() throws IOException {
    int port = freePort();
    Run run = new Run(folder).model("slowfast").set("management.port", String.valueOf(port));
    try (Run.ByHand daemon = run.byHand()) {
      assertThat(daemon).isNotNull();
      assertThat(firstLine(port, "GET /observe/health/live HTTP/1.1", "Connection: close"))
          .isEqualTo("HTTP/1.1 200 OK");
      assertThat(
              firstLine(
                  port,
                  "GET /observe/health/live HTTP/1.1",
                  "Connection: Upgrade, HTTP2-Settings",
                  "Upgrade: h2c",
                  "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA"))
          .isEqualTo("HTTP/1.1 200 OK");
      assertThat(firstLine(port, "PRI * HTTP/2.0", "", "SM")).doesNotContain("\u0004");
    }
  }

  /** What is answered first, or nothing if the connection ends. */
  private static String firstLine(int port, String... request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(MILLIS);
      String text = String.join("\r\n", request) + "\r\nHost: localhost\r\n\r\n";
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      StringBuilder line = new StringBuilder();
      for (int c = socket.getInputStream().read();
          c >= 0 && c != '\r' && line.length() < 100;
          c = socket.getInputStream().read()) {
        line.append((char) c);
      }
      return line.toString();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
