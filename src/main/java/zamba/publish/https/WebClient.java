package zamba.publish.https;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import javax.net.ssl.HttpsURLConnection;
import org.apache.http.Header;
import org.apache.http.HttpHost;
import org.apache.http.HttpRequest;
import org.apache.http.auth.AuthScope;
import org.apache.http.auth.UsernamePasswordCredentials;
import org.apache.http.client.config.CookieSpecs;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpUriRequest;
import org.apache.http.client.methods.RequestBuilder;
import org.apache.http.config.ConnectionConfig;
import org.apache.http.config.MessageConstraints;
import org.apache.http.conn.routing.HttpRoutePlanner;
import org.apache.http.conn.ssl.SSLConnectionSocketFactory;
import org.apache.http.impl.NoConnectionReuseStrategy;
import org.apache.http.impl.client.BasicCredentialsProvider;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.impl.conn.DefaultRoutePlanner;
import org.apache.http.impl.conn.DefaultSchemePortResolver;
import org.apache.http.impl.conn.SystemDefaultRoutePlanner;
import org.apache.http.protocol.HttpContext;
import zamba.publish.content.ObjectFacts;
import zamba.publish.report.Printable;

/**
 * Sends requests to web servers, each on a connection of its own, by the library that the S3
 * clients use too: unlike the JDK's, it can break off a request in whatever state that is. Follows
 * redirects itself, so that no host is asked that nobody has named.
 */
final class WebClient implements AutoCloseable {
  private static final int CONNECT_TIMEOUT_MILLIS = 10_000;
  private static final int READ_TIMEOUT_MILLIS = 30_000;
  private static final int CONNECTIONS = 1_000;
  private static final int LONGEST_HEADER_LINE = 64 << 10;
  private static final int MOST_HEADERS = 200;
  private static final int MOST_REDIRECTS = 10;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  private final UnaryOperator<URI> resolve;
  private final Set<String> redirectHosts;
  private final CloseableHttpClient client;

  /**
   * @param resolve where a URI really is: the same, unless the embedded server plays its host
   * @param redirectHosts as in {@link WebSettings}
   */
  WebClient(UnaryOperator<URI> resolve, Set<String> redirectHosts, WebProxy proxy) {
    this.resolve = resolve;
    this.redirectHosts = redirectHosts;
    BasicCredentialsProvider credentials = new BasicCredentialsProvider();
    proxy
        .address()
        .ifPresent(
            at ->
                proxy
                    .userInfo()
                    .ifPresent(
                        userInfo ->
                            credentials.setCredentials(
                                new AuthScope(at.getHost(), at.getPort()), credentials(userInfo))));
    this.client =
        HttpClients.custom()
            .setDefaultRequestConfig(
                RequestConfig.custom()
                    .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
                    .setSocketTimeout(READ_TIMEOUT_MILLIS)
                    .setConnectionRequestTimeout(READ_TIMEOUT_MILLIS)
                    .setCookieSpec(CookieSpecs.IGNORE_COOKIES)
                    // An address is asked for as it is written.
                    .setNormalizeUri(false)
                    .build())
            .setDefaultConnectionConfig(
                ConnectionConfig.custom()
                    .setMessageConstraints(
                        MessageConstraints.custom()
                            .setMaxLineLength(LONGEST_HEADER_LINE)
                            .setMaxHeaderCount(MOST_HEADERS)
                            .build())
                    .build())
            // Trusts whom the JVM trusts, as its javax.net.ssl properties have it.
            .setSSLSocketFactory(
                new SSLConnectionSocketFactory(
                    HttpsURLConnection.getDefaultSSLSocketFactory(),
                    SSLConnectionSocketFactory.getDefaultHostnameVerifier()))
            .setRoutePlanner(planner(proxy))
            .setDefaultCredentialsProvider(credentials)
            .setMaxConnTotal(CONNECTIONS)
            .setMaxConnPerRoute(CONNECTIONS)
            .setConnectionReuseStrategy(NoConnectionReuseStrategy.INSTANCE)
            .setUserAgent("zamba-model-publisher")
            .disableRedirectHandling()
            .disableAutomaticRetries()
            .disableContentCompression()
            .disableAuthCaching()
            .build();
  }

  private static UsernamePasswordCredentials credentials(String userInfo) {
    String[] parts = userInfo.split(":", 2);
    return new UsernamePasswordCredentials(parts[0], parts.length < 2 ? "" : parts[1]);
  }

  /** The JVM's own {@code https.proxyHost} comes before the environment, as with the AWS SDK. */
  private static HttpRoutePlanner planner(WebProxy proxy) {
    if (System.getProperty("https.proxyHost") != null || proxy.address().isEmpty()) {
      return new SystemDefaultRoutePlanner(null);
    }
    return new DefaultRoutePlanner(DefaultSchemePortResolver.INSTANCE) {
      @Override
      protected HttpHost determineProxy(HttpHost target, HttpRequest request, HttpContext context) {
        // The embedded server plays its hosts by http.
        return "https".equals(target.getSchemeName())
            ? proxy
                .before(target.getHostName(), target.getPort())
                .map(at -> new HttpHost(at.getHost(), at.getPort()))
                .orElse(null)
            : null;
      }
    };
  }

  /**
   * The answer to a request, after redirects.
   *
   * @param request what was sent last
   * @param response no redirect that is followed; to be closed by {@link #close}
   */
  record Answer(HttpUriRequest request, CloseableHttpResponse response) implements AutoCloseable {

    int status() {
      return response.getStatusLine().getStatusCode();
    }

    Optional<String> header(String name) {
      return Optional.ofNullable(response.getFirstHeader(name)).map(Header::getValue);
    }

    /** In bytes, or -1 if it is not said. */
    long contentLength() {
      return header("Content-Length")
          .filter(it -> it.matches("[0-9]{1,18}"))
          .map(Long::parseLong)
          .orElse(-1L);
    }

    /** A weak ETag ({@code W/"..."}) does not stand for the bytes (RFC 9110, 8.8.1). */
    String etag() {
      return ObjectFacts.unquote(header("ETag").filter(it -> !it.startsWith("W/")).orElse(""));
    }

    /**
     * Expects a status.
     *
     * @param tried what was asked, for people
     * @throws IOException for an answer that may be another one next time
     * @throws HttpsSourceException for any other
     */
    void expect(String tried, int expected) throws IOException {
      if (status() == expected) {
        return;
      }
      if (status() >= 500 || status() == 429 || status() == 408) {
        throw new IOException("was answered " + status());
      }
      throw new HttpsSourceException(
          tried
              + " was answered "
              + status()
              + (status() == HttpURLConnection.HTTP_PROXY_AUTH
                  ? ": the proxy wants a user and a password that it knows; check HTTPS_PROXY"
                  : "; check the address in the catalog"));
    }

    /** Leaves unread what was not read. */
    @Override
    public void close() {
      request.abort();
      try {
        response.close();
      } catch (IOException e) {
        // It is not asked anything any more.
      }
    }
  }

  /**
   * Asks, and asks where it is sent to.
   *
   * @throws HttpsSourceException if it is sent where it may not go
   */
  Answer ask(String method, WebAddress address, Map<String, String> headers, Vigil vigil)
      throws IOException {
    WebAddress at = address;
    for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      RequestBuilder builder = RequestBuilder.create(method).setUri(resolve.apply(at.uri()));
      headers.forEach(builder::setHeader);
      builder.setHeader("Accept-Encoding", "identity");
      HttpUriRequest request = builder.build();
      Answer answer = new Answer(request, vigil.answer(request, () -> client.execute(request)));
      if (!REDIRECTS.contains(answer.status())) {
        return answer;
      }
      answer.close();
      at =
          target(
              method + " " + address,
              address,
              at,
              Printable.of(answer.header("Location").orElse("")));
    }
    throw new HttpsSourceException(
        "%s %s redirects more than %d times; put the final address into the catalog"
            .formatted(method, address, MOST_REDIRECTS));
  }

  private WebAddress target(String tried, WebAddress address, WebAddress at, String location) {
    WebAddress target;
    try {
      target = at.resolve(location);
    } catch (IllegalArgumentException e) {
      String scheme = location.replaceFirst("(?s):.*", "").toLowerCase(Locale.ROOT);
      throw new HttpsSourceException(
          scheme.equals("http")
              ? "%s redirects to %s, which is another scheme and is not followed; put the final https address into the catalog"
                  .formatted(tried, WebAddress.told(ascii(location)))
              : "%s redirects to what %s and is not followed; put the final https address into the catalog"
                  .formatted(tried, e.getMessage()));
    }
    if (!target.host().equals(address.host()) && !redirectHosts.contains(target.host())) {
      throw new HttpsSourceException(
          "%s redirects to %s, and the catalog names %s, not %s. If that is where it should come from, put its address into the catalog, or list %s in https.redirect-hosts"
              .formatted(tried, target, address.host(), target.host(), target.host()));
    }
    return target;
  }

  private static String ascii(String location) {
    try {
      return URI.create(location).toASCIIString();
    } catch (IllegalArgumentException e) {
      return "http";
    }
  }

  @Override
  public void close() {
    try {
      client.close();
    } catch (IOException e) {
      // It has no connection left that is used.
    }
  }
}
