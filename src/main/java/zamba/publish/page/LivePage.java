package zamba.publish.page;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;

/** The page on the daemon's server for health and metrics. */
public final class LivePage {
  private static final List<String> PATHS =
      List.of("/", "/head", "/head/entry", "/entry/*", "/api/status");

  private final Observer observer;
  private final Hosts hosts;
  private Answers answers;

  /**
   * @param observer knows how it stands
   * @param host the property {@code management.host}
   * @param port the property {@code management.port}
   */
  public LivePage(Observer observer, String host, int port) {
    this.observer = observer;
    this.hosts = new Hosts(host, port);
  }

  /** From now on that server has the page; its other addresses are as they were. */
  public void serve(Router router) {
    // Beside the threads that answer for health: a page of a thousand models takes a moment.
    PATHS.forEach(path -> router.route(path).blockingHandler(this::answer, false));
  }

  private void answer(RoutingContext context) {
    HttpServerRequest request = context.request();
    String path = Optional.ofNullable(request.path()).orElse("/");
    Answer answer = answers().to(request.method().name(), request.headers().getAll("Host"), path);
    HttpServerResponse response = context.response().setStatusCode(answer.status());
    answer.headers().forEach(response::putHeader);
    Buffer body = Buffer.buffer(answer.body());
    if (request.method().name().equals("HEAD")) {
      response.putHeader("Content-Length", String.valueOf(body.length())).end();
    } else {
      response.end(body);
    }
  }

  /** Loaded with the first request. */
  private synchronized Answers answers() {
    if (answers == null) {
      answers = new Answers(observer, hosts);
    }
    return answers;
  }
}
