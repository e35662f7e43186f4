package zamba.publish.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zamba.publish.fixture.FaultProxy;
import zamba.publish.fixture.Run;

/** The whole program streams weights from a private bucket whose answers break off. */
class CutStreamTest {
  private static final String NAME = "depth.pt";
  private static final String KEY = "zamba_official_models/" + NAME;

  @TempDir Path folder;
  private final byte[] content = new byte[20 << 20];
  private static final Pattern RANGE = Pattern.compile("(?i)\r\nRange: bytes=([0-9]+)-");

  private final List<Long> starts = new CopyOnWriteArrayList<>();
  private final AtomicInteger gets = new AtomicInteger();
  private Function<Integer, String> fault = number -> null;
  private Run run;
  private FaultProxy proxy;

  @BeforeEach
  void prepare() throws IOException {
    new Random(1).nextBytes(content);
    run = new Run(folder).set("copy.mode", "stream");
    run.store.put(run.source, "depth.pt", content);
    run.entry("weights." + NAME, "s3://" + run.source + "/depth.pt");
    proxy = new FaultProxy(run.store.endpoint(), this::fault, this::noteStart);
    run.set("source.endpoint", proxy.endpoint().toString());
  }

  @AfterEach
  void close() throws IOException {
    proxy.close();
  }

  private String noteStart(String head) {
    Matcher range = RANGE.matcher(head);
    if (range.find()) {
      starts.add(Long.parseLong(range.group(1)));
    }
    return head;
  }

  private String fault(String line) {
    return line.startsWith("GET /" + run.source + "/depth.pt")
        ? fault.apply(gets.incrementAndGet())
        : null;
  }

  /** As often as every connection gets it on, whether or not it gives a single byte. */
  @Test
  void whatBreaksOffIsTakenUpWhereItEnded() {
    fault =
        number ->
            number > 9 ? null : number % 3 == 0 ? FaultProxy.DROP : FaultProxy.cutAfter(1 << 20);

    assertThat(run.publish()).isZero();

    run.buckets
        .values()
        .forEach(bucket -> assertThat(run.store.get(bucket, KEY)).isEqualTo(content));
    assertThat(starts).hasSizeGreaterThan(8).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void whatIsReplacedMeanwhileIsNotMixed() {
    byte[] second = new byte[content.length];
    new Random(2).nextBytes(second);
    fault =
        number -> {
          if (number == 2) {
            run.store.put(run.source, "depth.pt", second);
          }
          return number == 1 ? FaultProxy.cutAfter(1 << 20) : null;
        };

    fails("the source is no longer what it was when the copy began");
    assertThat(gets).hasValue(2);
  }

  @Test
  void whatAlwaysBreaksOffAtOnePlaceIsGivenUp() {
    fault = number -> FaultProxy.cutAfter(10_000);

    fails("was cut off at byte", "4 attempts in a row");
  }

  private void fails(String... messages) {
    assertThat(run.publish()).isEqualTo(1);
    run.buckets
        .keySet()
        .forEach(
            region ->
                assertThat(run.replica(NAME, region).path("error").asText()).contains(messages));
    assertThat(run.published()).isEmpty();
    run.buckets.values().forEach(bucket -> assertThat(run.store.uploads(bucket)).isEmpty());
  }
}
