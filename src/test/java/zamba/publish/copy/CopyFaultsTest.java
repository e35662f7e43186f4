package zamba.publish.copy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.Part;
import zamba.publish.fixture.Console;
import zamba.publish.fixture.FaultProxy;
import zamba.publish.fixture.Run;

/**
 * What stores answer when things go wrong, given to the whole program by a proxy before the real
 * server. A checkpoint of three parts; the faults are in one region, unless a test says otherwise.
 */
class CopyFaultsTest {
  private static final int PARTS = 3;
  private static final String PASS = "pass it on";
  private static final byte[] CHECKPOINT = random(73 << 20);

  @TempDir Path folder;
  private Run run;
  private FaultProxy proxy;
  private final Map<String, Deque<String>> faults = new ConcurrentHashMap<>();
  private volatile Consumer<String> before = line -> {};
  private String broken;
  private boolean listsNoUploadsByPrefix;

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  @BeforeEach
  void prepare() throws IOException {
    run = new Run(folder).model("slowfast").set("copy.resume-after", "0s");
    run.store.put(run.source, run.key("slowfast", "slowfast.ckpt"), CHECKPOINT);
    proxy = new FaultProxy(run.store.endpoint(), this::fault);
    run.set("region.eu.endpoint", proxy.endpoint().toString());
    leaveOut("us", "asia");
    // The proxy's address is another, though the server is the same.
    run.set("copy.mode", "server");
  }

  @AfterEach
  void close() throws IOException {
    proxy.close();
  }

  private void leaveOut(String... regions) {
    for (String region : regions) {
      run.set("region." + region + ".bucket", "");
      run.buckets.remove(region);
    }
  }

  private static String kind(String line) {
    if (line.startsWith("PUT") && line.contains("partNumber=")) {
      return "part";
    }
    if (line.startsWith("POST")) {
      return line.contains("uploadId=") ? "complete" : "create";
    }
    if (line.startsWith("DELETE")) {
      return "abort";
    }
    return line.startsWith("HEAD") ? "head" : line.contains("uploads") ? "list" : "get";
  }

  private String fault(String line) {
    before.accept(line);
    if (broken != null && line.contains(broken)) {
      return "500 InternalError";
    }
    if (listsNoUploadsByPrefix && kind(line).equals("list") && !line.contains(".ckpt")) {
      return "200 Nothing";
    }
    Deque<String> answers = faults.get(kind(line));
    synchronized (this) {
      String answer = answers == null || answers.isEmpty() ? null : answers.remove();
      return PASS.equals(answer) ? null : answer;
    }
  }

  /** Answers the next requests of a kind; then the server answers again. */
  private void answer(String kind, String... answers) {
    faults.put(kind, new ArrayDeque<>(List.of(answers)));
  }

  private long requests(String kind) {
    return proxy.requests().stream().filter(line -> kind(line).equals(kind)).count();
  }

  private void publishes() {
    assertThat(run.publish()).isZero();
    assertThat(run.replica("slowfast", "eu").path("status").asText()).isEqualTo("copied");
    assertThat(run.replica("slowfast", "eu").path("verified").asBoolean()).isTrue();
    isWhole("eu");
    assertThat(unfinished("eu")).isEmpty();
  }

  private void isWhole(String region) {
    String key = run.publication("slowfast").path("publicName").asText();
    assertThat(run.store.get(run.buckets.get(region), "zamba_official_models/" + key))
        .isEqualTo(CHECKPOINT);
  }

  private List<MultipartUpload> unfinished(String region) {
    return run.store.s3().listMultipartUploads(it -> it.bucket(run.buckets.get(region))).uploads();
  }

  private String error(String region) {
    return run.replica("slowfast", region).path("error").asText();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "500 InternalError",
        "503 SlowDown",
        "429 TooManyRequests",
        "200 InternalError",
        "200 SlowDown",
        FaultProxy.DROP
      })
  void aPartThatFailsInPassingIsSentAgainAndNothingElse(String answer) {
    answer("part", answer, answer);

    publishes();

    assertThat(requests("create")).isEqualTo(1);
    assertThat(requests("part")).isEqualTo(PARTS + 2);
    assertThat(requests("complete")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"server", "stream"})
  void aPartWhoseAnswerWasLostIsFoundToHaveArrivedAndNotSentAgain(String mode) {
    run.set("copy.mode", mode);
    answer("part", FaultProxy.LOSE_ANSWER, FaultProxy.LOSE_ANSWER);

    publishes();

    assertThat(proxy.requests())
        .filteredOn(line -> kind(line).equals("part"))
        .extracting(line -> line.replaceFirst(".*partNumber=(\\d+).*", "$1"))
        .doesNotHaveDuplicates();
  }

  /** As a store says that does not know the header, or not that algorithm. */
  @ParameterizedTest
  @CsvSource({
    "server, 501 NotImplemented",
    "server, 400 InvalidArgument",
    "stream, 501 NotImplemented",
    "stream, 400 InvalidRequest"
  })
  void aStoreThatKnowsNoChecksumIsAskedForNone(String mode, String answer) throws IOException {
    run.set("copy.mode", mode);
    List<String> refused = new CopyOnWriteArrayList<>();
    try (FaultProxy store =
        FaultProxy.byHead(
            run.store.endpoint(),
            head -> {
              if (head.startsWith("GET") || head.startsWith("HEAD") || !asksForChecksum(head)) {
                return null;
              }
              refused.add(head);
              return answer;
            })) {
      run.set("region.eu.endpoint", store.endpoint().toString());

      assertThat(run.publish()).isZero();
    }

    assertThat(run.replica("slowfast", "eu").path("status").asText()).isEqualTo("copied");
    isWhole("eu");
    // For the source's kind, S3's own, and then none.
    assertThat(refused).hasSizeBetween(1, 2).allMatch(head -> kind(head).equals("create"));
    assertThat(unfinished("eu")).isEmpty();
  }

  private static boolean asksForChecksum(String head) {
    String lower = head.toLowerCase(Locale.ROOT);
    return lower.contains("\nx-amz-checksum-") || lower.contains("\nx-amz-sdk-checksum-");
  }

  @ParameterizedTest
  @ValueSource(strings = {"500 InternalError", "200 InternalError", FaultProxy.DROP})
  void aCompletionThatWasNotCarriedOutIsTriedAgain(String answer) {
    answer("complete", answer);

    publishes();

    assertThat(requests("create")).isEqualTo(1);
    assertThat(requests("complete")).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"404 NoSuchUpload", "412 PreconditionFailed", "409 Conflict"})
  void aCompletionWhoseAnswerWasLostIsFoundToHaveSucceeded(String secondAnswer) {
    answer("complete", FaultProxy.LOSE_ANSWER, secondAnswer);

    publishes();

    assertThat(requests("create")).isEqualTo(1);
  }

  @Test
  void aConflictAtTheCompletionStartsOver() {
    answer("complete", "409 ConditionalRequestConflict");

    publishes();

    assertThat(requests("create")).isEqualTo(2);
    assertThat(requests("part")).isEqualTo(2 * PARTS);
    assertThat(requests("complete")).isEqualTo(2);
  }

  /** More often than the SDK and the route's redeliveries together would ask again. */
  @ParameterizedTest
  @ValueSource(strings = {"create", "complete"})
  void aStoreThatAsksToSlowDownIsGivenTime(String kind) {
    answer(kind, Collections.nCopies(12, "503 SlowDown").toArray(new String[0]));

    publishes();

    assertThat(requests(kind)).isEqualTo(13);
  }

  @Test
  void anUploadThatSomeoneElseHasAbortedStartsOver() {
    answer("part", "404 NoSuchUpload");

    publishes();

    assertThat(requests("create")).isEqualTo(2);
  }

  @Test
  void conflictsWithoutEndAreAFailureThatSaysSo() {
    String conflict = "409 ConditionalRequestConflict";
    answer("complete", conflict, conflict, conflict, conflict, conflict, conflict, conflict);

    assertThat(run.publish()).isEqualTo(1);

    assertThat(error("eu")).contains("CompleteMultipartUpload", "409 ConditionalRequestConflict");
    assertThat(requests("create")).isEqualTo(4);
    assertThat(unfinished("eu")).isEmpty();
    assertThat(run.officialFiles()).isEmpty();
  }

  @Test
  void aSourceThatChangesInMidCopyIsAFailureAndNothingOfItBecomesVisible() {
    AtomicBoolean changed = new AtomicBoolean();
    before =
        line -> {
          if (kind(line).equals("part") && changed.compareAndSet(false, true)) {
            run.store.put(run.source, run.key("slowfast", "slowfast.ckpt"), random(80 << 19));
          }
        };

    assertThat(run.publish()).isEqualTo(1);

    // 412, or 416 from a store that looks at the range first.
    assertThat(error("eu")).contains("UploadPartCopy", "no longer what it was", "run again");
    assertThat(run.store.state(run.buckets.get("eu"))).isEmpty();
    assertThat(unfinished("eu")).isEmpty();
    assertThat(run.officialFiles()).isEmpty();
  }

  @Test
  void aRangePastTheEndOfTheSourceIsASourceThatChanged() {
    answer("part", "416 InvalidRange");

    assertThat(run.publish()).isEqualTo(1);

    assertThat(error("eu")).contains("UploadPartCopy", "416", "no longer what it was");
    assertThat(run.store.state(run.buckets.get("eu"))).isEmpty();
    assertThat(run.officialFiles()).isEmpty();
  }

  @Test
  void theNextRunContinuesWhatAFailedRunHasLeft() {
    breakOffAfterTwoParts();
    List<MultipartUpload> left = unfinished("eu");
    assertThat(left).hasSize(1);
    int earlier = proxy.requests().size();

    publishes();

    List<String> second = new ArrayList<>(proxy.requests().subList(earlier, requestCount()));
    assertThat(second).filteredOn(line -> kind(line).equals("create")).isEmpty();
    assertThat(second).filteredOn(line -> kind(line).equals("part")).hasSize(1);
    assertThat(second)
        .filteredOn(line -> kind(line).equals("complete"))
        .allMatch(line -> line.contains(left.get(0).uploadId()));
  }

  private int requestCount() {
    return proxy.requests().size();
  }

  /** The third part never gets through. */
  private void breakOffAfterTwoParts() {
    broken = "partNumber=3";
    assertThat(run.publish()).isEqualTo(1);
    assertThat(error("eu")).contains("UploadPartCopy", "part 3", "500 InternalError");
    assertThat(run.store.state(run.buckets.get("eu"))).isEmpty();
    broken = null;
  }

  @ParameterizedTest
  @ValueSource(strings = {"1d", "0s"})
  void anUploadThatSomeoneIsAtWorkOnIsNeitherTakenOverNorAborted(String abortAfter) {
    breakOffAfterTwoParts();
    run.set("copy.abort-after", abortAfter);
    MultipartUpload theirs = unfinished("eu").get(0);
    AtomicBoolean added = new AtomicBoolean();
    // After its parts have been listed, and before they are listed again.
    before =
        line -> {
          if (line.startsWith("GET") && line.contains("uploadId=") && added.getAndSet(true)) {
            before = other -> {};
            run.store
                .s3()
                .uploadPart(
                    it ->
                        it.bucket(run.buckets.get("eu"))
                            .key(theirs.key())
                            .uploadId(theirs.uploadId())
                            .partNumber(3),
                    RequestBody.fromString("theirs"));
          }
        };
    int earlier = requestCount();

    addAgain(theirs, 1);
    run.set("copy.resume-after", "4s");
    assertThat(run.publish()).isZero();

    assertThat(new ArrayList<>(proxy.requests().subList(earlier, requestCount())))
        .filteredOn(line -> kind(line).equals("create"))
        .hasSize(1);
    isWhole("eu");
    assertThat(unfinished("eu"))
        .extracting(MultipartUpload::uploadId)
        .containsExactly(theirs.uploadId());
  }

  /** So that the upload is of this very moment. */
  private void addAgain(MultipartUpload upload, int number) {
    Part part =
        run.store
            .s3()
            .listParts(
                it ->
                    it.bucket(run.buckets.get("eu")).key(upload.key()).uploadId(upload.uploadId()))
            .parts()
            .get(number - 1);
    run.store
        .s3()
        .uploadPart(
            it ->
                it.bucket(run.buckets.get("eu"))
                    .key(upload.key())
                    .uploadId(upload.uploadId())
                    .partNumber(number),
            RequestBody.fromBytes(Arrays.copyOf(CHECKPOINT, part.size().intValue())));
  }

  @Test
  void theNextRunDoesNotContinueAnUploadOfOtherContent() {
    breakOffAfterTwoParts();
    byte[] retrained = CHECKPOINT.clone();
    retrained[0]++;
    run.store.put(run.source, run.key("slowfast", "slowfast.ckpt"), retrained);
    assertThat(run.publish()).isZero();

    String key = run.publication("slowfast").path("publicName").asText();
    assertThat(run.store.get(run.buckets.get("eu"), "zamba_official_models/" + key))
        .isEqualTo(retrained);
    assertThat(unfinished("eu")).as("young enough to be left alone").hasSize(1);
  }

  @Test
  void whatCannotBeContinuedIsAbortedWhenItIsOldEnough() {
    breakOffAfterTwoParts();
    String other = "zamba_official_models/of-someone-else.ckpt";
    run.store.s3().createMultipartUpload(it -> it.bucket(run.buckets.get("eu")).key(other));
    byte[] retrained = CHECKPOINT.clone();
    retrained[0]++;
    run.store.put(run.source, run.key("slowfast", "slowfast.ckpt"), retrained);
    run.set("copy.abort-after", "0s");
    assertThat(run.publish()).isZero();

    assertThat(unfinished("eu")).extracting(MultipartUpload::key).containsExactly(other);
  }

  @Test
  void anUploadThatWasBegunLongAgoAndIsAddedToIsNotAborted() throws InterruptedException {
    breakOffAfterTwoParts();
    MultipartUpload theirs = unfinished("eu").get(0);
    Thread.sleep(Duration.ofSeconds(6).toMillis());
    // Just before it is found, however long the run took to get there.
    before =
        line -> {
          if (kind(line).equals("list")) {
            before = other -> {};
            addAgain(theirs, 1);
          }
        };
    byte[] retrained = CHECKPOINT.clone();
    retrained[0]++;
    run.store.put(run.source, run.key("slowfast", "slowfast.ckpt"), retrained);
    run.set("copy.abort-after", "5s");

    assertThat(run.publish()).isZero();

    assertThat(unfinished("eu"))
        .extracting(MultipartUpload::uploadId)
        .containsExactly(theirs.uploadId());
  }

  /** MinIO's way: a prefix that is no key lists nothing. */
  @Test
  void whatAKilledRunLeftIsFoundInAStoreThatListsUploadsByExactKeyOnly() {
    breakOffAfterTwoParts();
    MultipartUpload left = unfinished("eu").get(0);
    listsNoUploadsByPrefix = true;
    run.set("publish.probe", "true");
    int earlier = requestCount();

    publishes();

    assertThat(new ArrayList<>(proxy.requests().subList(earlier, requestCount())))
        .filteredOn(line -> kind(line).equals("complete") && line.contains("slowfast_"))
        .allMatch(line -> line.contains(left.uploadId()));
  }

  /** What it was copied from is on record alike, since both publish the same. */
  @ParameterizedTest
  @ValueSource(strings = {"500 InternalError", FaultProxy.DROP})
  void anotherPublishersObjectIsNotTakenForOursWhenACompletionFails(String answer) {
    answer("complete", answer);
    before =
        line -> {
          if (kind(line).equals("complete")) {
            before = other -> {};
            String key = line.replaceFirst("POST /[^/]+/", "").replaceFirst("\\?.*", "");
            var source = run.store.head(run.source, run.key("slowfast", "slowfast.ckpt"));
            run.store
                .s3()
                .putObject(
                    it ->
                        it.bucket(run.buckets.get("eu"))
                            .key(key)
                            .metadata(
                                Map.of(
                                    "source-etag",
                                    source.eTag().replace("\"", ""),
                                    "source-size",
                                    String.valueOf(CHECKPOINT.length))),
                    RequestBody.fromBytes(CHECKPOINT));
          }
        };

    assertThat(run.publish()).isZero();

    assertThat(run.replica("slowfast", "eu").path("status").asText()).isEqualTo("present");
    assertThat(unfinished("eu")).isEmpty();
  }

  @Test
  void aStreamWhoseSourceFailsIsAbortedOnlyOnceNoBlockIsUnderWay() throws IOException {
    run.set("copy.mode", "stream");
    AtomicInteger underWay = new AtomicInteger();
    List<Integer> atAbort = new CopyOnWriteArrayList<>();
    before =
        line -> {
          if (kind(line).equals("part")) {
            underWay.incrementAndGet();
            LockSupport.parkNanos(1_000_000_000);
            underWay.decrementAndGet();
          } else if (kind(line).equals("abort")) {
            atAbort.add(underWay.get());
          }
        };
    AtomicInteger blocks = new AtomicInteger();
    try (FaultProxy source =
        new FaultProxy(
            run.store.endpoint(),
            line ->
                readsTheCheckpoint(line) && blocks.incrementAndGet() > 2
                    ? "403 AccessDenied"
                    : null)) {
      run.set("source.endpoint", source.endpoint().toString());

      assertThat(run.publish()).isEqualTo(1);
    }

    assertThat(atAbort).isNotEmpty().allMatch(parts -> parts == 0);
    assertThat(unfinished("eu")).isEmpty();
  }

  /** Of a part that the store is still at work on when the upload is aborted. */
  @Test
  void anUploadIsAbortedAgainIfAPartHasLandedInItSince() {
    answer("part", PASS, "403 AccessDenied");
    answer("abort", "204 LostInTheStore");

    assertThat(run.publish()).isEqualTo(1);

    assertThat(requests("abort")).isEqualTo(2);
    assertThat(unfinished("eu")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"403 AccessDenied", "501 NotImplemented", "404 NoSuchBucket"})
  void aStoreThatRefusesToCopyIsSentTheBytes(String refusal) {
    run = new Run(folder).model("slowfast");
    run.store.put(run.source, run.key("slowfast", "slowfast.ckpt"), CHECKPOINT);
    run.set("s3.endpoint", proxy.endpoint().toString());
    answer("part", refusal, refusal, refusal);

    try (Console console = new Console()) {
      assertThat(run.publish()).isZero();
      assertThat(console.text()).contains("comes through this program", refusal);
    }

    for (String region : run.buckets.keySet()) {
      assertThat(run.replica("slowfast", region).path("status").asText()).isEqualTo("copied");
      assertThat(run.replica("slowfast", region).path("verified").asBoolean()).isTrue();
      isWhole(region);
      assertThat(unfinished(region)).isEmpty();
    }
    long blocks = proxy.requests().stream().filter(CopyFaultsTest::readsTheCheckpoint).count();
    assertThat(blocks).as("one read, though three regions needed it").isBetween(9L, 10L);
  }

  private static boolean readsTheCheckpoint(String line) {
    return line.startsWith("GET") && line.contains(".ckpt") && !line.contains("upload");
  }

  @Test
  void aStoreThatRefusesToCopyIsAFailureWhereOnlyStoresMayCopy() {
    answer("part", "403 AccessDenied", "403 AccessDenied", "403 AccessDenied");

    assertThat(run.publish()).isEqualTo(1);

    assertThat(error("eu")).contains("UploadPartCopy", "403 AccessDenied");
    assertThat(proxy.requests()).noneMatch(CopyFaultsTest::readsTheCheckpoint);
  }

  @ParameterizedTest
  @ValueSource(strings = {"500 InternalError", "503 SlowDown", FaultProxy.DROP})
  void aBlockThatFailsInPassingIsSentAgain(String answer) {
    run.set("copy.mode", "stream");
    answer("part", answer, answer);

    publishes();

    assertThat(requests("create")).isEqualTo(1);
    assertThat(run.replica("slowfast", "eu").path("verifiedBy").asText()).isNotEmpty();
  }

  @Test
  void aStreamThatFailedIsContinuedByTheNextRun() {
    run.set("copy.mode", "stream");
    breakOffTheStream();
    int earlier = requestCount();

    publishes();

    List<String> second = new ArrayList<>(proxy.requests().subList(earlier, requestCount()));
    assertThat(second).filteredOn(line -> kind(line).equals("create")).isEmpty();
    assertThat(second).filteredOn(line -> kind(line).equals("part")).hasSizeBetween(1, 8);
  }

  private void breakOffTheStream() {
    broken = "partNumber=3&";
    assertThat(run.publish()).isEqualTo(1);
    assertThat(error("eu")).contains("UploadPart", "500 InternalError");
    broken = null;
  }

  @Test
  void regionsOnOtherServersAreSentTheBytesWithoutAskingTheirStores() {
    run.set("copy.mode", "auto");

    publishes();

    assertThat(proxy.requests())
        .filteredOn(line -> kind(line).equals("part"))
        .hasSizeBetween(9, 10);
  }
}
