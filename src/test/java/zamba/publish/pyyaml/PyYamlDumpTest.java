package zamba.publish.pyyaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What PyYAML's dump makes of values. */
class PyYamlDumpTest {

  @Test
  void keysKeepTheirOrderAndListsAreNotIndented() {
    assertThat(redumped("{b: [1, [2]], a: {c: d}}")).isEqualTo("b:\n- 1\n- - 2\na:\n  c: d\n");
  }

  @Test
  void emptyCollectionsAreFlow() {
    assertThat(redumped("{a: [], b: {}, c: !!set {}}")).isEqualTo("a: []\nb: {}\nc: !!set {}\n");
  }

  @Test
  void stringsThatLookLikeOtherTypesAreQuoted() {
    assertThat(redumped("['yes', '1', '0x1F', '1:30', '1.0', '', '~', '2001-12-14', '=', '<<']"))
        .isEqualTo(
            """
            - 'yes'
            - '1'
            - '0x1F'
            - '1:30'
            - '1.0'
            - ''
            - '~'
            - '2001-12-14'
            - '='
            - '<<'
            """);
  }

  @Test
  void stringsThatOnlyNearlyLookSoArePlain() {
    assertThat(redumped("['08', '0_9', '1e-05', 'y', 'None', '0o7', '-.5']"))
        .isEqualTo("- 08\n- 0_9\n- 1e-05\n- y\n- None\n- 0o7\n- -.5\n");
  }

  @Test
  void indicatorsAreQuoted() {
    assertThat(
            redumped(
                "['- a', '-a', 'a: b', 'a:b', 'a #b', 'a#b', '@a', '? a', '?a', '---a', ' a']"))
        .isEqualTo(
            """
            - '- a'
            - -a
            - 'a: b'
            - a:b
            - 'a #b'
            - a#b
            - '@a'
            - '? a'
            - ?a
            - '---a'
            - ' a'
            """);
  }

  @Test
  void floatsHaveADot() {
    assertThat(redumped("[1.0e-05, 1.0e+22, 1.0, .inf, -.inf, .nan]"))
        .isEqualTo("- 1.0e-05\n- 1.0e+22\n- 1.0\n- .inf\n- -.inf\n- .nan\n");
  }

  @Test
  void stringsOfSeveralLinesAreSingleQuotedNeverPlainNorLiteral() {
    assertThat(redumped("a: \"x\\ny\\n\"")).isEqualTo("a: 'x\n\n  y\n\n  '\n");
    assertThat(redumped("a: \"x \\ny\"")).isEqualTo("a: \"x \\ny\"\n");
  }

  @Test
  void everythingBeyondAsciiIsEscapedInUpperCase() {
    assertThat(redumped("a: \"\u00e9\u4e2d\ud83e\udd92\\x7f\\t\\e\""))
        .isEqualTo("a: \"\\xE9\\u4E2D\\U0001F992\\x7F\\t\\e\"\n");
  }

  @Test
  void surrogatesAreEscapedOneByOne() {
    assertThat(redumped("a: \"\\ud83e\\udd92\"")).isEqualTo("a: \"\\uD83E\\uDD92\"\n");
    assertThat(redumped("a: \"\\ud83ex\"")).isEqualTo("a: \"\\uD83Ex\"\n");
  }

  @Test
  void longLinesFoldPastColumn80() {
    String words = "word ".repeat(20).strip();
    assertThat(redumped("a: " + words))
        .isEqualTo("a: " + "word ".repeat(15) + "word\n  " + "word ".repeat(3) + "word\n");
    assertThat(redumped("a: \"\\t" + words + "\"")).contains("\\\n  \\ ");
    assertThat(redumped("- " + "x".repeat(200))).isEqualTo("- " + "x".repeat(200) + "\n");
  }

  @Test
  void anEscapeThatEndsAtColumn81DoesNotFold() {
    String escape = "\\xE9";
    assertThat(redumped("ab: \"" + escape.repeat(30) + "\""))
        .isEqualTo("ab: \"" + escape.repeat(20) + "\\\n  " + escape.repeat(10) + "\"\n");
  }

  @Test
  void foldedLinesAreIndentedUnderTheirItem() {
    String text = "\"" + "\u00e9".repeat(30) + "\"";
    assertThat(redumped("{a: [" + text + "]}")).contains("a:\n- ", "\\\n  \\xE9");
    assertThat(redumped("{'': [" + text + "]}")).contains("\n: - ", "\\\n    \\xE9");
    assertThat(redumped("[[" + text + "]]")).contains("- - ", "\\\n    \\xE9");
  }

  @Test
  void foldingCountsCharactersNotUtf16() {
    String key = "k".repeat(90);
    assertThat(redumped(key + ": \"\\U0001F992x\"")).isEqualTo(key + ": \"\\U0001F992x\"\n");
    assertThat(redumped(key + ": \"\\U0001F992xy\""))
        .isEqualTo(key + ": \"\\U0001F992\\\n  xy\"\n");
  }

  @Test
  void longOrMultilineKeysAreComplex() {
    assertThat(redumped("? " + "k".repeat(122) + "\n: 1\n")).isEqualTo("k".repeat(122) + ": 1\n");
    assertThat(redumped("? " + "k".repeat(123) + "\n: [1]\n"))
        .isEqualTo("? " + "k".repeat(123) + "\n: - 1\n");
    assertThat(redumped("\"a\\nb\": 1")).isEqualTo("? 'a\n\n  b'\n: 1\n");
    assertThat(redumped("'': 1")).isEqualTo("? ''\n: 1\n");
    assertThat(redumped("? \"" + "\u00e9".repeat(122) + "\"\n: 1\n"))
        .isEqualTo("\"" + "\\xE9".repeat(122) + "\": 1\n");
  }

  @Test
  void whatIsMetTwiceIsAnchoredDatesToo() {
    assertThat(redumped("{a: &x [1], b: *x, c: &d 2001-12-14, e: *d, f: &s str, g: *s}"))
        .isEqualTo("a: &id001\n- 1\nb: *id001\nc: &id002 2001-12-14\ne: *id002\nf: str\ng: str\n");
    assertThat(redumped("&a {k: *a}")).isEqualTo("&id001\nk: *id001\n");
  }

  @Test
  void binaryIsLiteralAndSetsAndTuplesAreTagged() {
    assertThat(redumped("{a: !!binary YWJj, b: !!set {1, 2}, c: !!omap [k: v]}"))
        .isEqualTo(
            """
            a: !!binary |
              YWJj
            b: !!set
              1: null
              2: null
            c:
            - !!python/tuple
              - k
              - v
            """);
    assertThat(redumped("!!binary ''")).isEqualTo("!!binary \"\"\n");
  }

  @Test
  void aPlainScalarAloneIsFollowedByTheDocumentsEnd() {
    assertThat(redumped("a")).isEqualTo("a\n...\n");
    assertThat(redumped("'1'")).isEqualTo("'1'\n");
    assertThat(redumped("08x\u00e9")).isEqualTo("\"08x\\xE9\"\n");
    assertThat(PyYaml.dump(null)).isEqualTo("null\n...\n");
  }

  @Test
  void datesAreIsoFormatted() {
    assertThat(redumped("[2001-12-14t21:59:43.10-05:00, 2001-12-14 1:02:03Z, 0099-01-02]"))
        .isEqualTo(
            "- 2001-12-14 21:59:43.100000-05:00\n- 2001-12-14 01:02:03+00:00\n- 0099-01-02\n");
  }

  @Test
  void javasIntegersAreDumpedToo() {
    List<Object> list = new ArrayList<>(List.of(1, 2L, true));
    assertThat(PyYaml.dump(list)).isEqualTo("- 1\n- 2\n- true\n");
  }

  @Test
  void nestingEndsWherePythonsRecursionDoes() {
    assertThat(PyYaml.dump(nested(330))).endsWith("- []\n");
    assertThatThrownBy(() -> PyYaml.dump(nested(331)))
        .isInstanceOf(PyYamlException.class)
        .hasMessageContaining("deep");
  }

  private static List<Object> nested(int depth) {
    List<Object> nested = new ArrayList<>();
    for (int i = 1; i < depth; i++) {
      nested = new ArrayList<>(List.of(nested));
    }
    return nested;
  }

  private static String redumped(String document) {
    return PyYaml.dump(PyYaml.load(document.getBytes(StandardCharsets.UTF_8), "f.yaml"));
  }
}
