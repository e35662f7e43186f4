package zamba.publish.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zamba.publish.publication.FileChange;
import zamba.publish.publication.PublicObject;
import zamba.publish.publication.Publication;
import zamba.publish.publication.Replica;
import zamba.publish.publication.Report;

/** What the page says, and what it never does. */
class PagesTest {
  @TempDir Path folder;

  private static Document file(Status status) {
    return Jsoup.parse(new Pages().file(status));
  }

  private static Document file(Report... reports) {
    return file(Sample.status(reports));
  }

  @Test
  void namesAreTextWhateverTheyHold() {
    Publication hostile =
        Sample.publication(
                Sample.HOSTILE,
                Publication.Status.FAILED,
                Replica.Status.DIFFERENT,
                Replica.Status.FAILED)
            .plusWarnings(List.of("see " + Sample.HOSTILE));
    List<PublicObject> others =
        List.of(new PublicObject("us", "public-us", Sample.HOSTILE + ".ckpt", 1));
    Report report = Sample.report(others, hostile, Sample.present(Sample.LONG));
    Status status = Sample.status(report);

    for (Document page :
        List.of(
            file(report),
            Jsoup.parse(new Pages().overview(status)),
            Jsoup.parse(new Pages().entry(status, status.entries().get(0))))) {
      assertThat(page.select("script")).hasSize(1);
      assertThat(page.select("img, iframe, object, embed, form, base")).isEmpty();
      assertThat(page.text())
          .contains("<script>alert('x')</script>")
          .contains("\\u202eevil\\u2066");
      assertThat(page.html().codePoints()).doesNotContain(0x202e, 0x2066);
      assertThat(page.getAllElements())
          .allSatisfy(
              element ->
                  assertThat(element.attributes().asList())
                      .extracting(Attribute::getKey)
                      .noneMatch(name -> name.startsWith("on") || name.equals("style")));
    }
    assertThat(file(report).select("tbody th").eachText()).anyMatch(it -> it.contains(Sample.LONG));
  }

  @Test
  void whatNeedsALookComesFirstAndTheWorstBeforeTheRest() {
    Document page =
        file(
            Sample.report(
                List.of(new PublicObject("eu", "public-eu", "models/old_0123456789.ckpt", 5)),
                Sample.present("fine"),
                Sample.publication("late", Publication.Status.WAITING),
                Sample.publication(
                    "other",
                    Publication.Status.FAILED,
                    Replica.Status.PRESENT,
                    Replica.Status.DIFFERENT)));

    assertThat(page.select("#attention th a").eachText()).containsExactly("other", "late");
    assertThat(page.select("#settled th a").eachText()).containsExactly("fine");
    assertThat(page.select("#unreferenced").text()).contains("models/old_0123456789.ckpt", "eu");
    assertThat(page.select("h1").text()).isEqualTo("1 of 3 in place in us, eu, asia");
    assertThat(page.select(".tallies li").eachText())
        .containsExactly("1 other content", "1 waiting", "1 that nothing refers to");
    assertThat(page.select("#attention .error").text()).contains("It failed, as other does");
    assertThat(page.select("section").eachAttr("id"))
        .containsSubsequence("head", "attention", "unreferenced", "settled");
  }

  @Test
  void aMarkIsAShapeAndAWord() {
    for (Replica.Status status : Replica.Status.values()) {
      Document page =
          file(Sample.report(null, Sample.publication("x", Publication.Status.FAILED, status)));
      Element mark = page.select("tbody td:nth-of-type(2) .mark").first();
      assertThat(mark.text()).isNotBlank();
      String shape = mark.select("use").attr("href");
      assertThat(page.select("symbol" + shape)).hasSize(1);
    }
  }

  @Test
  void asksNothingOfAnyOtherAddress() {
    Document page = file(Sample.report(null, Sample.present("fine")));

    assertThat(page.select("[src], link[href]:not([href^=data:]), [action]")).isEmpty();
    assertThat(page.select("style").html()).doesNotContain("url(", "@import");
    assertThat(page.select("a[href^=http]").eachAttr("href"))
        .containsExactly("https://us.test/x", "https://eu.test/x", "https://asia.test/x");
  }

  @Test
  void onlyAWebAddressIsALink() {
    Publication odd =
        new Publication(
            "odd",
            "model",
            Publication.Status.PRESENT,
            "s3://private/x",
            "odd_0123456789.ckpt",
            1L,
            null,
            List.of(
                Sample.replica("us", "odd", Replica.Status.PRESENT, "javascript:alert(1)"),
                Sample.replica("eu", "odd", Replica.Status.PRESENT, null)),
            List.of());

    assertThat(file(Sample.report(null, odd)).select("a").eachAttr("href"))
        .allMatch(it -> it.startsWith("#"));
  }

  @Test
  void thePolicyTakesTheStyleAndTheScriptAndNothingElse() throws Exception {
    Document page = file(Sample.report(null, Sample.present("fine")));
    String policy = page.select("meta[http-equiv=Content-Security-Policy]").attr("content");

    assertThat(policy)
        .contains("default-src 'none'", "style-src " + hash(page, "style"))
        .contains("script-src " + hash(page, "script"))
        .doesNotContain("unsafe", "connect-src");
    assertThat(new Pages().policy())
        .contains("connect-src 'self'", "frame-ancestors 'none'")
        .doesNotContain("unsafe");
  }

  private static String hash(Document page, String element) throws Exception {
    byte[] text = page.select(element).first().data().getBytes(StandardCharsets.UTF_8);
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(text);
    return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
  }

  @Test
  void showsF1OldAgainstNewAndWhatChanges() {
    ModelFacts models = new ModelFacts(folder);
    models.changing(
        "slowfast",
        Map.of(
            "val_metrics.json",
            Sample.metrics(Map.of("badger", 0.5, "fox", 0.9)),
            "config.yaml",
            "public_checkpoint: slowfast_aaaaaaaaaa.ckpt\n".getBytes(StandardCharsets.UTF_8)),
        Map.of(
            "val_metrics.json",
            Sample.metrics(Map.of("badger", 0.75, "hare", 0.25)),
            "train_configuration.yaml",
            "git_hash: 0123abc\nmodel_class: SlowFast\nspecies: [badger, hare]\n"
                .getBytes(StandardCharsets.UTF_8)),
        List.of(
            new FileChange(
                "config.yaml", FileChange.Change.CHANGED, List.of("@@", "-fps: 4", "+fps: 8"))));
    Document page =
        file(
            Sample.observer(
                    models,
                    Sample.report(
                        List.of(
                            new PublicObject("us", "b", "models/slowfast_bbbbbbbbbb.ckpt", 5),
                            new PublicObject("eu", "b", "models/slowfast_bbbbbbbbbb.ckpt", 5)),
                        Sample.present("slowfast")))
                .now());

    assertThat(page.select(".chart tbody tr").eachText())
        .containsExactly("badger 0.500 → 0.750 ▲", "hare none → 0.250", "fox 0.900 → none");
    assertThat(page.select(".chart tr:first-child circle.old").attr("cx")).isEqualTo("50.0%");
    assertThat(page.select(".chart tr:first-child circle.now").attr("cx")).isEqualTo("74.0%");
    assertThat(page.select(".diff .comes").eachText()).containsExactly("+fps: 8");
    assertThat(page.select(".facts").text())
        .contains("Architecture SlowFast", "Training commit 0123abc", "Species 2: badger, hare")
        .contains("Parameters 6\u202f290\u202f488", "Tensors 9");
    assertThat(page.select(".names li").eachText())
        .containsExactly(
            "slowfast_0123456789.ckpt by the training configuration",
            "slowfast_aaaaaaaaaa.ckpt in config.yaml before",
            "slowfast_bbbbbbbbbb.ckpt in us, eu, where nothing refers to it any more");
    assertThat(page.select(".digests code").eachText())
        .contains("ab".repeat(32))
        .anyMatch(it -> it.contains("--verify slowfast_0123456789.ckpt"));
    assertThat(page.select("button[data-copy]")).allMatch(it -> it.hasAttr("hidden"));
  }

  @Test
  void aThousandModelsAreOnePageOfAFewMegabytes() {
    Status status = Sample.status(Sample.many(1_000));
    String overview = new Pages().overview(status);
    String file = new Pages().file(status);

    assertThat(overview.length()).isLessThan(2_500_000);
    assertThat(file.length()).isLessThan(8_000_000);
    Document page = Jsoup.parse(file);
    assertThat(page.select(".entries tbody th a")).hasSize(1_000);
    assertThat(page.select("section.entry")).hasSize(1_000);
    assertThat(page.select(".entries tbody th a").eachAttr("href"))
        .allSatisfy(it -> assertThat(page.getElementById(it.substring(1))).isNotNull());
  }

  @Test
  void remembersTheLastRunsAndWhenAllWasInPlace() {
    Report failed =
        new Report(
            "2026-11-24T11:59:40Z",
            "2026-11-24T11:59:50Z",
            "failed",
            List.of(Sample.publication("a", Publication.Status.FAILED, Replica.Status.MISSING)),
            null,
            null);
    Document page = file(Sample.report(null, Sample.present("a")), failed);

    assertThat(page.select(".runs li").eachText())
        .containsExactly(
            "24 Nov 2026 11:59:30 UTC: 1 present", "24 Nov 2026 11:59:50 UTC: 1 failed");
    assertThat(page.select("#head").text())
        .contains("All was last in place at 24 Nov 2026 11:59:30 UTC");
  }
}
