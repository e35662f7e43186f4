package zamba.publish.inspect.leaks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LeakRulesTest {

  private static final String TOKEN = "ghp_" + "a1B2".repeat(9);

  private final LeakRules rules = new LeakRules(List.of(), List.of("drivendata-public-assets"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "aws-access-key-id|key: AKIAQ3EGRN2XYZABCD45",
        "private-key|-----BEGIN RSA PRIVATE KEY-----",
        "gitlab-token|glpat-abcdefghij0123456789",
        "huggingface-token|hf_abcdefghijklmnopqrstuvwxyzABCDEFGHIJ",
        "url-password|https://bob:hunter22@host.org/x",
        "presigned-url|https://b.s3.amazonaws.com/k?X-Amz-Signature=0123456789abcdef0123",
        "assigned-secret|wandb_api_key: 0123456789abcdef0123x",
        "jwt|eyJhbGciOiJIUzI1.eyJzdWIiOiIxMjM0.SflKxwRJSMeKKF2QT4"
      })
  void stopsSecretsAndShowsNoneInFull(String rule, String line) {
    Leak leak =
        rules.inText("config.yaml", "a: 1\n" + line + "\n", Set.of()).stream()
            .filter(found -> found.rule().equals(rule))
            .findFirst()
            .orElseThrow();
    assertThat(leak.secret()).isTrue();
    assertThat(leak.line()).isEqualTo(2);
    assertThat(leak.shown()).hasSizeLessThan(26).contains("…").endsWith("characters)");
    String secret = line.substring(line.length() - 8);
    assertThat(leak.toString()).startsWith("config.yaml:2: " + rule).doesNotContain(secret);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "unix-home|data_dir: /home/alice/data|/home/alice",
        "machine-path|cache_dir: /tmp/zamba_cache|/tmp/zamba_cache",
        "email|by alice@drivendata.org|alice@drivendata.org",
        "private-store|s3://drivendata-client-x/y|s3://drivendata-client-x",
        "private-ip|host 10.1.2.3|10.1.2.3",
        "root-home|dir: /root/.cache|/root"
      })
  void tellsOfPeopleAndMachines(String rule, String line, String shown) {
    List<Leak> leaks = rules.inText("hparams.yaml", line, Set.of());
    assertThat(leaks).anyMatch(leak -> leak.rule().equals(rule) && leak.shown().contains(shown));
    assertThat(leaks).noneMatch(Leak::secret);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "key: AKIAIOSFODNN7EXAMPLE",
        "password: ${DB_PASSWORD}",
        "api_key: ********",
        "password = os.environ['X']",
        "a@example.com",
        "s3://drivendata-public-assets/zamba_official_models/",
        "numpy 10.0.1",
        "weight_download_region: us",
        "model_class: SlowFast"
      })
  void saysNothingOfWhatIsHarmless(String line) {
    assertThat(rules.inText("x", line, Set.of())).isEmpty();
  }

  @Test
  void tellsNothingAgainOfLinesThatArePublicButForSecrets() {
    String home = "  data_dir: /home/ubuntu/zamba";
    String secret = "token: " + TOKEN;
    String text = home + "\n" + secret + "\n  save_dir: /home/ubuntu/new";
    assertThat(rules.inText("x", text, Set.of(home, secret)))
        .extracting(Leak::line)
        .containsExactly(2, 3);
  }

  @Test
  void acceptsWhatItIsTold() {
    LeakRules accepting = new LeakRules(List.of("/home/ubuntu\\b"), List.of());
    assertThat(accepting.inText("x", "a: /home/ubuntu/x\nb: /home/alice", Set.of()))
        .extracting(Leak::line)
        .containsExactly(2);
    assertThatThrownBy(() -> new LeakRules(List.of("(?=x)"), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'(?=x)' is no RE2 pattern");
  }

  @Test
  void showsNoSecretWithinSomethingElse() {
    String line = "run https://wandb.ai/team/run?access_token=" + TOKEN + " done";
    List<Leak> leaks = rules.inText("x", line, Set.of());
    assertThat(leaks).extracting(Leak::rule).contains("tracking-run", "github-token");
    assertThat(leaks).noneMatch(leak -> leak.shown().contains(TOKEN.substring(8)));
  }

  @Test
  void tellsOfACheckpointsStringsOnce() {
    List<Leak> leaks =
        rules.inStrings(
            "m.ckpt", List.of("/home/bob/a", "/home/bob/b", "x\n" + TOKEN, "\u001b[2Ja@b.org"));
    assertThat(leaks).extracting(Leak::rule).containsExactly("unix-home", "github-token", "email");
    assertThat(leaks).allMatch(leak -> leak.line() == 0 && !leak.shown().contains("\u001b"));
  }

  @Test
  void findsWhatIsFarDownALongLine() {
    String line = "a".repeat(3_000_000) + " " + TOKEN;
    assertThat(rules.inText("x", line, Set.of()))
        .extracting(Leak::rule)
        .containsExactly("github-token");
  }
}
