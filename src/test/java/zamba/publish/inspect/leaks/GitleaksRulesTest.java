package zamba.publish.inspect.leaks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of a gitleaks.toml, on top of the shipped ones. */
class GitleaksRulesTest {
  private static final String ZOO = "[[rules]]\nid = 'zoo'\nregex = '''zoo-([a-z0-9]{8})'''\n";

  private static LeakRules rules(String toml, String... accepted) {
    List<String> problems = new ArrayList<>();
    GitleaksRules added = GitleaksRules.read(toml, problems::add);
    assertThat(problems).isEmpty();
    return new LeakRules(List.of(accepted), List.of(), added);
  }

  private static List<String> problems(String toml) {
    List<String> problems = new ArrayList<>();
    GitleaksRules.read(toml, problems::add);
    return problems;
  }

  private static List<Leak> found(String toml, String text) {
    return rules(toml).inText("hparams.yaml", text, Set.of());
  }

  @Test
  void whatARuleFindsIsASecretWithItsLineAndIsNotShownInFull() {
    List<Leak> leaks = found(ZOO, "a: 1\r\nb: zoo-a1b2c3d4\r\nc: zoo-short\r\n");

    assertThat(leaks).hasSize(1);
    assertThat(leaks.get(0).secret()).isTrue();
    assertThat(leaks.get(0)).hasToString("hparams.yaml:2: zoo: a1… (8 characters)");
  }

  @Test
  void theShippedRulesStillHold() {
    assertThat(found(ZOO, "glpat-abcdefghij0123456789\nzoo-a1b2c3d4\ndir: /home/bob"))
        .extracting(Leak::rule)
        .containsExactlyInAnyOrder("gitlab-token", "zoo", "unix-home");
  }

  @Test
  void aRuleWithKeywordsNeedsOneOfThemInWhateverCase() {
    String keys = ZOO + "keywords = ['Lion', 'ape']\n";
    assertThat(found(keys, "zoo-a1b2c3d4")).isEmpty();
    assertThat(found(keys, "# of the LIONS\nzoo-a1b2c3d4")).hasSize(1);
  }

  @Test
  void aSecretNeedsMoreEntropyThanTheRules() {
    assertThat(found(ZOO + "entropy = 2.0\n", "zoo-aabbccdd zoo-abcdabce"))
        .extracting(Leak::shown)
        .containsExactly("ab… (8 characters)");
    assertThat(found(ZOO + "entropy = 3\n", "zoo-abcdefgh")).isEmpty();
    assertThat(found(ZOO + "entropy = 2.99\n", "zoo-abcdefgh")).hasSize(1);
  }

  @Test
  void theSecretIsTheGroupThatTheRuleSays() {
    String rule = "[[rules]]\nid = 'two'\nregex = '(a+|b)?-(x+)-(y+)'\n";
    assertThat(found(rule + "secretGroup = 3\n", "aaaa-xx-yyyyyyyy"))
        .extracting(Leak::shown)
        .containsExactly("yy… (8 characters)");
    assertThat(found(rule, "aaaa-xx-yyyyyyyy"))
        .extracting(Leak::shown)
        .containsExactly("a… (4 characters)");
    assertThat(found(rule, "-xxx-yyyyyyyy"))
        .extracting(Leak::shown)
        .containsExactly("… (3 characters)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[rules.allowlist] ; regexes = ['^a1']|zoo-a1b2c3d4|zoo-b1b2c3d4",
        "[[rules.allowlists]] ; stopwords = ['B2C']|zoo-a1b2c3d4|zoo-a1b3c3d4",
        "[[rules.allowlists]] ; regexes = ['^zoo-a'] ; regexTarget = 'match'|zoo-a1b2c3d4|zoo-b1b2c3d4",
        "[[rules.allowlists]] ; regexes = ['fake'] ; regexTarget = 'line'|fake zoo-a1b2c3d4|zoo-b1b2c3d4",
        "[[rules.allowlists]] ; regexes = ['^a', '^c']|zoo-c1b2c3d4|zoo-b1b2c3d4",
        "[[rules.allowlists]] ; condition='AND' ; regexes=['^a'] ; stopwords=['d4']|zoo-a1b2c3d4|zoo-a1b2c3d5",
        "[allowlist] ; regexes = ['^a1']|zoo-a1b2c3d4|zoo-b1b2c3d4",
        "[[allowlists]] ; stopwords = ['b2c']|zoo-a1b2c3d4|zoo-a1b3c3d4",
        "[[allowlists]] ; targetRules = ['zoo'] ; regexes = ['^a1']|zoo-a1b2c3d4|zoo-b1b2c3d4",
      })
  void whatAnAllowlistHasIsNone(String allowlist, String harmless, String secret) {
    String toml = ZOO + allowlist.replace(" ; ", "\n") + "\n";
    assertThat(found(ZOO, harmless)).hasSize(1);
    assertThat(found(toml, harmless + "\n" + secret)).extracting(Leak::line).containsExactly(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[[allowlists]]\npaths = ['.*']\n",
        "[[allowlists]]\ncondition = 'AND'\npaths = ['yaml']\nregexes = ['a']\n",
        "[[rules]]\nid = 'x'\nregex = 'xxx'\n[[allowlists]]\ntargetRules = ['x']\nregexes = ['a']\n"
      })
  void anAllowlistThatIsOfOtherThingsAllowsNothing(String allowlist) {
    assertThat(found(ZOO + allowlist, "zoo-a1b2c3d4")).hasSize(1);
  }

  @Test
  void aRuleOfAPathLooksAtFilesOfThatNameAndOneOfAPathAloneAtNone() {
    String toml = ZOO + "path = '\\.json$'\n[[rules]]\nid = 'p12'\npath = '\\.p12$'\n";
    assertThat(found(toml, "zoo-a1b2c3d4")).isEmpty();
    assertThat(rules(toml).inText("val_metrics.json", "zoo-a1b2c3d4", Set.of())).hasSize(1);
  }

  @Test
  void aSecretMaySpanLinesAndLieFarDown() {
    String toml = "[[rules]]\nid = 'block'\nregex = '''BEGIN ZOO\\s+([a-z\\s]+)END'''\n";
    String text = "x\n".repeat(100_000) + "BEGIN ZOO\nabcdefgh\nijklmnop\nEND\n";
    assertThat(found(toml, text)).extracting(Leak::line).containsExactly(100_002);
  }

  @Test
  void whatIsAcceptedIsNone() {
    LeakRules rules = rules(ZOO, "zoo-a1\\w+");
    assertThat(rules.inText("x", "zoo-a1b2c3d4\nzoo-b1b2c3d4", Set.of()))
        .extracting(Leak::line)
        .containsExactly(2);
  }

  @Test
  void aCheckpointsStringsAreLookedAtAndEachFindingToldOnce() {
    assertThat(
            rules(ZOO).inStrings("m.ckpt", List.of("x zoo-a1b2c3d4", "zoo-a1b2c3d4", "zoo", "y")))
        .extracting(Leak::toString)
        .containsExactly("m.ckpt: zoo: a1… (8 characters)");
  }

  @Test
  void aSecretIsNotShownWithinSomethingElse() {
    assertThat(found(ZOO, "dir: /mnt/zoo-a1b2c3d4/data"))
        .extracting(Leak::rule, Leak::shown)
        .contains(org.assertj.core.groups.Tuple.tuple("machine-path", "/mnt/zoo-a1b2****/data"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "regex = '(?=x)'|rule 'a': regex: '(?=x)' is no RE2 pattern",
        "regex = 7|rule 'a': regex: it is no text",
        "description = 'x'|rule 'a': regex: it has none",
        "regex = 'x' ; secretGroup = 1|rule 'a': secretGroup: its regex has no group 1",
        "regex = 'x' ; entropy = 'high'|rule 'a': entropy: it is no number",
        "regex = 'x' ; entropy = nan|rule 'a': entropy: it is no number",
        "regex = 'x' ; keywords = 'x'|rule 'a': keywords: it is no list of texts",
        "regex = 'x' ; [[rules.required]] ; id = 'b'|rule 'a': required: it is not known here",
        "regex = 'x' ; [rules.allowlist] ; regexes = ['[']|rule 'a', its allowlist: regexes: '['",
        "regex = 'x' ; [rules.allowlist] ; regexTarget = 'commit'|'commit' is not one of secret",
        "regex = 'x' ; [[allowlists]] ; targetRules = ['b']|there is no rule 'b'",
        "regex = 'x' ; [extend] ; useDefault = true|the file: extend: it is not known here",
        "regex = 'x' ; [[rules]] ; id = 'a' ; regex = 'y'|rule 'a': id: another rule has it",
        "regex = 'x' ; [[rules]] ; regex = 'y'|rule number 2: id: it has none",
        "path = 'x'|it has no rule ([[rules]]) that looks at texts",
        "regex = 'x' ; regex = 'y'|line 5: it is no TOML: Duplicate key",
        "regex = 'x|line 3: it is no TOML",
      })
  void whatCannotBeDoneIsAProblemThatNamesTheRule(String rule, String problem) {
    assertThat(problems("[[rules]]\nid = 'a'\n" + rule.replace(" ; ", "\n") + "\n"))
        .singleElement()
        .asString()
        .contains(problem);
  }
}
