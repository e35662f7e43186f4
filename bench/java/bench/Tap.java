package bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Passes connections on to a real server, and notes when the first byte came and how many did. */
final class Tap {
  private final ServerSocket socket;
  private final int to;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "tap");
            thread.setDaemon(true);
            return thread;
          });
  private long in;
  private long out;
  private double first;
  private double last;

  Tap(int to) throws IOException {
    this.to = to;
    this.socket = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  int port() {
    return socket.getLocalPort();
  }

  synchronized void begin() {
    in = 0;
    out = 0;
    first = 0;
    last = 0;
  }

  synchronized String json() {
    return "{\"bytesIn\": %d, \"bytesOut\": %d, \"first\": %.6f, \"last\": %.6f}"
        .formatted(in, out, first, last);
  }

  private synchronized void passed(int bytes, boolean fromClient) {
    last = Counts.now();
    if (fromClient) {
      if (first == 0) {
        first = last;
      }
      in += bytes;
    } else {
      out += bytes;
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket client = socket.accept();
        client.setTcpNoDelay(true);
        Socket server = new Socket(InetAddress.getLoopbackAddress(), to);
        server.setTcpNoDelay(true);
        threads.execute(() -> pump(client, server, true));
        threads.execute(() -> pump(server, client, false));
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void pump(Socket from, Socket into, boolean fromClient) {
    byte[] buffer = new byte[1 << 16];
    try {
      InputStream source = from.getInputStream();
      OutputStream target = into.getOutputStream();
      for (int read = source.read(buffer); read >= 0; read = source.read(buffer)) {
        passed(read, fromClient);
        target.write(buffer, 0, read);
      }
      into.shutdownOutput();
    } catch (IOException e) {
      close(from);
      close(into);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is of no use any more.
    }
  }
}
