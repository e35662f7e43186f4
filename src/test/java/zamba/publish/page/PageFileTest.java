package zamba.publish.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zamba.publish.fixture.Console;
import zamba.publish.fixture.Run;
import zamba.publish.fixture.Samples;

/** {@code report.html}: the page of one run, through the whole program. */
class PageFileTest {
  @TempDir Path folder;
  private Path file;
  private Run run;

  @BeforeEach
  void prepare() {
    file = folder.resolve("pages/page.html");
    run = new Run(folder).model("slowfast").set("report.html", file.toString());
  }

  private Document page() throws IOException {
    return Jsoup.parse(file);
  }

  private void metrics(double f1) {
    run.store.put(
        run.source, run.key("slowfast", "val_metrics.json"), Sample.metrics(Map.of("fox", f1)));
  }

  @Test
  void showsWhatARunPublishedAndThenHowTheModelChanged() throws IOException {
    metrics(0.5);
    assertThat(run.publish()).isZero();

    assertThat(page().select("h1").text()).isEqualTo("All 1 in place in us, eu, asia");
    assertThat(page().select(".entries tbody tr").text())
        .contains("slowfast", "published", "copied");
    assertThat(page().select(".places a").eachAttr("href"))
        .hasSize(3)
        .allMatch(it -> it.endsWith(run.publication("slowfast").path("publicName").asText()));
    assertThat(page().select(".chart tbody tr").eachText()).containsExactly("fox 0.500");

    metrics(0.75);
    assertThat(run.publish()).isZero();

    assertThat(page().select(".chart tbody tr").eachText()).containsExactly("fox 0.500 → 0.750 ▲");
    assertThat(page().select(".file summary").eachText())
        .containsExactly("val_metrics.json changed");
    try (var files = Files.list(file.getParent())) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void showsWhatAPlanWouldChangeAndChangesNothing() throws IOException {
    assertThat(run.publish()).isZero();
    run.store.put(
        run.source,
        run.key("slowfast", "train_configuration.yaml"),
        Samples.trainConfiguration("slowfast").replace("fps: 8.0", "fps: 4.0"));
    Map<String, String> before = run.officialFiles();

    assertThat(run.set("publish.dry-run", "true").publish()).isEqualTo(3);

    assertThat(page().select("#attention tbody tr").text())
        .contains("slowfast", "to publish", "missing");
    assertThat(page().select(".diff .comes").eachText()).contains("+ fps: 4.0");
    assertThat(page().select(".diff .goes").eachText()).contains("- fps: 8.0");
    assertThat(page().select(".names li")).hasSize(2);
    assertThat(run.officialFiles()).isEqualTo(before);
  }

  @Test
  void showsWhatAnAuditFoundAndWhatNothingRefersTo() throws IOException {
    assertThat(run.publish()).isZero();
    String key = "zamba_official_models/slowfast_0123456789.ckpt";
    run.store.put(run.buckets.get("eu"), key, "old");
    run.store.put(
        run.buckets.get("us"), run.replica("slowfast", "us").path("key").asText(), "other");

    assertThat(run.set("publish.audit", "true").publish()).isEqualTo(1);

    assertThat(page().select("#attention tbody tr").text()).contains("slowfast", "other content");
    assertThat(page().select("#unreferenced tbody tr").eachText()).containsExactly(key + " 3 B eu");
    assertThat(page().select(".names").text()).contains("slowfast_0123456789.ckpt in eu");
  }

  @Test
  void aBrokenFolderIsALineAndNoFailure() throws IOException {
    assertThat(run.publish()).isZero();

    assertThat(page().select(".warnings li").eachText())
        .anyMatch(it -> it.startsWith("val_metrics.json cannot be read: "));
  }

  @Test
  void replacesNothingButAPageOfItsOwn() throws IOException {
    for (String there : List.of("<!doctype html><p>mine</p>", "{\"started\": 1}")) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, there);
      try (Console console = new Console()) {
        assertThat(run.publish()).isEqualTo(2);
        assertThat(console.text())
            .contains("nothing was attempted", "report.html", file.toString());
      }
      assertThat(file).hasContent(there);
    }
    try (Console console = new Console()) {
      assertThat(run.set("report.html", folder.resolve("report.json").toString()).publish())
          .isEqualTo(2);
      assertThat(console.text()).contains("report.html", "is where report.file goes");
    }
    assertThat(run.published()).isEmpty();
  }

  @Test
  void withoutItThereIsNoPage() throws IOException {
    assertThat(run.set("report.html", "").publish()).isZero();

    assertThat(file.getParent()).doesNotExist();
  }
}
