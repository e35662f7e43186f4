package zamba.publish.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import zamba.publish.fixture.FaultProxy;
import zamba.publish.fixture.Run;
import zamba.publish.fixture.Samples;

/** What a daemon keeps of what it has published, in memory that is not given back. */
class PublishedCacheTest {
  private static final int MIB = 1 << 20;

  @TempDir Path folder;

  /** After what nobody holds any more was collected. */
  private static long heap() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    return least;
  }

  @Test
  void takesNoRoomForWhatTheFilesHold() {
    Run run = new Run(folder);
    for (String model : List.of("a", "b", "c")) {
      run.model(model);
      run.store.put(run.source, run.key(model, "val_metrics.json"), new byte[15 * MIB]);
    }
    run.model("warm");
    try (Run.ByHand daemon = run.byHand()) {
      daemon.publish("warm");
      long before = heap();

      for (String model : List.of("a", "b", "c")) {
        assertThat(daemon.publish(model).path("status").asText()).isEqualTo("ok");
      }

      assertThat(heap() - before).as("of 45 MiB that were read").isLessThan(15L * MIB);
    }
  }

  @Test
  void takesNoMoreForAHundredThousandKeysUnderAPrefixThanForAThousand() throws Exception {
    Run run = new Run(folder).model("few").model("many").model("warm");
    try (FaultProxy proxy = new FaultProxy(run.store.endpoint(), line -> page(run, line))) {
      run.set("source.endpoint", proxy.endpoint().toString()).set("copy.mode", "server");
      try (Run.ByHand daemon = run.byHand()) {
        daemon.publish("warm");
        long before = heap();
        assertThat(daemon.publish("few").path("status").asText()).isEqualTo("ok");
        long few = heap() - before;
        assertThat(daemon.publish("many").path("status").asText()).isEqualTo("ok");
        long many = heap() - before - few;

        assertThat(proxy.requests().stream().filter(line -> line.contains("=page-99")).count())
            .as("the last page was read")
            .isPositive();
        assertThat(many - few).as("bytes, where each key alone has 60").isLessThan(2L * MIB);
      }
    }
  }

  private static final Pattern LISTING =
      Pattern.compile("GET .*list-type=2.*prefix=results%2Fversion_1%2F(few|many)%2F.*");
  private static final Pattern TOKEN = Pattern.compile("continuation-token=page-(\\d+)");

  /** A listing of a thousand objects a page, of which the last are the model's own. */
  private static String page(Run run, String line) {
    Matcher listing = LISTING.matcher(line);
    if (!listing.matches()) {
      return null;
    }
    String model = listing.group(1);
    Matcher token = TOKEN.matcher(line);
    int page = token.find() ? Integer.parseInt(token.group(1)) : 0;
    boolean last = page == (model.equals("few") ? 0 : 99);
    StringBuilder text = new StringBuilder();
    Map<String, String> objects = new TreeMap<>();
    for (int i = 0; i < 990; i++) {
      objects.put(
          run.key(model, "events/of-a-training-run/%04d-%04d.tfevents".formatted(page, i)),
          "<Size>1</Size><ETag>\"a\"</ETag><LastModified>2026-01-01T00:00:00.000Z</LastModified>");
    }
    if (last) {
      for (String name : Samples.COMPANIONS) {
        objects.put(run.key(model, name), facts(run, run.key(model, name)));
      }
      objects.put(run.key(model, model + ".ckpt"), facts(run, run.key(model, model + ".ckpt")));
    }
    objects.forEach(
        (key, facts) ->
            text.append("<Contents><Key>")
                .append(key)
                .append("</Key>")
                .append(facts)
                .append("</Contents>"));
    return FaultProxy.answer(
        "200 OK",
        "application/xml",
        "<ListBucketResult><IsTruncated>%s</IsTruncated>%s%s</ListBucketResult>"
            .formatted(
                !last,
                last
                    ? ""
                    : "<NextContinuationToken>page-%d</NextContinuationToken>".formatted(page + 1),
                text));
  }

  private static String facts(Run run, String key) {
    HeadObjectResponse head = run.store.head(run.source, key);
    return "<Size>%d</Size><ETag>%s</ETag><LastModified>%s</LastModified>"
        .formatted(head.contentLength(), head.eTag(), head.lastModified());
  }
}
