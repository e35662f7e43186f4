package zamba.publish.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zamba.publish.fixture.FaultProxy;
import zamba.publish.fixture.Run;

/** What a run costs in requests, as docs/copying.md says it. */
class RequestsTest {
  private static final int COMPANIONS = 5;
  private static final int REGIONS = 3;
  private static final int PARTS = 2;

  @TempDir Path folder;
  private Run run;
  private FaultProxy proxy;
  private final CyclicBarrier companions = new CyclicBarrier(COMPANIONS);
  private final CyclicBarrier regions = new CyclicBarrier(REGIONS);

  @BeforeEach
  void prepare() throws IOException {
    run = new Run(folder).model("slowfast");
    run.store.put(run.source, run.key("slowfast", "slowfast.ckpt"), new byte[50 << 20]);
    proxy = new FaultProxy(run.store.endpoint(), this::together);
    run.set("s3.endpoint", proxy.endpoint().toString());
  }

  @AfterEach
  void close() throws IOException {
    proxy.close();
  }

  /** Lets what should be asked at once pass only when all of it has come. */
  private String together(String line) {
    try {
      if (line.startsWith("GET") && line.contains(Run.PREFIX) && !line.contains("list-type")) {
        companions.await(1, TimeUnit.MINUTES);
      } else if (line.startsWith("HEAD") && line.contains("/zamba_official_models/")) {
        regions.await(1, TimeUnit.MINUTES);
      }
      return null;
    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
      return "400 NotAskedAtOnce";
    }
  }

  @Test
  void aFreshPublishTakesAsManyAsTheReadmeSays() throws IOException {
    assertThat(run.publish()).isZero();

    int said = number("fresh publish of one model takes (\\d+) requests");
    assertThat(said).isLessThanOrEqualTo(24);
    assertThat(proxy.requests()).hasSize(said + REGIONS * PARTS);
  }

  @Test
  void aRunWithEverythingInPlaceTakesAsManyAsTheReadmeSays() throws IOException {
    assertThat(run.publish()).isZero();
    proxy.requests().clear();

    assertThat(run.publish()).isZero();

    int said = number("everything in place takes (\\d+)");
    assertThat(said).isLessThanOrEqualTo(11);
    Map<String, Long> kinds =
        proxy.requests().stream()
            .collect(Collectors.groupingBy(RequestsTest::kind, Collectors.counting()));
    // One listing, then the companions at once, then the source, then the regions at once.
    assertThat(kinds).isEqualTo(Map.of("list", 1L, "companion", 5L, "source", 1L, "replica", 3L));
    assertThat(proxy.requests()).hasSize(said);
    assertThat(number("at most (\\d+) of them one after another")).isEqualTo(kinds.size());
  }

  private static String kind(String line) {
    if (line.startsWith("HEAD")) {
      return line.contains("/zamba_official_models/") ? "replica" : "source";
    }
    return line.startsWith("GET") ? line.contains("list-type=2") ? "list" : "companion" : line;
  }

  private static int number(String pattern) throws IOException {
    String page = Files.readString(Path.of("docs/copying.md")).replaceAll("\\s+", " ");
    Matcher matcher = Pattern.compile(pattern).matcher(page);
    assertThat(matcher.find()).as("the page has: " + pattern).isTrue();
    return Integer.parseInt(matcher.group(1));
  }
}
