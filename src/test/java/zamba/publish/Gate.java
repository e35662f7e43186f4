package zamba.publish;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A port before a real S3 server that can be shut, as if the server were stopped, and reopened. */
final class Gate implements AutoCloseable {
  private final URI server;
  private final int port;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "gate");
            thread.setDaemon(true);
            return thread;
          });
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private ServerSocket listener;

  Gate(URI server) throws IOException {
    this.server = server;
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    port = listener.getLocalPort();
    accept(listener);
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** Refuses connections, and cuts those there are. */
  void shut() throws IOException {
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  void open() throws IOException {
    listener = new ServerSocket();
    listener.setReuseAddress(true);
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    accept(listener);
  }

  private void accept(ServerSocket from) {
    threads.execute(
        () -> {
          while (!from.isClosed()) {
            try {
              join(from.accept());
            } catch (IOException e) {
              // Shut, or the server is gone.
            }
          }
        });
  }

  private void join(Socket client) throws IOException {
    Socket backend = new Socket(server.getHost(), server.getPort());
    sockets.add(client);
    sockets.add(backend);
    threads.execute(() -> pump(client, backend));
    threads.execute(() -> pump(backend, client));
  }

  private void pump(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // Either side closed.
    } finally {
      sockets.remove(from);
    }
  }

  @Override
  public void close() throws IOException {
    shut();
    threads.shutdownNow();
  }
}
