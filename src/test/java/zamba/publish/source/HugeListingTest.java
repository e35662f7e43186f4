package zamba.publish.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zamba.publish.fixture.FaultProxy;
import zamba.publish.fixture.Run;

/** A private prefix that has far more under it than a model. */
class HugeListingTest {
  @TempDir Path folder;
  private Run run;

  @BeforeEach
  void prepare() {
    run = new Run(folder).model("good");
    run.entry("weight-lookup.huge", "s3://" + run.source + "/huge/");
  }

  /** A listing without end, each page of a thousand objects. */
  private FaultProxy endless(String name) throws Exception {
    StringBuilder page = new StringBuilder();
    for (int i = 0; i < 1_000; i++) {
      page.append("<Contents><Key>huge/")
          .append(i)
          .append(name)
          .append("</Key><Size>1</Size><ETag>\"a\"</ETag>")
          .append("<LastModified>2026-01-01T00:00:00.000Z</LastModified></Contents>");
    }
    String answer =
        FaultProxy.answer(
            "200 OK",
            "application/xml",
            "<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken>"
                + page
                + "</ListBucketResult>");
    return new FaultProxy(
        run.store.endpoint(),
        line -> line.startsWith("GET") && line.contains("prefix=huge") ? answer : null);
  }

  private static long pages(FaultProxy proxy) {
    return proxy.requests().stream().filter(line -> line.contains("prefix=huge")).count();
  }

  @Test
  void isLeftWithAMessageThatNamesItAndTheOtherModelIsPublished() throws Exception {
    try (FaultProxy proxy = endless("/event")) {
      run.set("source.endpoint", proxy.endpoint().toString()).set("copy.mode", "server");

      assertThat(run.publish()).isEqualTo(1);

      assertThat(pages(proxy)).isEqualTo(101);
    }
    assertThat(run.publication("huge").path("error").asText())
        .contains(
            "Under s3://" + run.source + "/huge/ there are more than 100,000 objects",
            "own folder");
    assertThat(run.publication("good").path("status").asText()).isEqualTo("published");
  }

  /** Each of them is kept, to be named; so these are fewer. */
  @Test
  void ofCheckpointsIsLeftSooner() throws Exception {
    try (FaultProxy proxy = endless(".ckpt")) {
      run.set("source.endpoint", proxy.endpoint().toString()).set("copy.mode", "server");

      assertThat(run.publish()).isEqualTo(1);

      assertThat(pages(proxy)).isEqualTo(2);
    }
    assertThat(run.publication("huge").path("error").asText())
        .contains("s3://" + run.source + "/huge/", "more than 1,000 checkpoints");
  }

  @Test
  void ofCheckpointsThatStillCanBeNamedNamesTheFirst() {
    run.entry("weight-lookup.many", "s3://" + run.source + "/many/");
    for (int i = 0; i < 25; i++) {
      run.store.put(run.source, "many/%02d.ckpt".formatted(i), "x");
    }

    assertThat(run.publish()).isEqualTo(1);

    assertThat(run.publication("many").path("error").asText())
        .contains("There are 25 checkpoints", "many/19.ckpt and 5 more")
        .doesNotContain("many/20.ckpt");
  }
}
