package zamba.publish.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zamba.publish.fixture.Console;
import zamba.publish.fixture.Run;

/** What the log says of a run with so many entries that nobody would read a line of each. */
class ManyEntriesToldTest {
  private static final int ENTRIES = 60;

  @TempDir Path folder;

  @Test
  void haveALineEachIfTheyChangeOrFailAndElseOnlyTheSumAndTheFirstFiftyRows() throws Exception {
    Run run = new Run(folder);
    for (int i = 0; i < ENTRIES; i++) {
      String name = "w%03d.pt".formatted(i);
      run.store.put(run.source, name, name);
      run.entry("weights." + name, "s3://%s/%s".formatted(run.source, name));
    }
    try (Console console = new Console()) {
      assertThat(run.publish()).isZero();
      assertThat(lines(console, "w\\d+.pt: .*")).isEqualTo(ENTRIES);
    }
    run.store.delete(run.buckets.get("eu"), "zamba_official_models/w055.pt");
    run.store.delete(run.source, "w057.pt");
    try (Console console = new Console()) {
      assertThat(run.publish()).isEqualTo(1);

      assertThat(lines(console, "w\\d+.pt: .*")).as("lines of an entry").isEqualTo(2);
      assertThat(console.text())
          .contains(
              "w055.pt: published, ",
              "w057.pt: failed",
              "x w057.pt",
              "and 9 more that did not fail, see the report",
              "59 of 60 in place in us, eu, asia; 1 failed, see above");
      assertThat(lines(console, "[=x+] w\\d+.pt( .*)?")).as("rows").isEqualTo(51);
    }
    run.set("publish.dry-run", "true");
    try (Console console = new Console()) {
      run.publish();
      assertThat(lines(console, "w\\d+.pt: in place.*")).as("planned").isZero();
    }
    run.set("publish.dry-run", "false").set("publish.audit", "true");
    try (Console console = new Console()) {
      run.publish();
      assertThat(lines(console, "w\\d+.pt: present.*")).as("audited").isZero();
    }
    assertThat(run.report().path("publications")).hasSize(ENTRIES);
  }

  private static long lines(Console console, String pattern) {
    return console.text().lines().filter(line -> line.matches(pattern)).count();
  }
}
