package zamba.publish.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.S3Exception;
import zamba.publish.fixture.FaultProxy;
import zamba.publish.fixture.LargeCheckpoint;
import zamba.publish.fixture.Run;
import zamba.publish.fixture.Samples;
import zamba.publish.fixture.Store;
import zamba.publish.fixture.TlsServers;
import zamba.publish.fixture.Trained;

/**
 * What is promised of every store, one test a promise, through the whole program. A subclass names
 * a store. The display names are the rows of the table in docs/stores.md, to which {@link
 * CompatibilityTable} brings the outcomes that {@link ContractRecord} has kept.
 */
@ExtendWith(ContractRecord.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class PublishingContract {
  private static final int RACES = 50;
  private static final int EMPTY_RACES = 5;
  private static final int LARGER_RACES = 6;
  private static final String PREFIX = "zamba_official_models/";
  private static final AwsCredentials WRONG =
      AwsBasicCredentials.create("AKIAIOSFODNN7EXAMPLE", "wrong");

  @RegisterExtension static final TlsServers TLS = new TlsServers();

  @TempDir Path folder;
  private Run run;

  abstract Store store();

  /** The store's name and version, as a heading. */
  abstract String storeName();

  @BeforeEach
  void prepare() {
    Store.use(store().credentials());
    run = at(folder);
  }

  private Run at(Path where) {
    Run made = new Run(where, store()).set("copy.resume-after", "0s");
    for (String region : made.buckets.keySet()) {
      made.set("region." + region + ".aws-region", "us-east-1");
    }
    return made;
  }

  @AfterEach
  void drop() {
    Store.use(store().credentials());
    drop(run);
  }

  private void drop(Run dropped) {
    dropped.buckets.values().forEach(store()::drop);
    store().drop(dropped.source);
  }

  @Test
  @DisplayName("publishes to every region, then writes the official config")
  void freshPublish() {
    Trained.model(run, "slowfast");
    Trained.model(run, "european");

    assertThat(run.publish()).isZero();

    assertThat(run.report().path("status").asText()).isEqualTo("ok");
    for (String model : List.of("slowfast", "european")) {
      assertThat(run.publication(model).path("status").asText()).isEqualTo("published");
      assertThat(run.publication(model).path("inspection").path("verdict").asText())
          .isEqualTo("safe");
      isEverywhere(run, model, "copied", Trained.checkpoint(model));
      assertThat(run.officialFiles().get(model + "/config.yaml"))
          .endsWith("public_checkpoint: " + publicName(model) + "\n");
    }
    assertThat(run.published()).hasSize(6);
    assertThat(run.officialFiles()).hasSize(10);
  }

  @Test
  @DisplayName("a run with nothing to do writes nothing")
  void noChange() throws Exception {
    run.model("slowfast").entry("weights.depth.pt", "s3://" + run.source + "/depth.pt");
    store().put(run.source, "depth.pt", "depth weights");
    assertThat(run.publish()).isZero();
    Map<String, String> published = run.published();
    Path config = run.official().resolve("slowfast/config.yaml");
    Object file = Files.readAttributes(config, "unix:ino,ctime");

    if (proxied()) {
      try (FaultProxy proxy = before(store(), line -> null)) {
        publishThrough(proxy, run);
        assertThat(proxy.requests())
            .isNotEmpty()
            .allMatch(line -> line.startsWith("GET ") || line.startsWith("HEAD "));
      }
    } else {
      assertThat(run.publish()).isZero();
    }

    assertThat(run.published()).isEqualTo(published);
    assertThat((Object) Files.readAttributes(config, "unix:ino,ctime")).isEqualTo(file);
    for (String name : List.of("slowfast", "depth.pt")) {
      assertThat(run.publication(name).path("status").asText()).isEqualTo("present");
      assertThat(statuses(run, name)).containsOnly("present");
      assertThat(run.replica(name, "asia").path("verified").asBoolean()).isTrue();
    }
  }

  @Test
  @DisplayName("no byte of a checkpoint comes through the program")
  void serverSide() throws Exception {
    assumeTrue(proxied(), "counted by a proxy, which a store at https does not let between");
    run.model("slowfast");
    store().put(run.source, run.key("slowfast", "slowfast.ckpt"), new byte[8 << 20]);

    try (FaultProxy proxy = before(store(), line -> null)) {
      publishThrough(proxy, run);
      assertThat(proxy.passed()).isPositive().isLessThan(1 << 20);
    }
    isEverywhere(run, "slowfast", "copied", new byte[8 << 20]);
  }

  @Test
  @DisplayName("heals a region that lost an object, whichever it is")
  void healsARegion() {
    run.model("slowfast").entry("weights.depth.pt", "s3://" + run.source + "/depth.pt");
    store().put(run.source, "depth.pt", "depth weights");
    assertThat(run.publish()).isZero();
    Map<String, String> before = run.published();
    String checkpoint = PREFIX + publicName("slowfast");
    store().delete(run.buckets.get("asia"), checkpoint);
    store().delete(run.buckets.get("eu"), PREFIX + "depth.pt");

    assertThat(run.publish()).isZero();

    assertThat(statuses(run, "slowfast")).containsExactly("present", "present", "copied");
    assertThat(statuses(run, "depth.pt")).containsExactly("present", "copied", "present");
    assertThat(store().get(run.buckets.get("asia"), checkpoint))
        .isEqualTo(Samples.checkpoint("slowfast"));
    Map<String, String> after = run.published();
    assertThat(after.keySet()).isEqualTo(before.keySet());
    for (String untouched :
        List.of("us:" + checkpoint, "eu:" + checkpoint, "us:" + PREFIX + "depth.pt")) {
      assertThat(after).containsEntry(untouched, before.get(untouched));
    }
  }

  @Test
  @DisplayName("other content is left alone and reported as different")
  void differentContent() {
    run.model("slowfast");
    assertThat(run.publish()).isZero();
    String key = PREFIX + publicName("slowfast");
    byte[] sameSize = Samples.checkpoint("european");
    store().put(run.buckets.get("us"), key, sameSize);
    store().put(run.buckets.get("eu"), key, "other content");
    Map<String, String> before = run.published();
    run.set("official-models.dir", folder.resolve("fresh").toString());

    assertThat(run.publish()).isEqualTo(1);

    assertThat(run.report().path("status").asText()).isEqualTo("failed");
    assertThat(statuses(run, "slowfast")).containsExactly("different", "different", "present");
    assertThat(run.replica("slowfast", "us").path("verified").asBoolean()).isFalse();
    assertThat(run.replica("slowfast", "eu").path("error").asText())
        .contains(
            "s3://" + run.buckets.get("eu") + "/" + key, "slowfast.ckpt", "300000 bytes", "13");
    assertThat(run.published()).isEqualTo(before);
    assertThat(store().get(run.buckets.get("us"), key)).isEqualTo(sameSize);
    assertThat(folder.resolve("fresh")).isEmptyDirectory();
  }

  @Test
  @DisplayName("a source that has changed is not copied beside what it was")
  void changedSource() {
    run.model("slowfast");
    assertThat(run.publish()).isZero();
    store().delete(run.buckets.get("eu"), PREFIX + publicName("slowfast"));
    changeSource();
    Map<String, String> before = run.published();

    assertThat(run.publish()).isEqualTo(1);

    assertThat(run.published()).isEqualTo(before);
    assertThat(run.publication("slowfast").path("error").asText())
        .contains("Nothing is copied to any region", "us holds", "asia holds");
  }

  @Test
  @DisplayName("what was copied from other content is told as different")
  void copiedFromOtherContent() {
    run.model("slowfast");
    assertThat(run.publish()).isZero();
    changeSource();

    assertThat(run.publish()).isEqualTo(1);

    assertThat(statuses(run, "slowfast")).containsOnly("different");
  }

  @Test
  @DisplayName("a region that alone holds a name and does not answer: nothing is copied beside it")
  void silentRegion() throws Exception {
    assumeTrue(proxied(), "refused by a proxy, which a store at https does not let between");
    run.model("slowfast");
    assertThat(run.publish()).isZero();
    store().delete(run.buckets.get("us"), PREFIX + publicName("slowfast"));
    store().delete(run.buckets.get("eu"), PREFIX + publicName("slowfast"));
    changeSource();
    Map<String, String> before = run.published();
    String asia = "/" + run.buckets.get("asia") + "/";
    try (FaultProxy proxy =
        before(store(), line -> line.startsWith("HEAD " + asia) ? "403 Forbidden" : null)) {
      run.set("s3.endpoint", proxy.endpoint().toString());

      assertThat(run.publish()).isEqualTo(1);
    }
    assertThat(run.published()).isEqualTo(before);
    assertThat(run.publication("slowfast").path("error").asText())
        .contains("Nothing is copied to any region", "asia did not answer");
  }

  @Test
  @DisplayName("weights from the web that are everywhere: their host is not asked")
  void weightsFromTheWeb() throws Exception {
    byte[] content = Samples.checkpoint("depth");
    HttpsServer host = TLS.start();
    host.createContext("/densepose.pkl", exchange -> give(exchange, content));
    String address = "https://127.0.0.1:" + host.getAddress().getPort() + "/densepose.pkl";
    run.entry("weights.densepose.pkl", address);
    try {
      assertThat(run.publish()).isZero();
    } finally {
      host.stop(0);
    }
    isEverywhere(run, "densepose.pkl", "copied", content);

    assertThat(run.publish()).isZero();

    isEverywhere(run, "densepose.pkl", "present", content);
  }

  private static void give(HttpExchange exchange, byte[] content) throws IOException {
    try (exchange) {
      boolean head = exchange.getRequestMethod().equals("HEAD");
      exchange.getResponseHeaders().set("ETag", "\"version-1\"");
      exchange.getResponseHeaders().set("Content-Length", "" + content.length);
      exchange.sendResponseHeaders(200, head ? -1 : content.length);
      if (!head) {
        exchange.getResponseBody().write(content);
      }
    }
  }

  /** Other content of the same size. */
  private void changeSource() {
    store().put(run.source, run.key("slowfast", "slowfast.ckpt"), Samples.checkpoint("european"));
  }

  @Test
  @DisplayName("a source that is overwritten in mid-copy does not become visible")
  void sourceOverwrittenInMidCopy() throws Exception {
    assumeTrue(proxied(), "timed by a proxy, which a store at https does not let between");
    run.model("slowfast");
    try (FaultProxy proxy =
        before(
            store(),
            line -> {
              if (line.contains("partNumber=") && line.contains(PREFIX + "slowfast_")) {
                changeSource();
              }
              return null;
            })) {
      run.set("s3.endpoint", proxy.endpoint().toString()).set("copy.mode", "server");

      assertThat(run.publish()).isEqualTo(1);
    }
    assertThat(run.published()).isEmpty();
    assertThat(run.officialFiles()).isEmpty();
  }

  @Test
  @DisplayName("what the store cannot tell is told by reading, on demand")
  void toldByReading() {
    byte[] content = new byte[(5 << 20) + 1000];
    run.entry("weights.depth.pt", "s3://" + run.source + "/depth.pt");
    store().put(run.source, "depth.pt", content);
    String us = run.buckets.get("us");
    String id =
        store().s3().createMultipartUpload(r -> r.bucket(us).key(PREFIX + "depth.pt")).uploadId();
    List<CompletedPart> parts = new ArrayList<>();
    for (int number : new int[] {1, 2}) {
      byte[] bytes = new byte[number == 1 ? 5 << 20 : 1000];
      String etag =
          store()
              .s3()
              .uploadPart(
                  r -> r.bucket(us).key(PREFIX + "depth.pt").uploadId(id).partNumber(number),
                  RequestBody.fromBytes(bytes))
              .eTag();
      parts.add(CompletedPart.builder().partNumber(number).eTag(etag).build());
    }
    store()
        .s3()
        .completeMultipartUpload(
            r ->
                r.bucket(us)
                    .key(PREFIX + "depth.pt")
                    .uploadId(id)
                    .multipartUpload(m -> m.parts(parts)));

    assertThat(run.set("compare.read", "true").publish()).isZero();

    assertThat(statuses(run, "depth.pt")).containsExactly("present", "copied", "copied");
    assertThat(run.replica("depth.pt", "us").path("verified").asBoolean()).isTrue();
  }

  /**
   * Both have the same public name and other content, and none of their requests that make it
   * visible is let go before both have sent theirs: each round is a race in every region. In every
   * other round the second is let go only after the first has written, looked and gone: what
   * looking cannot notice, the store must refuse.
   */
  @Test
  @DisplayName("of two publishers at once, one writes each object")
  void races() throws Exception {
    race(RACES, "POST ", Samples.checkpoint("slowfast"), Samples.checkpoint("european"));
  }

  /** Empty objects are made by one PutObject, which has a condition of its own. */
  @Test
  @DisplayName("of two publishers at once, one writes an empty object")
  void racesOfEmptyCheckpoints() throws Exception {
    race(EMPTY_RACES, "PUT ", new byte[0], new byte[0]);
  }

  /** A server is known that puts the parts together between looking and writing. */
  @Test
  @DisplayName("of two publishers at once, one writes an object of 8 MiB")
  void racesOfLargerCheckpoints() throws Exception {
    byte[] ones = new byte[8 << 20];
    byte[] others = ones.clone();
    Arrays.fill(others, (byte) 1);
    race(LARGER_RACES, "POST ", ones, others);
  }

  private void race(int rounds, String visibleBy, byte[] ones, byte[] others) throws Exception {
    Run other = at(Files.createDirectory(folder.resolve("other")));
    run.buckets.forEach((region, bucket) -> other.set("region." + region + ".bucket", bucket));
    run.model("slowfast");
    other.model("slowfast");
    store().put(run.source, run.key("slowfast", "slowfast.ckpt"), ones);
    store().put(other.source, other.key("slowfast", "slowfast.ckpt"), others);
    Starter starter = new Starter(visibleBy);
    List<String> wrong = new ArrayList<>();
    try (FaultProxy proxy = before(store(), starter::hold)) {
      String endpoint = proxied() ? proxy.endpoint().toString() : store().endpoint().toString();
      run.set("s3.endpoint", endpoint);
      other.set("s3.endpoint", endpoint);
      try (Run.ByHand one = run.byHand();
          Run.ByHand two = other.byHand()) {
        for (int round = 1; round <= rounds; round++) {
          starter.next();
          var racing = CompletableFuture.supplyAsync(() -> one.publish("slowfast"));
          JsonNode second = two.publish("slowfast");
          List<JsonNode> reports = List.of(racing.get(2, TimeUnit.MINUTES), second);
          for (String region : run.buckets.keySet()) {
            wrong.addAll(judge("round " + round, region, List.of(run, other), reports));
          }
        }
      }
    } finally {
      drop(other);
    }
    assertThat(wrong).as("what is wrong, in %d rounds of 3 regions", rounds).isEmpty();
  }

  /**
   * What is wrong with a round in a region: one must have written, and what is there must be its
   * content. Removes the object for the next round.
   */
  private List<String> judge(
      String round, String region, List<Run> racers, List<JsonNode> reports) {
    List<String> statuses = new ArrayList<>();
    String key = "";
    for (JsonNode report : reports) {
      for (JsonNode replica : report.path("publications").path(0).path("replicas")) {
        if (replica.path("region").asText().equals(region)) {
          statuses.add(replica.path("status").asText());
          key = replica.path("key").asText();
        }
      }
    }
    String said = "%s, %s: %s".formatted(round, region, statuses);
    String bucket = run.buckets.get(region);
    try {
      if (statuses.stream().filter("copied"::equals).count() != 1) {
        return List.of(said + ", not one writer");
      }
      Run winner = racers.get(statuses.indexOf("copied"));
      String source = winner.key("slowfast", "slowfast.ckpt");
      String recorded = store().head(bucket, key).metadata().getOrDefault("source-etag", "none");
      return store().head(winner.source, source).eTag().contains(recorded)
              && Arrays.equals(store().get(bucket, key), store().get(winner.source, source))
          ? List.of()
          : List.of(said + ", but the object is not the writer's");
    } finally {
      store().delete(bucket, key);
    }
  }

  @Test
  @DisplayName("finds a checkpoint behind 1,500 other objects")
  void largeListing() {
    run.model("slowfast");
    IntStream.range(0, 1500)
        .parallel()
        .forEach(i -> store().put(run.source, run.key("slowfast", "a/%04d".formatted(i)), "x"));

    assertThat(run.publish()).isZero();

    assertThat(run.publication("slowfast").path("source").asText()).endsWith("/slowfast.ckpt");
    isEverywhere(run, "slowfast", "copied", Samples.checkpoint("slowfast"));
  }

  @Test
  @DisplayName("keys with spaces, `+` and Unicode")
  void oddKeys() {
    publishesFrom("résultats + 1/日本 v1/", "epoch=3 val+f1 é.ckpt");
  }

  /** The last, since a server is known that ends on it. */
  @Test
  @Order(Integer.MAX_VALUE)
  @DisplayName("keys with `%`")
  void keysWithPercentSigns() {
    publishesFrom("100%/", "é%20.ckpt");
  }

  private void publishesFrom(String prefix, String checkpoint) {
    String model = "modèle d'été + 1";
    for (String companion : Samples.COMPANIONS) {
      store().put(run.source, prefix + companion, companion);
    }
    store().put(run.source, prefix + "train_configuration.yaml", Samples.trainConfiguration(model));
    store().put(run.source, prefix + checkpoint, Samples.checkpoint(model));
    String weights = "poids d'été + 2 é.pt";
    run.entry("weight-lookup." + model, "s3://" + run.source + "/" + prefix)
        .entry("weights." + weights, "s3://" + run.source + "/" + prefix + checkpoint)
        .set("public.prefix", "modèles + officiels/")
        // Else what the store does not find is brought by the program.
        .set("copy.mode", "server");

    assertThat(run.publish()).isZero();

    for (String name : List.of(model, weights)) {
      assertThat(statuses(run, name)).containsOnly("copied");
      String key = "modèles + officiels/" + publicName(name);
      for (String bucket : run.buckets.values()) {
        assertThat(store().get(bucket, key)).isEqualTo(Samples.checkpoint(model));
      }
    }
    assertThat(run.officialFiles()).containsKey(model + "/config.yaml");
    assertThat(run.publish()).isZero();
    assertThat(statuses(run, model)).containsOnly("present");
    assertThat(statuses(run, weights)).containsOnly("present");
  }

  @Test
  @DisplayName("a checkpoint of 300 MiB")
  void largeCheckpoint() throws Exception {
    run.model("slowfast");
    LargeCheckpoint large = new LargeCheckpoint(300);
    large.put(store(), run.source, run.key("slowfast", "slowfast.ckpt"));

    assertThat(run.publish()).isZero();

    assertThat(run.publication("slowfast").path("bytes").asLong()).isEqualTo(300L << 20);
    assertThat(statuses(run, "slowfast")).containsOnly("copied");
    for (String bucket : run.buckets.values()) {
      assertThat(run.replica("slowfast", "us").path("verified").asBoolean()).isTrue();
      isIn(bucket, large);
    }
    assertThat(run.officialFiles()).hasSize(5);
  }

  @Test
  @DisplayName("an empty checkpoint")
  void emptyCheckpoint() {
    run.model("slowfast");
    store().put(run.source, run.key("slowfast", "slowfast.ckpt"), "");

    assertThat(run.publish()).isZero();

    assertThat(run.publication("slowfast").path("bytes").asLong()).isZero();
    isEverywhere(run, "slowfast", "copied", new byte[0]);
    assertThat(run.officialFiles()).hasSize(5);
  }

  /** As somebody's upload of a new training does: the small files first. */
  @Test
  @DisplayName("a source that is written during the copies: nothing becomes visible")
  void changingSource() throws Exception {
    assumeTrue(proxied(), "written to by a proxy, which a store at https does not let between");
    run.model("slowfast").entry("weights.depth.pt", "s3://" + run.source + "/depth.pt");
    store().put(run.source, "depth.pt", "depth weights");
    String train = run.key("slowfast", "train_configuration.yaml");
    AtomicBoolean written = new AtomicBoolean();
    try (FaultProxy proxy =
        before(
            store(),
            line -> {
              boolean part = line.startsWith("PUT ") && line.contains("partNumber=");
              if (part && !line.contains(".probe-") && written.compareAndSet(false, true)) {
                store().put(run.source, train, Samples.trainConfiguration("slowfast") + "new: 1\n");
                store().put(run.source, "depth.pt", "newer depth weights");
              }
              return null;
            })) {
      run.set("s3.endpoint", proxy.endpoint().toString());
      assertThat(run.publish()).isEqualTo(1);
    }

    assertThat(written).isTrue();
    assertThat(run.publication("slowfast").path("error").asText()).contains("changed: " + train);
    assertThat(run.published()).isEmpty();
    assertThat(run.officialFiles()).isEmpty();
    run.buckets.values().forEach(bucket -> assertThat(store().uploads(bucket)).isEmpty());
    run.set("s3.endpoint", store().endpoint().toString());
    assertThat(run.publish()).isZero();
    assertThat(run.officialFiles()).hasSize(5);
  }

  @Test
  @DisplayName("no config for what cannot be downloaded without credentials")
  void notForEveryone() {
    assumeChecksCredentials();
    run.model("slowfast").set("gate.anonymous", "stop");

    assertThat(run.publish()).isEqualTo(1);

    assertThat(run.publication("slowfast").path("error").asText())
        .contains("In us", "In eu", "In asia", "without credentials");
    assertThat(run.replica("slowfast", "us").path("anonymous").asBoolean(true)).isFalse();
    assertThat(run.officialFiles()).isEmpty();
  }

  /** The proxy spoils the signature on its way to one region; the refusal is the store's own. */
  @Test
  @DisplayName("a region that denies: the others are served, no config is written")
  void deniedRegion() throws Exception {
    assumeTrue(proxied(), "a store at https lets no proxy between that could spoil a signature");
    assumeChecksCredentials();
    run.model("slowfast");
    try (FaultProxy proxy =
        new FaultProxy(
            store().endpoint(),
            line -> null,
            head -> head.replaceFirst("Signature=[0-9a-f]{4}", "Signature=0000"))) {
      run.set("region.eu.endpoint", proxy.endpoint().toString());

      assertThat(run.publish()).isEqualTo(1);

      // To be denied a look is not to see that nothing is there.
      assertThat(proxy.requests()).isNotEmpty().allMatch(line -> line.startsWith("HEAD "));
    }

    assertThat(statuses(run, "slowfast")).containsExactly("copied", "failed", "copied");
    assertThat(run.replica("slowfast", "eu").path("error").asText())
        .contains("s3://" + run.buckets.get("eu"), "403");
    assertThat(run.publication("slowfast").path("status").asText()).isEqualTo("failed");
    assertThat(run.officialFiles()).isEmpty();
    assertThat(store().state(run.buckets.get("eu"))).isEmpty();

    run.set("region.eu.endpoint", store().endpoint().toString());
    assertThat(run.publish()).isZero();
    assertThat(statuses(run, "slowfast")).containsExactly("present", "copied", "present");
    assertThat(run.officialFiles()).hasSize(5);
  }

  @Test
  @DisplayName("wrong credentials: exit status 1, and nothing is written")
  void wrongCredentials() {
    assumeChecksCredentials();
    run.model("slowfast").entry("weights.depth.pt", "s3://" + run.source + "/depth.pt");
    store().put(run.source, "depth.pt", "depth weights");
    Store.use(WRONG);

    assertThat(run.publish()).isEqualTo(1);

    for (String name : List.of("slowfast", "depth.pt")) {
      assertThat(run.publication(name).path("status").asText()).isEqualTo("failed");
      assertThat(run.publication(name).path("error").asText()).contains("403", "credentials");
    }
    assertThat(run.published()).isEmpty();
    assertThat(run.officialFiles()).isEmpty();
  }

  @Test
  @DisplayName("a run broken off in mid-copy: the next finishes it")
  void interrupted() throws Exception {
    assumeTrue(proxied(), "broken off by a proxy, which a store at https does not let between");
    LargeCheckpoint large = breakOff();
    assertThat(run.officialFiles()).isEmpty();
    assertThat(run.published()).hasSize(2);

    assertThat(run.publish()).isZero();

    assertThat(statuses(run, "slowfast")).containsExactly("present", "copied", "present");
    for (String bucket : run.buckets.values()) {
      isIn(bucket, large);
    }
    assertThat(run.officialFiles()).hasSize(5);
  }

  @Test
  @DisplayName("a run broken off in mid-copy: the next leaves no unfinished upload")
  void interruptedLeavesNoUpload() throws Exception {
    assumeTrue(proxied(), "broken off by a proxy, which a store at https does not let between");
    breakOff();
    String eu = run.buckets.get("eu");
    assumeFalse(store().uploads(eu).isEmpty(), "the store does not list unfinished uploads");
    // One to continue, and one that has nothing to continue.
    store().s3().createMultipartUpload(r -> r.bucket(eu).key(PREFIX + publicName("slowfast")));
    run.set("copy.abort-after", "0s");

    assertThat(run.publish()).isZero();

    assertThat(store().uploads(eu)).isEmpty();
  }

  /** One part gets to the region in the middle, and no more of the run's requests after that. */
  private LargeCheckpoint breakOff() throws IOException {
    LargeCheckpoint large = new LargeCheckpoint(40);
    run.model("slowfast");
    large.put(store(), run.source, run.key("slowfast", "slowfast.ckpt"));
    AtomicBoolean broken = new AtomicBoolean();
    String eu = "/" + run.buckets.get("eu") + "/";
    try (FaultProxy proxy =
        before(
            store(),
            line -> {
              boolean part = line.contains("partNumber=");
              if (!line.contains(eu)
                  || line.contains(".probe-")
                  || line.contains("partNumber=1&")
                  || line.contains("partNumber=1 ")) {
                return null;
              }
              return broken.get() || (part && !broken.getAndSet(true)) ? "403 BrokenOff" : null;
            })) {
      run.set("s3.endpoint", proxy.endpoint().toString());
      assertThat(run.publish()).isEqualTo(1);
      run.set("s3.endpoint", store().endpoint().toString());
    }
    assertThat(statuses(run, "slowfast")).containsExactly("copied", "failed", "copied");
    return large;
  }

  private void isIn(String bucket, LargeCheckpoint large) throws IOException {
    try (InputStream content =
        store().s3().getObject(r -> r.bucket(bucket).key(PREFIX + publicName("slowfast")))) {
      large.expect(content);
    }
  }

  @Test
  @DisplayName("the five companion files, from the checkpoint's own folder, to the byte")
  void companionFiles() {
    run.model("slowfast");
    String checkpoint = run.key("slowfast", "checkpoints/best.pt");
    store().delete(run.source, run.key("slowfast", "slowfast.ckpt"));
    store().put(run.source, checkpoint, Samples.checkpoint("slowfast"));
    String metrics = "{\"f1\": 0.5}\r\nno newline at the end, é";
    for (String companion : Samples.COMPANIONS) {
      store()
          .put(run.source, run.key("slowfast", "checkpoints/" + companion), "beside: " + companion);
    }
    String train = Samples.trainConfiguration("slowfast") + "note: beside\n";
    store().put(run.source, run.key("slowfast", "checkpoints/train_configuration.yaml"), train);
    store().put(run.source, run.key("slowfast", "checkpoints/val_metrics.json"), metrics);

    assertThat(run.publish()).isZero();

    assertThat(run.officialFiles())
        .hasSize(5)
        .containsEntry("slowfast/train_configuration.yaml", train)
        .containsEntry("slowfast/predict_configuration.yaml", "beside: predict_configuration.yaml")
        .containsEntry("slowfast/hparams.yaml", "beside: hparams.yaml")
        .containsEntry("slowfast/val_metrics.json", metrics);
    assertThat(publicName("slowfast")).endsWith(".ckpt");
    isEverywhere(run, "slowfast", "copied", Samples.checkpoint("slowfast"));
  }

  @Test
  @DisplayName("a missing companion file: nothing of that model is published, the others are")
  void missingCompanionFile() {
    run.model("slowfast").model("european");
    store().delete(run.source, run.key("slowfast", "hparams.yaml"));

    assertThat(run.publish()).isEqualTo(1);

    assertThat(run.publication("slowfast").path("error").asText()).contains("hparams.yaml");
    assertThat(run.publication("european").path("status").asText()).isEqualTo("published");
    assertThat(run.published()).hasSize(3);
    assertThat(run.officialFiles().keySet())
        .hasSize(5)
        .allMatch(file -> file.startsWith("european/"));
  }

  @Test
  @DisplayName("standalone weights, under their fixed name and with no config")
  void standaloneWeights() {
    run.entry("weights.zamba_depth_30aaa90525.pt", "s3://" + run.source + "/deep/model_best.pt");
    store().put(run.source, "deep/model_best.pt", Samples.checkpoint("depth"));

    assertThat(run.publish()).isZero();

    JsonNode publication = run.publication("zamba_depth_30aaa90525.pt");
    assertThat(publication.path("kind").asText()).isEqualTo("weights");
    assertThat(publication.path("status").asText()).isEqualTo("published");
    isEverywhere(run, "zamba_depth_30aaa90525.pt", "copied", Samples.checkpoint("depth"));
    assertThat(run.published()).hasSize(3);
    assertThat(run.officialFiles()).isEmpty();
  }

  private void isEverywhere(Run ran, String name, String status, byte[] content) {
    ran.buckets.forEach(
        (region, bucket) -> {
          assertThat(ran.replica(name, region).path("status").asText()).isEqualTo(status);
          assertThat(ran.replica(name, region).path("verified").asBoolean()).isTrue();
          holds(bucket, name, content);
        });
  }

  private void holds(String bucket, String name, byte[] content) {
    assertThat(store().get(bucket, PREFIX + publicName(name))).isEqualTo(content);
  }

  private String publicName(String name) {
    return run.publication(name).path("publicName").asText();
  }

  private static List<String> statuses(Run ran, String name) {
    return ran.buckets.keySet().stream()
        .map(region -> ran.replica(name, region).path("status").asText())
        .toList();
  }

  private static void publishThrough(FaultProxy proxy, Run ran) {
    ran.set("s3.endpoint", proxy.endpoint().toString());
    assertThat(ran.publish()).isZero();
  }

  /** Whether a proxy can stand before the store: not where it would have to speak TLS. */
  private boolean proxied() {
    return "http".equals(store().endpoint().getScheme());
  }

  private static FaultProxy before(Store store, Function<String, String> fault) throws IOException {
    return new FaultProxy(store.endpoint(), fault);
  }

  private void assumeChecksCredentials() {
    boolean checked;
    try (S3Client wrong = store().client(WRONG)) {
      wrong.listObjectsV2(r -> r.bucket(run.source));
      checked = false;
    } catch (S3Exception e) {
      checked = e.statusCode() == 403;
    }
    assumeTrue(checked, "the store takes any credentials");
  }

  /**
   * Holds the request that makes an object visible until there are two of them for its key; then
   * lets both go, or in every other round the second later.
   */
  private static final class Starter {
    private static final long LATER_MILLIS = 200;

    private final String method;
    private volatile Map<String, CountDownLatch> gates = new ConcurrentHashMap<>();
    private volatile Map<String, Integer> arrived = new ConcurrentHashMap<>();
    private volatile boolean apart;

    Starter(String method) {
      this.method = method;
    }

    void next() {
      gates = new ConcurrentHashMap<>();
      arrived = new ConcurrentHashMap<>();
      apart = !apart;
    }

    /** Gives null: the request is passed on. */
    String hold(String line) {
      boolean completes = method.equals("PUT ") || line.contains("uploadId=");
      if (line.startsWith(method) && completes && !line.contains(".probe-")) {
        String key = line.substring(0, line.indexOf('?') < 0 ? line.length() : line.indexOf('?'));
        CountDownLatch gate = gates.computeIfAbsent(key, k -> new CountDownLatch(2));
        int arrival = arrived.merge(key, 1, Integer::sum);
        gate.countDown();
        try {
          // A writer that comes too late to be let go together with the other does not wait long.
          if (gate.await(5, TimeUnit.SECONDS) && apart && arrival == 2) {
            Thread.sleep(LATER_MILLIS);
          }
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
      return null;
    }
  }
}
