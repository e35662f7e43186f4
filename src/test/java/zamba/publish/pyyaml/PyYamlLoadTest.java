package zamba.publish.pyyaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

/** What PyYAML's safe_load makes of documents, each shown as Python's repr. */
class PyYamlLoadTest {

  @Test
  void octalLiteralsAreIntegers() {
    assertThat(loaded("[010, 0o10, 08, 0_7, -010]")).isEqualTo("[8, '0o10', '08', 7, -8]");
  }

  @Test
  void binaryHexadecimalAndSexagesimalLiteralsAreIntegers() {
    assertThat(loaded("[0b101, 0x1F, 0X1F, 1:30, 190:20:30, 0:30, 1:60]"))
        .isEqualTo("[5, 31, '0X1F', 90, 685230, '0:30', '1:60']");
  }

  @Test
  void integersHaveAnySizeAndUnderscores() {
    assertThat(loaded("[1_000, 123456789012345678901234567890, -0]"))
        .isEqualTo("[1000, 123456789012345678901234567890, 0]");
  }

  @Test
  void integersOfMoreThan4300DigitsAreRefused() {
    assertThat(loaded("9".repeat(4300))).hasSize(4300);
    refused("9".repeat(4301)).hasMessageContaining("4300");
    refused("0x" + "f".repeat(4000)).hasMessageContaining("4300");
    refused("0x" + "f".repeat(4_000_000)).hasMessageContaining("100000");
  }

  @Test
  void floatsNeedADot() {
    assertThat(loaded("[1e-05, 1.0e-05, 1.e+3, 1.5e3, .5, -.5, 1_0.5, 1:30.5]"))
        .isEqualTo("['1e-05', 1e-05, 1000.0, '1.5e3', 0.5, '-.5', 10.5, 90.5]");
  }

  @Test
  void infinityAndNanAreFloats() {
    assertThat(loaded("[.inf, -.Inf, +.INF, .NaN, inf, nan, -.nan]"))
        .isEqualTo("[inf, -inf, inf, nan, 'inf', 'nan', '-.nan']");
  }

  @Test
  void yesNoOnAndOffAreBooleansInThreeSpellings() {
    assertThat(loaded("[yes, No, ON, oFF, y, n, TRUE, tRUE]"))
        .isEqualTo("[True, False, True, 'oFF', 'y', 'n', True, 'tRUE']");
  }

  @Test
  void nullHasFiveSpellings() {
    assertThat(loaded("[~, null, Null, NULL, nULL, None]\n"))
        .isEqualTo("[None, None, None, None, 'nULL', 'None']");
    assertThat(loaded("a:\n")).isEqualTo("{'a': None}");
    assertThat(loaded("")).isEqualTo("None");
  }

  @Test
  void datesAndTimesAreTold() {
    assertThat(loaded("- 2001-12-14\n- 2001-12-14 21:59:43\n- 2001-1-1\n- 2001-1-1 1:02:03.4\n"))
        .isEqualTo(
            "[datetime.date(2001, 12, 14), datetime.datetime(2001, 12, 14, 21, 59, 43),"
                + " '2001-1-1', datetime.datetime(2001, 1, 1, 1, 2, 3, 400000)]");
  }

  @Test
  void timeZonesAreKept() {
    assertThat(loaded("- 2001-12-14t21:59:43.10-05:00\n- 2001-12-14 21:59:00Z\n"))
        .isEqualTo(
            "[datetime.datetime(2001, 12, 14, 21, 59, 43, 100000,"
                + " tzinfo=datetime.timezone(datetime.timedelta(days=-1, seconds=68400))),"
                + " datetime.datetime(2001, 12, 14, 21, 59, tzinfo=datetime.timezone.utc)]");
  }

  @Test
  void impossibleDatesAreRefused() {
    refused("a: 2021-02-30").hasMessageContaining("line 1, column 4");
    refused("a: 2001-12-14 21:59:60");
    refused("a: 0000-01-01");
    refused("a: 2001-12-14 21:59:43 +24:00");
  }

  @Test
  void equalKeysAreOneKeyFirstSpelledLastValued() {
    assertThat(loaded("{1: a, true: b, 1.0: c, 0: d, -0.0: e}")).isEqualTo("{1: 'c', 0: 'e'}");
    assertThat(loaded("{2001-12-14 00:00:00Z: a, 2001-12-14 01:00:00+01:00: b}"))
        .isEqualTo("{datetime.datetime(2001, 12, 14, 0, 0, tzinfo=datetime.timezone.utc): 'b'}");
  }

  @Test
  void nanIsTheSameKeyOnlyAsTheSameObject() {
    assertThat(loaded("{.nan: 1, .NaN: 2, !!float nan: 3}")).isEqualTo("{nan: 2, nan: 3}");
  }

  @Test
  void unhashableKeysAreRefused() {
    refused("a:\n  ? [x]\n  : 1\n").hasMessageContaining("line 2, column 5");
    refused("{{a: 1}: 2}");
    refused("&a {*a : 1}");
  }

  @Test
  void mergedKeysComeBeforeOwnKeys() {
    assertThat(loaded("- &a {x: 1, y: 2}\n- {z: 3, x: 4, <<: *a}\n"))
        .isEqualTo("[{'x': 1, 'y': 2}, {'x': 4, 'y': 2, 'z': 3}]");
  }

  @Test
  void theFirstOfSeveralMergedMappingsWins() {
    assertThat(loaded("- &a {x: 1}\n- &b {x: 2, y: 2}\n- {<<: [*a, *b]}\n- {'<<': 1}\n"))
        .isEqualTo("[{'x': 1}, {'x': 2, 'y': 2}, {'x': 1, 'y': 2}, {'<<': 1}]");
  }

  @Test
  void onlyMappingsCanBeMerged() {
    refused("a: {<<: 1}").hasMessageContaining("line 1, column 9");
    refused("a: {<<: [1]}");
    refused("a: {<<: }");
    refused("- <<");
  }

  @Test
  void aMappingCanMergeItself() {
    assertThat(loaded("a: &a {<<: *a, b: 1}")).isEqualTo("{'a': {'b': 1}}");
  }

  @Test
  void valueKeysAreStringsInMappingsAndStandForScalars() {
    assertThat(loaded("{=: 1}")).isEqualTo("{'=': 1}");
    assertThat(loaded("!!int {=: 5}")).isEqualTo("5");
    refused("- =");
  }

  @Test
  void aliasesAreOneObject() {
    PyDict dict = (PyDict) load("{a: &x [1], b: *x, c: [1]}");
    assertThat(dict.get("a")).isSameAs(dict.get("b")).isNotSameAs(dict.get("c"));
  }

  @Test
  void recursionIsRead() {
    assertThat(loaded("&a [*a, {k: *a}]")).isEqualTo("[[...], {'k': [...]}]");
    assertThat(loaded("&a {k: *a}")).isEqualTo("{'k': {...}}");
  }

  @Test
  void anchorsAreUniqueAndKnown() {
    refused("[&a 1, &a 2]").hasMessageContaining("line 1, column 8");
    refused("[*b]").hasMessageContaining("line 1, column 2");
    refused("[&\u00e9 1]");
    refused("[&a.b 1]");
  }

  @Test
  void binaryIsDecodedAsPythonDoes() {
    assertThat(loaded("[!!binary YWJj, !!binary 'Y!W Jj', !!binary 'YQ==YQ==']"))
        .isEqualTo("[b'abc', b'abc', b'a']");
    refused("!!binary YWJ").hasMessageContaining("padding");
    refused("!!binary YWJjY");
    refused("!!binary YW=JjYQ=").hasMessageContaining("padding");
    refused("!!binary \u00e9");
  }

  @Test
  void orderedMapsAndPairsAreListsOfTuples() {
    assertThat(loaded("[!!omap [a: 1, a: 2], !!pairs [b: [c]], !!omap []]"))
        .isEqualTo("[[('a', 1), ('a', 2)], [('b', ['c'])], []]");
    refused("!!omap {a: 1}");
    refused("!!omap [{a: 1, b: 2}]");
    refused("!!pairs [a]");
  }

  @Test
  void setsOfNumbersHaveTheOrderOfPythonsHashTable() {
    assertThat(loaded("!!set {33, 1, 17, 1.0, -1, 5}")).isEqualTo("{33, 1, 17, 5, -1}");
    assertThat(loaded("!!set {0.5, 0.25, 100000000000000000000, 2}"))
        .isEqualTo("{0.5, 0.25, 2, 100000000000000000000}");
    assertThat(loaded("[!!set {}, !!set {a}]")).isEqualTo("[set(), {'a'}]");
  }

  @Test
  void setsOfStringsAreRefusedBecausePythonShufflesThem() {
    refused("a: !!set {x, y}")
        .hasMessageContaining("line 1, column 4")
        .hasMessageContaining("another order in every run");
  }

  @Test
  void explicitTagsConstructWhatPythonsTypesTake() {
    assertThat(loaded("[!!int 0o17, !!int ' 12 ', !!int --5, !!int \u0661\u0662, !!float nan]"))
        .isEqualTo("[15, 12, 5, 12, nan]");
    assertThat(loaded("[!!float 1e5, !!str 1, !!null x, !!bool 'ON', !!timestamp 2001-1-1]"))
        .isEqualTo("[100000.0, '1', None, True, datetime.date(2001, 1, 1)]");
    refused("!!int abc");
    refused("!!int ''");
    refused("!!float x");
    refused("!!bool x");
    refused("!!map [a]");
    refused("!!str [a]");
  }

  @Test
  void otherTagsAreRefused() {
    refused("a: !mine 1").hasMessageContaining("line 1, column 4").hasMessageContaining("!mine");
    refused("a: !!python/name:os.system ''").hasMessageContaining("!!python/name:os.system");
    refused("a: !!python/tuple [1]");
    refused("a: !!foo 1");
    refused("a: !e!x 1");
  }

  @Test
  void severalDocumentsAreRefused() {
    refused("a: 1\n---\nb: 2\n").hasMessageContaining("line 2, column 1");
    refused("a: 1\n...\nb: 2\n");
    refused("%YAML 2.0\n---\na\n");
    refused("%YAML 1.1\n").hasMessageContaining("line 2, column 1");
    assertThat(loaded("%YAML 1.1\n---\na\n...\n")).isEqualTo("'a'");
  }

  @Test
  void escapedSurrogatesStayTwoCharacters() {
    assertThat(loaded("\"\\ud83e\\udd92\"")).isEqualTo("'\\ud83e\\udd92'");
    assertThat(loaded("\"\\U0001F992\"")).isEqualTo("'\ud83e\udd92'");
    assertThat(loaded("\"\\ud83e\\\n  \\udd92\"")).isEqualTo("'\\ud83e\\udd92'");
    assertThat(loaded("\"\\udd92\\ud83e \\U00040000\"")).isEqualTo("'\\udd92\\ud83e \\U00040000'");
  }

  @Test
  void escapesArePyYamls() {
    assertThat(loaded("\"\\/ \\\t \\x41 \\e \\_\"")).isEqualTo("'/ \\t A \\x1b \\xa0'");
    refused("\"\\q\"").hasMessageContaining("line 1, column 3");
    refused("\"\\U00110000\"");
    refused("\"\\x4\"");
  }

  @Test
  void tabsCannotFollowPlainScalars() {
    refused("a: b\tc").hasMessageContaining("line 1, column 5");
    refused("a: b \t# c").hasMessageContaining("line 1, column 6");
    refused("\ta: b").hasMessageContaining("line 1, column 1");
    assertThat(loaded("a: 'b\tc'")).isEqualTo("{'a': 'b\\tc'}");
  }

  @Test
  void dashesThatAreNoDocumentMarkerGoOnWithAPlainScalar() {
    assertThat(loaded("a\n---b\n")).isEqualTo("'a ---b'");
  }

  @Test
  void aScalarIsNoValueWithoutAColon() {
    refused("? \"a\" \"b\"\n").hasMessageContaining("line 1, column 7");
  }

  @Test
  void carriageReturnsAreLineFeeds() {
    assertThat(loaded("a: |\r\n  x\r\n  y\rb: 'p\r\n\r\n  q'"))
        .isEqualTo("{'a': 'x\\ny\\n', 'b': 'p\\nq'}");
  }

  @Test
  void aByteOrderMarkIsSkippedOnlyAtTheStart() {
    assertThat(loaded("\ufeffa: 1")).isEqualTo("{'a': 1}");
    assertThat(loaded("a: \ufeffb")).isEqualTo("{'a': '\\ufeffb'}");
    assertThat(loaded("\ufeff\ufeffa: 1")).isEqualTo("{'\\ufeffa': 1}");
  }

  @Test
  void controlCharactersAreRefused() {
    for (int c : new int[] {0, 7, 0x0B, 0x7F, 0x81, 0xFFFE}) {
      refused("a: x\nb: " + Character.toString(c)).hasMessageContaining("line 2, column 4");
    }
    assertThat(loaded("'\u0085\u2028'")).isEqualTo("'\\u2028'");
  }

  @Test
  void onlyUtf8IsRead() {
    byte[] latin1 = "a: caf\u00e9".getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> PyYaml.load(latin1, "f.yaml"))
        .isInstanceOf(PyYamlException.class)
        .hasMessageContaining("f.yaml, line 1, column 7")
        .hasMessageContaining("0xe9");
    byte[] surrogate = {'a', (byte) 0xED, (byte) 0xA0, (byte) 0x80};
    assertThatThrownBy(() -> PyYaml.load(surrogate, "f.yaml")).isInstanceOf(PyYamlException.class);
    byte[] truncated = {'a', (byte) 0xE2, (byte) 0x82};
    assertThatThrownBy(() -> PyYaml.load(truncated, "f.yaml")).isInstanceOf(PyYamlException.class);
  }

  @Test
  void nestingEndsWherePythonsRecursionDoes() {
    assertThat(load("[".repeat(490) + "]".repeat(490))).isInstanceOf(List.class);
    refused("[".repeat(491) + "]".repeat(491)).hasMessageContaining("nesting");
    refused("[".repeat(200_000)).hasMessageContaining("nesting");
    refused("- ".repeat(200_000)).hasMessageContaining("nesting");
  }

  @Test
  void chainsOfAliasesEndWherePythonsRecursionDoes() {
    StringBuilder chain = new StringBuilder("- &a0 []\n");
    for (int i = 1; i < 5000; i++) {
      chain.append("- &a%d [*a%d]\n".formatted(i, i - 1));
    }
    refused(chain.toString()).hasMessageContaining("deep");
  }

  @Test
  void aliasBombsAreRefused() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
    for (int i = 1; i < 12; i++) {
      String alias = "*a" + (i - 1) + ",";
      bomb.append("a%d: &a%d [%s]\n".formatted(i, i, alias.repeat(10)));
    }
    refused(bomb.toString()).hasMessageContaining("aliases");
    assertThat(PyYaml.dump(load(bomb.toString()))).contains("*id001");
  }

  @Test
  void mergeBombsAreRefused() {
    StringBuilder bomb = new StringBuilder("a0: &a0 {x: 1, y: 2}\n");
    for (int i = 1; i < 30; i++) {
      String alias = "*a" + (i - 1) + ",";
      bomb.append("a%d: &a%d {<<: [%s]}\n".formatted(i, i, alias.repeat(4)));
    }
    refused(bomb.toString()).hasMessageContaining("merge");
  }

  @Test
  void chainsOfMergesEndWherePythonsRecursionDoes() {
    StringBuilder chain = new StringBuilder("a:\n- - - &a0 {x: 1}\n");
    for (int i = 1; i < 5000; i++) {
      chain.append("    - &a%d {<<: *a%d}\n".formatted(i, i - 1));
    }
    refused(chain + "b: {<<: *a4999}\n").hasMessageContaining("merge");
  }

  @Test
  void chainsOfValueKeysEndWherePythonsRecursionDoes() {
    StringBuilder chain = new StringBuilder("- &a0 !!str {=: x}\n");
    for (int i = 1; i < 3000; i++) {
      chain.append("- &a%d !!str {=: *a%d}\n".formatted(i, i - 1));
    }
    refused(chain.toString()).hasMessageContaining("needs a scalar");
    refused("&a !!str {=: *a}").hasMessageContaining("needs a scalar");
  }

  @Test
  void stringsMultipliedByAliasesAreRefused() {
    String bomb = "- &a " + "x".repeat(1_000_000) + "\n" + "- *a\n".repeat(100);
    refused(bomb).hasMessageContaining("aliases");
    assertThatThrownBy(() -> PyYaml.dump(load(bomb)))
        .isInstanceOf(PyYamlException.class)
        .hasMessageContaining("aliases");
  }

  @Test
  void hugeDocumentsAreRefused() {
    refused("x".repeat(PyTextFile.MAX_BYTES + 1)).hasMessageContaining("bytes");
  }

  @Test
  void longNumbersOfManyPartsAreRead() {
    assertThat(load("1" + ":30".repeat(20_000))).isInstanceOf(Number.class);
    refused("1" + ":30".repeat(20_000) + ".5").hasMessageContaining("sexagesimal");
  }

  @Test
  void errorsNameTheFileAndBothPlaces() {
    refused("a: 'x\nb: 1\n")
        .hasMessageStartingWith("f.yaml, line 3, column 1: ")
        .hasMessageContaining("line 1, column 4");
  }

  private static Object load(String document) {
    return PyYaml.load(document.getBytes(StandardCharsets.UTF_8), "f.yaml");
  }

  private static String loaded(String document) {
    return PyRepr.repr(load(document));
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> refused(String document) {
    return assertThatThrownBy(() -> loaded(document)).isInstanceOf(PyYamlException.class);
  }
}
