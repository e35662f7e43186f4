package zamba.publish.daemon;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.impl.VertxWrapper;

/**
 * The Vert.x of Camel's management server, without HTTP/2. Vert.x takes an upgrade to it on a plain
 * connection (h2c) unless told otherwise, and Camel has no property that does; nobody who asks for
 * health and metrics needs it, and it is a protocol more to be attacked by.
 */
public final class PlainHttp1 extends VertxWrapper {
  private PlainHttp1(VertxInternal delegate) {
    super(delegate);
  }

  /** A Vert.x whose servers speak HTTP/1 only; whoever asks for it closes it. */
  public static Vertx start() {
    return new PlainHttp1((VertxInternal) Vertx.vertx());
  }

  @Override
  public HttpServer createHttpServer() {
    return createHttpServer(new HttpServerOptions());
  }

  @Override
  public HttpServer createHttpServer(HttpServerOptions options) {
    return super.createHttpServer(
        new HttpServerOptions(options).setHttp2ClearTextEnabled(false).setUseAlpn(false));
  }
}
