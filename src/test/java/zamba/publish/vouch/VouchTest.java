package zamba.publish.vouch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.model.BucketCannedACL;
import zamba.publish.fixture.Console;
import zamba.publish.fixture.FaultProxy;
import zamba.publish.fixture.Run;
import zamba.publish.fixture.Samples;

/**
 * What vouches for public objects: made, verified, put back, and never taken for what it is not.
 */
class VouchTest {
  private static final String WEIGHTS = "depth.pt";
  private static final byte[] CONTENT = "depth weights".getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;
  private Run run;
  private Keys keys;

  @BeforeEach
  void prepare() {
    run = new Run(folder);
    keys = new Keys(folder.resolve("keys"));
    run.buckets
        .values()
        .forEach(
            bucket ->
                run.store
                    .s3()
                    .putBucketAcl(it -> it.bucket(bucket).acl(BucketCannedACL.PUBLIC_READ)));
    run.store.put(run.source, WEIGHTS, CONTENT);
    run.entry("weights." + WEIGHTS, "s3://" + run.source + "/" + WEIGHTS);
    run.set("manifest.sha256", "auto");
    sign(keys);
  }

  private void sign(Keys with) {
    run.set("sign.key", "file:" + with.files.privateKey());
  }

  private static String key(String name) {
    return "zamba_official_models/" + name;
  }

  private byte[] sig(String region) {
    return run.store.get(run.buckets.get(region), key(WEIGHTS) + ".sig");
  }

  private String signature(String field) {
    return run.publication(WEIGHTS).path("signature").path(field).asText();
  }

  private String error() {
    return run.publication(WEIGHTS).path("error").asText();
  }

  private int audit(String... properties) {
    run.set("publish.audit", "true");
    for (String property : properties) {
      run.set(property, "true");
    }
    try {
      return run.publish();
    } finally {
      run.properties.remove("publish.audit");
      Set.of(properties).forEach(run.properties::remove);
    }
  }

  private void expectVouchedEverywhere() throws IOException {
    for (String region : run.buckets.keySet()) {
      Path downloads = Files.createDirectories(folder.resolve("downloads-" + region));
      for (String name : List.of(WEIGHTS, WEIGHTS + ".sig", WEIGHTS + ".sha256")) {
        Files.write(downloads.resolve(name), run.store.get(run.buckets.get(region), key(name)));
      }
      new FileCheck(keys.trusted()).check(downloads.resolve(WEIGHTS));
      assertThat(Files.readString(downloads.resolve(WEIGHTS + ".sha256")))
          .isEqualTo(Keys.sha256(CONTENT) + "  " + WEIGHTS + "\n");
    }
  }

  @Test
  void everyRegionHasWhatVouchesForItAndTheReportSaysSo() throws IOException {
    assertThat(run.publish()).isZero();

    expectVouchedEverywhere();
    assertThat(signature("status")).isEqualTo("signed");
    assertThat(signature("key")).isEqualTo(keys.key.publicKey().hint());
    JsonNode publication = run.publication(WEIGHTS);
    assertThat(publication.path("digests").path("sha256").asText()).isEqualTo(Keys.sha256(CONTENT));
    assertThat(publication.path("digests").path("crc64nvme").asText()).hasSize(12);
    assertThat(run.replica(WEIGHTS, "eu").path("url").asText())
        .isEqualTo(
            run.store.endpoint() + "/" + run.buckets.get("eu") + "/zamba_official_models/depth.pt");
    assertThat(run.store.head(run.buckets.get("eu"), key(WEIGHTS)).metadata())
        .containsEntry("sha256", Keys.sha256(CONTENT));
    assertThat(sig("us")).isEqualTo(sig("eu")).isEqualTo(sig("asia"));
  }

  @Test
  void whatIsSignedOfAModelIsTheCheckpointWithItsConfig() throws IOException {
    run.model("slowfast");

    assertThat(run.publish()).isZero();

    String name = run.publication("slowfast").path("publicName").asText();
    byte[] file = run.store.get(run.buckets.get("asia"), key(name) + ".sig");
    TrustedKeys.Verified verified = keys.trusted().verify(file, name);
    assertThat(verified.statement().sha256())
        .isEqualTo(Keys.sha256(Samples.checkpoint("slowfast")));
    assertThat(verified.statement().annotations().configSha256())
        .contains(Keys.sha256(Files.readAllBytes(run.official().resolve("slowfast/config.yaml"))));
    assertThat(verified.statement().annotations().size())
        .contains((long) Samples.checkpoint("slowfast").length);
  }

  @Test
  void withoutAKeyNothingIsSignedOrReadAndTheReportSaysSo() throws IOException {
    run.properties.remove("sign.key");
    try (FaultProxy proxy = new FaultProxy(run.store.endpoint(), line -> null)) {
      run.set("s3.endpoint", proxy.endpoint().toString());

      assertThat(run.publish()).isZero();

      assertThat(proxy.requests()).noneMatch(line -> line.startsWith("GET /" + run.source));
    }
    assertThat(run.published().keySet()).hasSize(3);
    assertThat(signature("status")).isEqualTo("none");
    assertThat(signature("note")).contains("sign.key");
  }

  @Test
  void costsThreeRequestsARegionAndOneIfNothingIsToBeDone() throws IOException {
    Map<String, Integer> counts = new TreeMap<>();
    for (String mode : List.of("off", "auto")) {
      Run each = new Run(Files.createDirectories(folder.resolve(mode)), run.store);
      each.store.put(each.source, WEIGHTS, CONTENT);
      each.entry("weights." + WEIGHTS, "s3://" + each.source + "/" + WEIGHTS);
      each.set("manifest.sha256", mode);
      if (mode.equals("auto")) {
        each.set("sign.key", "file:" + keys.files.privateKey());
      }
      try (FaultProxy proxy = new FaultProxy(each.store.endpoint(), line -> null)) {
        each.set("s3.endpoint", proxy.endpoint().toString());
        for (String time : List.of("fresh", "again")) {
          assertThat(each.publish()).isZero();
          counts.put(time + " " + mode, proxy.requests().size());
          proxy.requests().clear();
        }
      }
    }
    // A look and two files a region, and one read of the source.
    assertThat(counts.get("fresh auto")).isEqualTo(counts.get("fresh off") + 3 * 3 + 1);
    assertThat(counts.get("again auto")).isEqualTo(counts.get("again off") + 3);
  }

  @Test
  void whatComesThroughThisProgramAnywayIsNotReadForItsDigest() throws IOException {
    run.set("copy.mode", "stream");
    try (FaultProxy proxy = new FaultProxy(run.store.endpoint(), line -> null)) {
      run.set("s3.endpoint", proxy.endpoint().toString());

      assertThat(run.publish()).isZero();

      assertThat(proxy.requests())
          .filteredOn(line -> line.startsWith("GET /" + run.source + "/" + WEIGHTS))
          .hasSize(1);
    }
    expectVouchedEverywhere();
  }

  @Test
  void aRunThatFindsAllInPlaceChangesNothing() {
    assertThat(run.publish()).isZero();
    Map<String, String> before = run.published();

    assertThat(run.publish()).isZero();

    assertThat(signature("status")).isEqualTo("present");
    assertThat(run.publication(WEIGHTS).path("status").asText()).isEqualTo("present");
    assertThat(run.published()).isEqualTo(before).hasSize(9);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a changed signature", "another key", "no signature", "another file's"})
  void aSignatureThatDoesNotVerifyFailsAndIsLeftAlone(String what) throws IOException {
    run.model("slowfast");
    String model = "slowfast_";
    assertThat(run.publish()).isZero();
    byte[] right = sig("eu");
    byte[] wrong =
        switch (what) {
          case "a changed signature" -> changed(right);
          case "another key" -> new Keys(folder.resolve("other")).sign(WEIGHTS, CONTENT);
          case "another file's" -> keys.sign(model, CONTENT);
          default -> "hello".getBytes(StandardCharsets.UTF_8);
        };
    run.store.put(run.buckets.get("eu"), key(WEIGHTS) + ".sig", wrong);
    Map<String, String> before = run.published();

    assertThat(run.publish()).isEqualTo(1);

    assertThat(signature("status")).isEqualTo("different");
    assertThat(error()).contains("In eu", WEIGHTS + ".sig", "vouches for nothing");
    assertThat(run.publication("slowfast").path("status").asText()).isEqualTo("present");
    assertThat(audit()).isEqualTo(1);
    assertThat(error()).contains("In eu", "vouches for nothing");
    assertThat(audit("publish.heal", "publish.sign")).isEqualTo(1);
    assertThat(run.published()).isEqualTo(before);
  }

  private static byte[] changed(byte[] signature) {
    String text = new String(signature, StandardCharsets.UTF_8);
    int at = text.indexOf("\"sig\":\"") + 20;
    return (text.substring(0, at) + (text.charAt(at) == 'A' ? 'B' : 'A') + text.substring(at + 1))
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Signed by the right key, and of other content than what is published. */
  @Test
  void aSignatureOfOtherContentFails() {
    assertThat(run.publish()).isZero();
    for (String region : run.buckets.keySet()) {
      run.store.put(
          run.buckets.get(region), key(WEIGHTS) + ".sig", keys.sign(WEIGHTS, new byte[] {1}));
    }
    run.set("manifest.sha256", "read");

    assertThat(audit()).isEqualTo(1);

    assertThat(error()).contains("metadata name another SHA-256", Keys.sha256(new byte[] {1}));
  }

  /** Objects were removed everywhere, which frees the name; what vouched for them stayed. */
  @Test
  void whatVouchedForOtherContentNeverCountsForWhatIsPublishedLater() {
    assertThat(run.publish()).isZero();
    run.buckets.values().forEach(bucket -> run.store.delete(bucket, key(WEIGHTS)));
    byte[] other = CONTENT.clone();
    other[0] ^= 1;
    run.store.put(run.source, WEIGHTS, other);

    for (String time : List.of("first", "second", "third")) {
      assertThat(run.publish()).as(time).isEqualTo(1);
      assertThat(signature("status")).as(time).isEqualTo("different");
      assertThat(error()).as(time).contains("What is signed has", Keys.sha256(CONTENT));
    }
  }

  /** Where all regions agree the web host is not asked, so nothing says who put it there. */
  @Test
  void whatOnlyThePublicBucketsHoldIsNotSigned() {
    run.set("gate.unpinned", "allow");
    run.entry("weights.web.pt", "https://127.0.0.1:1/web.pt");
    for (String bucket : run.buckets.values()) {
      run.store
          .s3()
          .putObject(
              it -> it.bucket(bucket).key(key("web.pt")).metadata(Map.of("to-be-signed", "true")),
              software.amazon.awssdk.core.sync.RequestBody.fromBytes(CONTENT));
    }

    run.publish();

    assertThat(run.publication("web.pt").path("status").asText()).isEqualTo("present");
    assertThat(run.publication("web.pt").path("signature").path("status").asText())
        .isEqualTo("none");
    assertThat(run.published().keySet()).noneMatch(it -> it.contains("web.pt.sig"));

    run.set("digest.web.pt", "sha256:" + Keys.sha256(CONTENT));
    run.publish();
    assertThat(run.publication("web.pt").path("signature").path("status").asText())
        .isEqualTo("signed");
  }

  @Test
  void aModelIsCommittedSignedThoughAnEarlierRunWithoutAKeyHadCopiedIt() throws IOException {
    run.model("slowfast");
    run.properties.remove("sign.key");
    run.set("region.eu.endpoint", "http://127.0.0.1:9");
    assertThat(run.publish()).isEqualTo(1);
    run.set("region.eu.endpoint", run.store.endpoint().toString());
    sign(keys);

    assertThat(run.publish()).isZero();

    assertThat(run.officialFiles()).hasSize(5);
    assertThat(run.publication("slowfast").path("signature").path("status").asText())
        .isEqualTo("signed");
  }

  @Test
  void aLostSignatureIsAnAuditsFailureAndIsPutBackAsItWas() throws IOException {
    assertThat(run.publish()).isZero();
    byte[] right = sig("us");
    for (String ending : List.of(".sig", ".sha256")) {
      run.store.delete(run.buckets.get("eu"), key(WEIGHTS) + ending);
    }
    run.store.delete(run.buckets.get("asia"), key(WEIGHTS) + ".sha256");

    assertThat(audit()).isEqualTo(1);
    assertThat(error())
        .contains("Not vouched for in eu", "--heal", "depth.pt.sha256 is missing in asia");

    assertThat(audit("publish.heal")).isZero();
    assertThat(sig("eu")).isEqualTo(right);
    expectVouchedEverywhere();
    assertThat(audit()).isZero();
    assertThat(signature("status")).isEqualTo("present");
    assertThat(run.report().path("unreferenced")).isEmpty();
  }

  @Test
  void aRunPutsBackWhatARegionHasLost() throws IOException {
    assertThat(run.publish()).isZero();
    byte[] right = sig("us");
    run.store.delete(run.buckets.get("eu"), key(WEIGHTS) + ".sig");

    assertThat(run.publish()).isZero();

    assertThat(sig("eu")).isEqualTo(right);
    assertThat(signature("status")).isEqualTo("signed");
  }

  @Test
  void whatAnOldKeySignedStaysValidWhileThatIsTrusted() throws IOException {
    assertThat(run.publish()).isZero();
    byte[] old = sig("us");
    run.store.delete(run.buckets.get("asia"), key(WEIGHTS) + ".sig");
    Keys next = new Keys(folder.resolve("next"));
    sign(next);

    assertThat(run.publish()).as("the old key is not listed").isEqualTo(1);
    assertThat(error()).contains("none of the trusted keys");

    run.set("sign.trusted", keys.files.publicKey().toString());
    assertThat(run.publish()).isZero();
    assertThat(sig("asia")).isEqualTo(old);
    assertThat(signature("key")).isEqualTo(keys.key.publicKey().hint());
    assertThat(audit()).isZero();
  }

  @Test
  void whatWasPublishedBeforeIsSignedByAnAuditThatIsToldTo() throws IOException {
    run.properties.remove("sign.key");
    assertThat(run.publish()).isZero();
    sign(keys);

    assertThat(run.publish()).isZero();
    assertThat(signature("status")).isEqualTo("none");
    assertThat(signature("note")).contains("--audit --sign");
    assertThat(audit()).isEqualTo(1);
    assertThat(signature("status")).isEqualTo("missing");
    assertThat(audit("publish.heal")).as("heals, and signs nothing").isEqualTo(1);
    assertThat(run.published()).hasSize(3);

    assertThat(audit("publish.sign")).isZero();
    assertThat(signature("status")).isEqualTo("signed");
    expectVouchedEverywhere();
  }

  @Test
  void whatItsSourceDoesNotProveIsNotSigned() {
    run.properties.remove("sign.key");
    assertThat(run.publish()).isZero();
    sign(keys);
    run.store.put(run.source, WEIGHTS, "other weights");

    assertThat(audit("publish.sign")).isEqualTo(1);

    assertThat(run.published()).hasSize(3);
  }

  /** Whoever can write a bucket can write an object's metadata. */
  @Test
  void whatMetadataSayIsNeverSigned() throws IOException {
    assertThat(run.publish()).isZero();
    String other = Keys.sha256("evil".getBytes(StandardCharsets.UTF_8));
    run.buckets.forEach(
        (region, bucket) -> {
          run.store.delete(bucket, key(WEIGHTS) + ".sig");
          run.store.delete(bucket, key(WEIGHTS) + ".sha256");
          Map<String, String> metadata =
              new TreeMap<>(run.store.head(bucket, key(WEIGHTS)).metadata());
          metadata.put("sha256", other);
          run.store
              .s3()
              .putObject(
                  it -> it.bucket(bucket).key(key(WEIGHTS)).metadata(metadata),
                  software.amazon.awssdk.core.sync.RequestBody.fromBytes(CONTENT));
        });

    assertThat(run.publish()).isZero();

    expectVouchedEverywhere();
    assertThat(audit()).isEqualTo(1);
    assertThat(error()).contains("metadata name another SHA-256");
  }

  /** It dies just after one of the files was written; nothing is committed before all are. */
  @ParameterizedTest
  @ValueSource(strings = {".sha256 ", ".sig "})
  void brokenOffAfterAnyOfTheFilesItIsFinishedByTheNextRun(String last) throws IOException {
    run.model("slowfast");
    AtomicBoolean dead = new AtomicBoolean();
    try (FaultProxy proxy =
        new FaultProxy(
            run.store.endpoint(),
            line -> {
              boolean fatal =
                  line.startsWith("PUT")
                      && line.contains("slowfast_")
                      && line.contains(last)
                      && dead.compareAndSet(false, true);
              return fatal ? FaultProxy.LOSE_ANSWER : dead.get() ? "403 AccessDenied" : null;
            })) {
      run.set("s3.endpoint", proxy.endpoint().toString());
      assertThat(run.publish()).isEqualTo(1);
      assertThat(dead).isTrue();
      assertThat(run.officialFiles()).isEmpty();
    }
    run.set("s3.endpoint", run.store.endpoint().toString());

    assertThat(run.publish()).isZero();

    String name = run.publication("slowfast").path("publicName").asText();
    for (String bucket : run.buckets.values()) {
      keys.trusted().verify(run.store.get(bucket, key(name) + ".sig"), name);
      assertThat(run.store.state(bucket)).hasSize(6);
    }
    assertThat(run.officialFiles()).hasSize(5);
  }

  /** Nothing but what is signed says what it was. */
  @Test
  void aChangedByteIsFoundByReadingWithoutAnySource() throws IOException {
    run.model("slowfast");
    assertThat(run.publish()).isZero();
    String key = key(run.publication("slowfast").path("publicName").asText());
    byte[] changed = Samples.checkpoint("slowfast").clone();
    changed[100] ^= 1;
    String bucket = run.buckets.get("eu");
    Map<String, String> metadata = run.store.head(bucket, key).metadata();
    run.store
        .s3()
        .putObject(
            it -> it.bucket(bucket).key(key).metadata(metadata),
            software.amazon.awssdk.core.sync.RequestBody.fromBytes(changed));
    Run later = new Run(folder, run.store);
    run.buckets.forEach((region, name) -> later.set("region." + region + ".bucket", name));
    later.store.put(later.source, WEIGHTS, CONTENT);
    later.entry("weights." + WEIGHTS, "s3://" + later.source + "/" + WEIGHTS);
    later.set("publish.audit", "true").set("compare.read", "true");
    later.set("sign.trusted", keys.files.publicKey().toString());

    assertThat(later.publish()).isEqualTo(1);

    assertThat(later.replica("slowfast", "eu").path("status").asText()).isEqualTo("different");
    assertThat(later.replica("slowfast", "eu").path("error").asText())
        .contains("but the signature says");
    assertThat(later.replica("slowfast", "us").path("status").asText()).isEqualTo("present");
  }

  @Test
  void whereASignatureCannotBeWrittenTheFolderStaysAsItIs() throws IOException {
    run.model("slowfast");
    try (FaultProxy proxy =
        new FaultProxy(
            run.store.endpoint(),
            line ->
                line.startsWith("PUT")
                        && line.contains(run.buckets.get("asia"))
                        && line.contains(".sig ")
                    ? "403 AccessDenied"
                    : null)) {
      run.set("s3.endpoint", proxy.endpoint().toString());

      assertThat(run.publish()).isEqualTo(1);
    }
    assertThat(run.officialFiles()).isEmpty();
    assertThat(signature("status")).isEqualTo("failed");
    assertThat(run.publication("slowfast").path("error").asText())
        .contains("In asia", ".sig", "could not be written", "AccessDenied");
  }

  /** S3 answers 409 while another writer's request is under way, whatever becomes of that. */
  @ParameterizedTest
  @ValueSource(strings = {".sig", ".sha256"})
  void aWriterThatDoesNotFinishIsNotTakenForOtherContent(String ending) throws IOException {
    try (FaultProxy proxy =
        new FaultProxy(
            run.store.endpoint(),
            line ->
                line.startsWith("PUT /" + run.buckets.get("eu")) && line.contains(ending + " ")
                    ? "409 ConditionalRequestConflict"
                    : null)) {
      run.set("s3.endpoint", proxy.endpoint().toString());

      assertThat(run.publish()).isEqualTo(1);
    }
    assertThat(error())
        .contains("In eu", WEIGHTS + ending + " was not written", "another writer is at work")
        .doesNotContain("other content", "another digest");
    run.set("s3.endpoint", run.store.endpoint().toString());
    assertThat(run.publish()).isZero();
    expectVouchedEverywhere();
  }

  @Test
  void aKeyThatCannotBeUsedEndsItBeforeAnythingIsAttempted() throws IOException {
    Path broken = Files.writeString(folder.resolve("broken.pem"), "-----BEGIN");
    run.set("sign.key", "file:" + broken);
    try (Console console = new Console()) {
      assertThat(run.publish()).isEqualTo(2);
      assertThat(console.text()).contains("broken.pem", "--new-key");
    }
    run.set("sign.key", Files.readString(keys.files.privateKey()));
    try (Console console = new Console()) {
      assertThat(run.publish()).isEqualTo(2);
      assertThat(console.text()).contains("sign.key").doesNotContain(secret());
    }
    sign(keys);
    run.set("manifest.sha256", "off");
    assertThat(run.publish()).isEqualTo(2);
    assertThat(run.published()).isEmpty();
  }

  private String secret() throws IOException {
    return Files.readAllLines(keys.files.privateKey()).get(1).substring(0, 40);
  }

  @Test
  void thePrivateKeyIsInNoLogReportOrMBean() throws Exception {
    String secret = secret();
    try (Console console = new Console();
        Run.ByHand byHand = run.byHand()) {
      assertThat(byHand.publish(WEIGHTS).toString()).doesNotContain(secret);
      assertThat(beans()).hasSizeGreaterThan(100).noneMatch(it -> it.contains(secret));
      assertThat(console.text()).contains("publish").doesNotContain(secret);
    }
    assertThat(Files.readString(folder.resolve("report.json"))).doesNotContain(secret);
  }

  private static List<String> beans() throws Exception {
    List<String> values = new ArrayList<>();
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    for (ObjectName name : server.queryNames(null, null)) {
      for (MBeanAttributeInfo attribute : server.getMBeanInfo(name).getAttributes()) {
        try {
          values.add(String.valueOf(server.getAttribute(name, attribute.getName())));
        } catch (Exception e) {
          values.add(Optional.ofNullable(e.getMessage()).orElse(""));
        }
      }
    }
    return values;
  }
}
