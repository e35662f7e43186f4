package zamba.publish.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import zamba.publish.fixture.FaultProxy;
import zamba.publish.fixture.Run;
import zamba.publish.publication.PublicObject;
import zamba.publish.publication.Publication;
import zamba.publish.publication.Replica;
import zamba.publish.publication.Report;

/** The page in a real browser; skipped where there is no Chromium with its chromedriver. */
class BrowserTest {
  private static final int[] WIDTHS = {360, 800, 1600};

  private static Optional<Browser> found;

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    found = Browser.find();
    assumeTrue(found.isPresent(), "no chromium and chromedriver on PATH");
  }

  @AfterAll
  static void stop() {
    found.ifPresent(Browser::close);
  }

  private static Browser browser() {
    return found.orElseThrow();
  }

  private String written(Report... reports) throws IOException {
    Path file = folder.resolve("page.html");
    Files.writeString(file, new Pages().file(Sample.status(reports)));
    return file.toUri().toString();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void hostileNamesAreTextAndFitTheScreen() throws IOException {
    String evil = Sample.HOSTILE.replace("alert('x')", "window.pwned=1");
    Publication hostile =
        Sample.publication(
                evil,
                Publication.Status.FAILED,
                Replica.Status.DIFFERENT,
                Replica.Status.FAILED,
                Replica.Status.MISSING)
            .plusWarnings(List.of("see " + evil));
    browser()
        .open(
            written(
                Sample.report(
                    List.of(new PublicObject("us", "b", "k/" + evil, 1)),
                    hostile,
                    Sample.present(Sample.LONG))));

    assertThat(browser().run("return window.pwned")).isNull();
    assertThat(browser().all("#attention th a").get(0).getText())
        .contains("<script>window.pwned=1</script>", "\\u202eevil");
    for (int width : WIDTHS) {
      browser().look(width, 900, false);
      assertThat(browser().overflows()).as("at %d", width).isFalse();
    }
    assertThat(browser().serious()).isEmpty();
    assertThat(browser().complaints()).isEmpty();
  }

  @Test
  void aThousandModelsCanBeLookedThrough() throws IOException {
    browser().look(1600, 900, false).open(written(Sample.many(1_000)));

    assertThat(browser().all("#settled tbody th a")).hasSize(1_000);
    browser().all("#settled tbody th a").get(777).sendKeys(Keys.ENTER);

    assertThat(browser().address()).endsWith("#entry-777");
    browser()
        .await(
            "const at = document.getElementById('entry-777').getBoundingClientRect().top;"
                + "return at >= -5 && at < innerHeight");
  }

  @Test
  void followsACopyAndThenShowsWhatItMade() throws Exception {
    int port = freePort();
    Run run = new Run(folder).model("slowfast");
    byte[] checkpoint = new byte[24 << 20];
    new Random(1).nextBytes(checkpoint);
    run.store.put(run.source, run.key("slowfast", "slowfast.ckpt"), checkpoint);
    run.store.put(
        run.source, run.key("slowfast", "val_metrics.json"), Sample.metrics(Map.of("fox", 0.7)));
    run.set("copy.parts-at-once", "1")
        .set("manifest.sha256", "read")
        .set("management.port", String.valueOf(port));
    try (FaultProxy slow = new FaultProxy(run.store.endpoint(), BrowserTest::takeTime)) {
      run.set("s3.endpoint", slow.endpoint().toString());
      try (Run.ByHand daemon = run.byHand()) {
        browser().look(1600, 900, false).open("http://localhost:" + port + "/");
        assertThat(browser().one("h1").getText()).isEqualTo("No run has ended yet");
        browser().run("window.still = true");
        CompletableFuture<?> publishing =
            CompletableFuture.runAsync(() -> daemon.publish("slowfast"));
        TreeSet<Integer> seen = new TreeSet<>();
        while (!publishing.isDone()) {
          for (Object value :
              (List<?>)
                  browser()
                      .run(
                          "return [...document.querySelectorAll('progress')].map(it => it.value)")) {
            seen.add(((Number) value).intValue());
          }
          LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
        publishing.join();

        assertThat(seen).as("how far the copies were").hasSizeGreaterThan(1);
        browser().await("return document.querySelectorAll('#settled tbody th a').length === 1");
        assertThat(browser().run("return window.still")).as("not loaded again").isEqualTo(true);
        assertThat(browser().all("progress")).isEmpty();
        looksWellEverywhere();
        browser().one("#settled tbody th a").sendKeys(Keys.ENTER);
        assertThat(browser().one("h1").getText()).isEqualTo("slowfast");
        assertThat(browser().one(".digests .copy").isDisplayed()).isTrue();
        assertThat(browser().one(".chart tbody").getText()).contains("fox", "0.700");
        looksWellEverywhere();
        assertThat(browser().complaints()).isEmpty();
      }
    }
  }

  private static void looksWellEverywhere() {
    for (int width : WIDTHS) {
      boolean dark = width == 800;
      browser().look(width, 900, dark);
      assertThat(browser().overflows()).as("at %d", width).isFalse();
    }
    for (boolean dark : new boolean[] {false, true}) {
      assertThat(browser().look(360, 900, dark).serious()).as("dark: %s", dark).isEmpty();
    }
    browser().look(1600, 900, false);
  }

  private static String takeTime(String line) {
    if (line.startsWith("PUT") && line.contains("partNumber=")) {
      LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
    }
    return null;
  }

  @Test
  void theFirstKeyLeadsPastTheHeaderAndTablesCanBeScrolled() throws IOException {
    browser().look(360, 700, false).open(written(Sample.report(null, Sample.present("fine"))));
    List<String> reached = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      browser().run("return document.activeElement");
      new org.openqa.selenium.interactions.Actions(browser().driver()).sendKeys(Keys.TAB).perform();
      reached.add(
          (String)
              browser()
                  .run(
                      "const a = document.activeElement;"
                          + "return a.getAttribute('aria-label') || a.textContent.trim()"));
    }

    assertThat(reached).startsWith("To the content", "zamba models", "In place", "fine");
  }

  /** For the documentation: {@code -Dpage.pictures=docs/images}. */
  @Test
  @EnabledIfSystemProperty(named = "page.pictures", matches = ".+")
  void picturesOfTheEmbeddedRun() throws IOException {
    Path file = folder.resolve("page.html");
    Run run = new Run(folder);
    run.properties
        .keySet()
        .removeIf(it -> it.toString().startsWith("region.") || it.toString().startsWith("gate."));
    run.set("s3.endpoint", "embedded")
        .set("embedded.dir", folder.resolve("s3").toString())
        .set("report.html", file.toString())
        .set("publish.overwrite-edits", "true");
    assertThat(run.publish()).isZero();
    pictures("overview", file.toUri().toString(), "scrollTo(0, 0)");

    Path metrics = run.official().resolve("slowfast/val_metrics.json");
    Files.writeString(metrics, Files.readString(metrics).replaceAll("0\\.(\\d)(\\d)", "0.$2$1"));
    assertThat(run.publish()).isZero();
    pictures("model", file.toUri() + "#entry-1", "scrollTo(0, scrollY)");
    pictures(
        "chart",
        file.toUri() + "#entry-1",
        "document.querySelector('#entry-1 .chart').previousElementSibling.previousElementSibling"
            + ".scrollIntoView()");
  }

  private static void pictures(String name, String address, String before) {
    Path place = Path.of(System.getProperty("page.pictures"));
    browser().look(1600, 900, false).open(address);
    browser().run(before);
    browser().picture(place.resolve(name + "-1600-light.png"));
    browser().look(360, 780, true).open(address);
    browser().run(before);
    browser().picture(place.resolve(name + "-360-dark.png"));
  }
}
