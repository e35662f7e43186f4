package zamba.publish.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import zamba.publish.publication.Publication;
import zamba.publish.publication.Replica;

class TableTest {
  private static final String ESCAPE = "\u001b";

  private static Replica replica(String region, Replica.Status status, boolean verified) {
    return new Replica(region, "bucket", "key", status, verified, null, 12_345, true, null, null);
  }

  private static Publication publication(String name, Replica... replicas) {
    return new Publication(
        name,
        "weights",
        Publication.Status.PUBLISHED,
        "s3://source/" + name,
        name,
        1_072_000_000L,
        null,
        List.of(replicas),
        List.of());
  }

  private static List<String> lines(TextStyle look, Publication... publications) {
    return new Table(List.of(publications), look).lines();
  }

  @Test
  void whereSymbolsDoNotComeThroughThereIsAscii() {
    assertThat(new TextStyle(80, false, true).withSymbols("1 ▲ 2 ▼ …")).isEqualTo("1 ▲ 2 ▼ …");
    assertThat(new TextStyle(80, false, false).withSymbols("1 ▲ 2 ▼ …")).isEqualTo("1 ^ 2 v ...");
  }

  @Test
  void hasASignForEachOutcomeAndSaysWhatTheSignsMean() {
    List<String> lines =
        lines(
            TextStyle.PLAIN,
            publication(
                "a.pt",
                replica("us", Replica.Status.COPIED, true),
                replica("eu", Replica.Status.PRESENT, true),
                replica("asia", Replica.Status.DIFFERENT, false)),
            publication(
                "b.pt",
                replica("us", Replica.Status.PRESENT, false),
                replica("eu", Replica.Status.FAILED, false),
                replica("asia", Replica.Status.MISSING, false)));

    assertThat(lines)
        .containsExactly(
            "              size  us       eu       asia",
            "+ a.pt  1022.3 MiB  + 12 s   =        !",
            "+ b.pt  1022.3 MiB  ?        x        -",
            "",
            "  + copied  = in place  ? in place, cannot be told from other content  - missing"
                + "  ! other content  x failed");
  }

  @ParameterizedTest
  @ValueSource(ints = {80, 100, 200})
  void isNoWiderThanTheTerminalWhateverIsInIt(int width) {
    List<Replica> replicas = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      replicas.add(replica("region-number-" + i, Replica.Status.COPIED, i % 2 == 0));
    }
    String name = "a_rather_long_name_for_a_checkpoint_that_somebody_thought_of_0123456789.ckpt";
    List<String> lines =
        lines(new TextStyle(width, false), publication(name, replicas.toArray(new Replica[0])));

    assertThat(lines).allMatch(line -> line.length() <= width);
    assertThat(String.join(" ", lines).split(" +", -1))
        .contains(replicas.stream().map(Replica::region).toArray(String[]::new));
    assertThat(String.join(" ", lines)).contains("a_rather", "789.ckpt");
  }

  @Test
  void leavesNothingOutWhereThereIsNoTerminal() {
    String name = "x".repeat(300);
    assertThat(lines(TextStyle.PLAIN, publication(name)).get(1)).contains(name);
  }

  @Test
  void coloursTheSignsOnlyWhereColoursAreWanted() {
    Publication publication = publication("a", replica("us", Replica.Status.FAILED, false));
    assertThat(String.join("", lines(new TextStyle(80, true), publication)))
        .contains(ESCAPE + "[31mx" + ESCAPE + "[0m", ESCAPE + "[32m+" + ESCAPE + "[0m");
    assertThat(String.join("", lines(new TextStyle(80, false), publication)))
        .doesNotContain(ESCAPE);
  }

  @ParameterizedTest
  @CsvSource({
    "49, 0.0 s",
    "9999, 10 s",
    "9949, 9.9 s",
    "9950, 10 s",
    "10000, 10 s",
    "99499, 99 s",
    "99500, 1:40",
    "3599499, 59:59",
    "3599500, 1:00h",
    "86399000, 23:59h"
  })
  void tellsTimesShortly(long millis, String text) {
    assertThat(Table.time(millis)).isEqualTo(text).hasSizeLessThanOrEqualTo(6);
  }
}
