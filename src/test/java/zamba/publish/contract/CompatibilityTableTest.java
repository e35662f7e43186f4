package zamba.publish.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CompatibilityTableTest {
  private static final String BEFORE =
      "text\n<!-- stores: made by CompatibilityTable -->\n%s<!-- end of stores -->\nmore\n";
  private static final List<String> ONE =
      List.of(
          "\"one\",2026-11-23,",
          "\"keys with \"\"quotes\"\", `+`\",kept,\"\"",
          "\"a race\",broken,\"round 1, us\"");

  @Test
  void makesATableOfWhatWasKept() {
    assertThat(CompatibilityTable.in(BEFORE.formatted(""), List.of(ONE)))
        .isEqualTo(
            BEFORE.formatted(
                """
                | promise | one<br>2026-11-23 |
                | --- | --- |
                | a race | **no** |
                | keys with "quotes", `+` | yes |
                """));
  }

  @Test
  void keepsTheColumnsOfStoresThatWereNotRunAndReplacesTheOthers() {
    String table = CompatibilityTable.in(BEFORE.formatted(""), List.of(ONE));
    List<String> two = List.of("\"two\",2026-11-24,", "\"a race\",skipped,\"why\"");
    List<String> oneLater =
        List.of(
            "\"one\",2026-11-25,",
            "\"a race\",kept,\"\"",
            "\"keys with \"\"quotes\"\", `+`\",kept,\"\"");

    assertThat(CompatibilityTable.in(CompatibilityTable.in(table, List.of(two)), List.of(oneLater)))
        .isEqualTo(
            BEFORE.formatted(
                """
                | promise | two<br>2026-11-24 | one<br>2026-11-25 |
                | --- | --- | --- |
                | a race | – | yes |
                | keys with "quotes", `+` |  | yes |
                """));
  }

  @Test
  void aReasonMayBeLong() {
    List<String> wordy =
        List.of(
            "\"one\",2026-11-23,", "\"a race\",broken,\"" + "\"\"round\"\", ".repeat(9000) + "\"");
    assertThat(CompatibilityTable.in(BEFORE.formatted(""), List.of(wordy)))
        .contains("| a race | **no** |");
  }
}
