package zamba.publish.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import zamba.publish.fixture.Console;
import zamba.publish.fixture.FaultProxy;
import zamba.publish.fixture.Run;
import zamba.publish.fixture.Samples;

/** Servers that answer what is easily misunderstood: each time the message says what to do. */
class AnswersThatMisleadTest {
  private static final String PAGE = "<!DOCTYPE html>\n<html><title>Please log in</title></html>";

  @TempDir Path folder;
  private Run run;

  @BeforeEach
  void prepare() {
    run = new Run(folder).model("slowfast").set("copy.mode", "server");
  }

  /** Publishes with the private bucket behind a proxy; gives the publication's error. */
  private String errorOfSource(UnaryOperator<String> fault) throws Exception {
    try (FaultProxy proxy = new FaultProxy(run.store.endpoint(), fault);
        Console console = new Console()) {
      run.set("source.endpoint", proxy.endpoint().toString());
      assertThat(run.publish()).isEqualTo(1);
      assertThat(console.text()).doesNotContain("\tat ", "Exception");
      assertThat(console.thrown()).isEmpty();
    }
    assertThat(run.published()).isEmpty();
    assertThat(run.officialFiles()).isEmpty();
    return run.publication("slowfast").path("error").asText();
  }

  private static boolean lists(String line) {
    return line.startsWith("GET") && line.contains("list-type=2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 ExpiredToken|credentials have expired; renew them",
        "403 RequestTimeTooSkewed|clock and the store's differ by more than 15 minutes; set the clock",
        "403 InvalidObjectState|is in an archive|restore it",
        "403 InvalidAccessKeyId|does not know these credentials; check the access key",
        "404 NotFound|check that the endpoint is an S3 server's",
        "405 MethodNotAllowed|check that the endpoint is an S3 server's"
      })
  void anErrorComesWithAdvice(String answer, String advice) throws Exception {
    String code = answer.equals("404 NotFound") ? "404 404" : answer;
    assertThat(errorOfSource(line -> lists(line) ? code : null))
        .contains("ListObjectsV2 s3://" + run.source, advice);
  }

  @Test
  void aHeadThatIsAnswered400SaysWhatItMayBe() throws Exception {
    assertThat(errorOfSource(line -> line.startsWith("HEAD") ? "400 Bad Request" : null))
        .contains("HeadObject", ".ckpt was answered 400", "credentials have expired");
  }

  @Test
  void aCheckpointThatIsGoneSaysThatItWasListed() throws Exception {
    assertThat(errorOfSource(line -> line.startsWith("HEAD") ? "404 Not Found" : null))
        .contains(".ckpt has changed since it was listed", "it is gone", "Run again");
  }

  @Test
  void weightsThatAreNotThereSayWhereToLook() {
    run.entry("weights.none.pt", "s3://" + run.source + "/none.pt");
    assertThat(run.publish()).isEqualTo(1);
    assertThat(run.publication("none.pt").path("error").asText())
        .contains("HeadObject", "none.pt was answered 404", "no such object", "check the location");
  }

  /** Today's SDK takes it for a listing with nothing in it. */
  @Test
  void anHtmlPageIsNoEmptyListing() throws Exception {
    String page = FaultProxy.answer("200 OK", "text/html", PAGE);
    assertThat(errorOfSource(line -> lists(line) ? page : null))
        .contains(
            "was answered 200 with an HTML page where S3 gives <ListBucketResult>",
            "no S3 server's answer",
            "Check the endpoint");
  }

  @ParameterizedTest
  @ValueSource(strings = {"<ListAllMyBucketsResult/>", "{\"objects\": []}", ""})
  void anythingElseIsNoEmptyListing(String body) throws Exception {
    String answer = FaultProxy.answer("200 OK", "application/xml", body);
    assertThat(errorOfSource(line -> lists(line) ? answer : null))
        .contains("where S3 gives <ListBucketResult>");
  }

  /** So moto 5.2 calls them. */
  @Test
  void anAnswerMayBeCalledResponseWhereS3CallsItResult() throws Exception {
    String eu = run.buckets.get("eu");
    String answer =
        FaultProxy.answer(
            "200 OK",
            "application/xml",
            "<CompleteMultipartUploadResponse><ETag>&quot;1&quot;</ETag></CompleteMultipartUploadResponse>");
    try (FaultProxy proxy =
        new FaultProxy(
            run.store.endpoint(),
            line -> {
              if (!line.startsWith("POST /" + eu + "/") || !line.contains("uploadId=")) {
                return null;
              }
              String key = line.substring(line.indexOf(eu) + eu.length() + 1, line.indexOf('?'));
              run.store.put(eu, key, Samples.checkpoint("slowfast"));
              return answer;
            })) {
      run.set("region.eu.endpoint", proxy.endpoint().toString());

      assertThat(run.publish()).isZero();
    }
    assertThat(run.replica("slowfast", "eu").path("status").asText()).isEqualTo("copied");
  }

  @Test
  void anErrorInsideAnAnswerOf200IsAnError() throws Exception {
    String answer =
        FaultProxy.answer(
            "200 OK",
            "application/xml",
            "<?xml version=\"1.0\"?>\n<Error><Code>AccessDenied</Code><Message>no</Message></Error>");
    assertThat(errorOfSource(line -> lists(line) ? answer : null))
        .contains("ListObjectsV2", "AccessDenied (no)");
  }

  /** Today: "has 15 bytes", and the advice to delete the public object. */
  @Test
  void anAnswerToHeadWithoutAnEtagIsNoObject() throws Exception {
    String page = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 15\r\n\r\n";
    assertThat(errorOfSource(line -> line.startsWith("HEAD") ? page : null))
        .contains(
            "HeadObject", "was answered 200 with text/html and no ETag", "Check the endpoint");
  }

  @Test
  void anHtmlPageIsNoReplica() throws Exception {
    run.publish();
    String page = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 15\r\n\r\n";
    try (FaultProxy proxy = new FaultProxy(run.store.endpoint(), line -> page)) {
      run.set("region.eu.endpoint", proxy.endpoint().toString());
      assertThat(run.publish()).isEqualTo(1);
    }
    assertThat(run.replica("slowfast", "eu").path("status").asText()).isEqualTo("failed");
    assertThat(run.replica("slowfast", "eu").path("error").asText())
        .contains("no ETag", "Check the endpoint")
        .doesNotContain("delete");
  }

  /** 180 MB of it ended the program. */
  @Test
  void ofAnEndlessErrorNoMoreIsReadThanItsBeginning() throws Exception {
    String filler = "x".repeat(1 << 20);
    String answer =
        FaultProxy.answer(
            "400 Bad Request",
            "application/xml",
            "<Error><Code>InvalidRequest</Code><Message>" + filler.repeat(40));
    assertThat(errorOfSource(line -> lists(line) ? answer : null))
        .contains("400 InvalidRequest (xxx")
        .hasSizeLessThan(1_000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http://no-such-host.invalid|the host is not known|no-such-host.invalid",
        "http://127.0.0.1:9|nothing answers there|port",
      })
  void aServerThatIsNotThere(String endpoint, String what, String more) {
    run.set("region.eu.endpoint", endpoint);
    assertThat(run.publish()).isEqualTo(1);
    assertThat(run.replica("slowfast", "eu").path("error").asText())
        .contains("HeadObject s3://" + run.buckets.get("eu"), "failed: " + what, more)
        .doesNotContain("SDK Attempt Count");
  }

  @Test
  void aServerThatDoesNotSpeakTls() {
    run.set("region.eu.endpoint", run.store.endpoint().toString().replace("http:", "https:"));
    assertThat(run.publish()).isEqualTo(1);
    assertThat(run.replica("slowfast", "eu").path("error").asText())
        .contains("failed: TLS failed", "check that the server speaks https");
  }

  /** Six silent minutes before. */
  @Test
  void aRegionThatHangsIsToldOfMeanwhileAndFailsSoon() throws Exception {
    try (FaultProxy proxy = new FaultProxy(run.store.endpoint(), line -> FaultProxy.HANG);
        Console console = new Console()) {
      run.set("region.eu.endpoint", proxy.endpoint().toString()).set("s3.answer-within", "1s");

      assertThat(run.publish()).isEqualTo(1);

      assertThat(proxy.requests()).hasSizeLessThanOrEqualTo(4);
      assertThat(console.text())
          .contains("Waiting for 127.0.0.1: HeadObject s3://" + run.buckets.get("eu"));
    }
    assertThat(run.replica("slowfast", "eu").path("error").asText())
        .contains("no answer in time", "check it and the network");
    assertThat(run.replica("slowfast", "us").path("status").asText()).isEqualTo("copied");
  }

  /** A proxy's page; there is no S3 at all. */
  @Test
  void aPlain404IsNoMissingBucket() throws Exception {
    String page = FaultProxy.answer("404 Not Found", "text/html", PAGE);
    assertThat(errorOfSource(line -> lists(line) ? page : null))
        .contains("was answered 404", "check that the endpoint is an S3 server's");
  }

  @ParameterizedTest
  @ValueSource(strings = {"400 ExpiredToken", "403 RequestTimeTooSkewed"})
  void credentialsThatAreGoodTheSecondTimeAreAskedWithAgain(String answer) throws Exception {
    AtomicInteger listed = new AtomicInteger();
    AtomicInteger copied = new AtomicInteger();
    try (FaultProxy proxy =
        new FaultProxy(
            run.store.endpoint(),
            line -> {
              boolean part = line.startsWith("PUT") && line.contains("partNumber=");
              return (lists(line) && listed.getAndIncrement() == 0)
                      || (part && copied.getAndIncrement() == 0)
                  ? answer
                  : null;
            })) {
      run.set("s3.endpoint", proxy.endpoint().toString());

      assertThat(run.publish()).isZero();
    }
    // Also before anything becomes visible, and before the commit.
    assertThat(listed.get()).isGreaterThan(1);
    assertThat(copied).hasValue(4);
  }

  private List<String> reads(FaultProxy proxy) {
    return proxy.requests().stream()
        .filter(
            line -> line.startsWith("GET") && line.contains(".ckpt") && !line.contains("uploadId"))
        .toList();
  }

  /** What a store says of one object says nothing of the next. */
  @ParameterizedTest
  @ValueSource(strings = {"404 NoSuchKey", "403 InvalidObjectState", "400 BadDigest"})
  void anAnswerAboutOneObjectMakesNoOtherComeThroughThisProgram(String answer) throws Exception {
    run.set("copy.mode", "auto").model("european");
    try (FaultProxy proxy =
            new FaultProxy(
                run.store.endpoint(),
                line ->
                    line.startsWith("PUT")
                            && line.contains("partNumber=")
                            && line.contains("/slowfast_")
                        ? answer
                        : null);
        Run.ByHand publisher = byHand(proxy)) {
      assertThat(publisher.publish("slowfast").path("status").asText()).isEqualTo("failed");
      assertThat(publisher.publish("european").path("status").asText()).isEqualTo("ok");
      assertThat(reads(proxy)).isEmpty();
    }
  }

  /** Until the next run, since permissions change. */
  @Test
  void aRefusalIsRememberedForThisRunOnly() throws Exception {
    run.set("copy.mode", "auto").model("european");
    AtomicInteger refused = new AtomicInteger();
    try (FaultProxy proxy =
            new FaultProxy(
                run.store.endpoint(),
                line ->
                    line.startsWith("PUT")
                            && line.contains("partNumber=")
                            && refused.getAndIncrement() < 3
                        ? "403 AccessDenied"
                        : null);
        Run.ByHand publisher = byHand(proxy)) {
      assertThat(publisher.publish("slowfast").path("status").asText()).isEqualTo("ok");
      int streamed = reads(proxy).size();
      assertThat(streamed).isPositive();

      assertThat(publisher.publish("european").path("status").asText()).isEqualTo("ok");
      assertThat(reads(proxy)).as("the store copies again").hasSize(streamed);
    }
  }

  private Run.ByHand byHand(FaultProxy proxy) {
    return run.set("s3.endpoint", proxy.endpoint().toString()).byHand();
  }

  /** A port that takes connections and gives them to nobody. */
  @Test
  void aPortBehindWhichNobodyIsFailsSoonToo() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      run.set("region.eu.endpoint", "http://127.0.0.1:" + silent.getLocalPort())
          .set("s3.answer-within", "1s");
      assertThat(run.publish()).isEqualTo(1);
    }
    assertThat(run.replica("slowfast", "eu").path("error").asText()).contains("no answer in time");
  }
}
