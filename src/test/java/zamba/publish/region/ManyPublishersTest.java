package zamba.publish.region;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zamba.publish.fixture.FaultProxy;
import zamba.publish.fixture.Run;
import zamba.publish.fixture.Samples;

/** Whole publishers, all at once, with nothing to coordinate them. */
class ManyPublishersTest {
  private static final int PUBLISHERS = 16;

  @TempDir Path folder;

  /** Each looks before any writes, so that all of them find nothing and copy. */
  @Test
  void ofSixteenOnOneKeyOneCopiesAndFifteenFindItPresent() throws Exception {
    Run first = new Run(folder).model("slowfast");
    Map<String, CyclicBarrier> looks = new ConcurrentHashMap<>();
    for (String bucket : first.buckets.values()) {
      looks.put(bucket, new CyclicBarrier(PUBLISHERS));
    }
    ExecutorService threads = Executors.newFixedThreadPool(PUBLISHERS);
    try (FaultProxy proxy =
        new FaultProxy(first.store.endpoint(), line -> waitForAll(line, looks))) {
      List<Run> runs = new ArrayList<>();
      List<Future<Integer>> statuses = new ArrayList<>();
      for (int i = 0; i < PUBLISHERS; i++) {
        Run run = likeIt(first, folder.resolve("publisher" + i));
        run.set("s3.endpoint", proxy.endpoint().toString());
        runs.add(run);
        statuses.add(threads.submit(() -> run.publish()));
      }
      for (Future<Integer> status : statuses) {
        assertThat(status.get()).isZero();
      }
      for (String region : first.buckets.keySet()) {
        List<String> outcomes =
            runs.stream()
                .map(run -> run.replica("slowfast", region).path("status").asText())
                .toList();
        assertThat(outcomes).filteredOn("copied"::equals).as(region).hasSize(1);
        assertThat(outcomes).filteredOn("present"::equals).as(region).hasSize(PUBLISHERS - 1);
        String bucket = first.buckets.get(region);
        String name = runs.get(0).publication("slowfast").path("publicName").asText();
        assertThat(first.store.get(bucket, "zamba_official_models/" + name))
            .isEqualTo(Samples.checkpoint("slowfast"));
        assertThat(completions(proxy, bucket)).isEqualTo(PUBLISHERS);
        assertThat(first.store.s3().listMultipartUploads(it -> it.bucket(bucket)).uploads())
            .isEmpty();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** The first look of each publisher at a bucket waits for that of all the others. */
  private static String waitForAll(String line, Map<String, CyclicBarrier> looks) {
    if (line.startsWith("HEAD")) {
      for (Map.Entry<String, CyclicBarrier> look : looks.entrySet()) {
        if (line.startsWith("HEAD /" + look.getKey() + "/")) {
          try {
            look.getValue().await(1, TimeUnit.MINUTES);
          } catch (Exception e) {
            // All have looked; or the others have given up.
          }
        }
      }
    }
    return null;
  }

  private static long completions(FaultProxy proxy, String bucket) {
    return proxy.requests().stream()
        .filter(line -> line.startsWith("POST /" + bucket + "/") && line.contains("uploadId="))
        .count();
  }

  private static Run likeIt(Run other, Path folder) throws IOException {
    Run run = new Run(Files.createDirectory(folder));
    run.properties.putAll(other.properties);
    run.set("official-models.dir", run.official().toString());
    run.set("report.file", folder.resolve("report.json").toString());
    return run.entry(
        "weight-lookup.slowfast", "s3://" + other.source + "/" + other.key("slowfast", ""));
  }
}
