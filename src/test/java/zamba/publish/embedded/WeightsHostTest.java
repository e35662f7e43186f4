package zamba.publish.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeightsHostTest {

  private static final URI WEIGHTS = URI.create("https://dl.example.com/densepose/final.pkl");

  private final HttpClient http = HttpClient.newHttpClient();
  private WeightsHost host;
  private byte[] whole;

  @BeforeEach
  void start() throws IOException, InterruptedException {
    host = WeightsHost.start();
    host.serve(WEIGHTS);
    whole = get().body();
  }

  @AfterEach
  void stop() {
    host.close();
  }

  @Test
  void servesTheWholeWithLengthAndStrongETag() throws IOException, InterruptedException {
    HttpResponse<byte[]> answer = get();
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValueAsLong("Content-Length")).hasValue(whole.length);
    assertThat(header(answer, "ETag")).startsWith("\"").endsWith("\"");
    assertThat(whole).hasSizeBetween(8 << 20, 24 << 20).isEqualTo(answer.body());
  }

  @Test
  void answersHeadAsGetWithoutTheBytes() throws IOException, InterruptedException {
    HttpResponse<byte[]> answer =
        http.send(
            HttpRequest.newBuilder(host.resolve(WEIGHTS))
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build(),
            BodyHandlers.ofByteArray());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValueAsLong("Content-Length")).hasValue(whole.length);
    assertThat(header(answer, "ETag")).isEqualTo(header(get(), "ETag"));
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void servesARangeFromTheMiddleToTheEnd() throws IOException, InterruptedException {
    HttpResponse<byte[]> answer = get("Range", "bytes=7000001-");
    assertThat(answer.statusCode()).isEqualTo(206);
    assertThat(answer.body()).isEqualTo(Arrays.copyOfRange(whole, 7_000_001, whole.length));
    assertThat(header(answer, "Content-Range"))
        .isEqualTo("bytes 7000001-%d/%d".formatted(whole.length - 1, whole.length));
  }

  @Test
  void servesAClosedRangeAndASuffix() throws IOException, InterruptedException {
    assertThat(get("Range", "bytes=65530-65545").body())
        .isEqualTo(Arrays.copyOfRange(whole, 65_530, 65_546));
    assertThat(get("Range", "bytes=-10").body())
        .isEqualTo(Arrays.copyOfRange(whole, whole.length - 10, whole.length));
  }

  @Test
  void servesARangeUnderTheRightIfRangeAndTheWholeUnderAnother()
      throws IOException, InterruptedException {
    String etag = header(get(), "ETag");
    assertThat(get("Range", "bytes=0-9", "If-Range", etag).statusCode()).isEqualTo(206);
    HttpResponse<byte[]> other = get("Range", "bytes=0-9", "If-Range", "\"other\"");
    assertThat(other.statusCode()).isEqualTo(200);
    assertThat(other.body()).isEqualTo(whole);
  }

  @Test
  void answers416ToARangeBehindTheEnd() throws IOException, InterruptedException {
    HttpResponse<byte[]> answer = get("Range", "bytes=%d-".formatted(whole.length));
    assertThat(answer.statusCode()).isEqualTo(416);
    assertThat(header(answer, "Content-Range")).isEqualTo("bytes */" + whole.length);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=0-1,4-5", "bytes=9-3", "bytes=-", "lines=1-2"})
  void sendsTheWholeForARangeItDoesNotServe(String range) throws IOException, InterruptedException {
    HttpResponse<byte[]> answer = get("Range", range);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).hasSize(whole.length);
  }

  @Test
  void answers404ToWhatIsNotServed() throws IOException, InterruptedException {
    URI other = host.resolve(URI.create("https://other.example.com/densepose/final.pkl"));
    assertThat(other).hasHost("127.0.0.1").hasScheme("http");
    HttpResponse<Void> answer =
        http.send(HttpRequest.newBuilder(other).build(), BodyHandlers.discarding());
    assertThat(answer.statusCode()).isEqualTo(404);
  }

  @Test
  void resolvesNothingButHttps() {
    assertThatThrownBy(() -> host.resolve(URI.create("ftp://example.com/file")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ftp://example.com/file");
  }

  private HttpResponse<byte[]> get(String... headers) throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(host.resolve(WEIGHTS));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElseThrow();
  }
}
