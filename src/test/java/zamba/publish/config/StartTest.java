package zamba.publish.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zamba.publish.fixture.Console;
import zamba.publish.fixture.Run;

/** What the program finds where it is started: credentials, files of others, a locale. */
class StartTest {
  @TempDir Path folder;
  private Run run;
  private final Map<String, String> before = new TreeMap<>();

  @BeforeEach
  void prepare() {
    run = new Run(folder).model("slowfast");
  }

  @AfterEach
  void restore() {
    before.forEach(
        (name, value) -> {
          if (value.isEmpty()) {
            System.clearProperty(name);
          } else {
            System.setProperty(name, value);
          }
        });
  }

  private void system(String name, String value) {
    before.putIfAbsent(name, System.getProperty(name, ""));
    if (value == null) {
      System.clearProperty(name);
    } else {
      System.setProperty(name, value);
    }
  }

  private void noCredentials() {
    system("aws.accessKeyId", null);
    system("aws.secretAccessKey", null);
    system("aws.disableEc2Metadata", "true");
    system("aws.sharedCredentialsFile", folder.resolve("none").toString());
    system("aws.configFile", folder.resolve("config").toString());
  }

  private String refused() {
    try (Console console = new Console()) {
      assertThat(run.publish()).isEqualTo(2);
      assertThat(console.thrown()).isEmpty();
      assertThat(run.published()).isEmpty();
      return console.text();
    }
  }

  @Test
  void withoutCredentialsNothingIsAttemptedAndOneLineSaysWhatToDo() {
    run.model("european");
    noCredentials();

    String said = refused();

    assertThat(said)
        .contains("nothing was attempted", "no AWS credentials were found", "aws sso login")
        .hasSizeLessThan(500);
    assertThat(said.lines()).hasSize(2);
  }

  /** Their modules are there, which the SDK needs and would ask for. */
  @ParameterizedTest
  @CsvSource({
    "sso_session, 'sso_account_id = 1\nsso_role_name = r\n[sso-session x]\nsso_region = us-east-1\nsso_start_url = http://127.0.0.1:9/'",
    "login_session, region = us-east-1"
  })
  void aProfileWhoseLoginHasEndedIsNamed(String kind, String more) throws Exception {
    noCredentials();
    system("aws.profile", "mine");
    Files.writeString(
        folder.resolve("config"), "[profile mine]\n%s = x\n%s\n".formatted(kind, more));

    assertThat(refused())
        .contains("no AWS credentials were found (profile mine: ")
        .doesNotContain("class path", "classpath")
        .hasSizeLessThan(1_000);
  }

  @Test
  void digitsAreAsciiWhateverTheLocale() throws Exception {
    Locale all = Locale.getDefault();
    try (Console console = new Console()) {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      assertThat("%d".formatted(1)).as("this locale has digits of its own").isNotEqualTo("1");
      run.entry("weights.none.pt", "s3://" + run.source + "/none.pt");
      run.store.delete(run.source, run.key("slowfast", "slowfast.ckpt"));

      assertThat(run.publish()).isEqualTo(1);

      assertThat(console.text() + Files.readString(folder.resolve("report.json")))
          .contains("5 objects")
          .matches(text -> text.codePoints().noneMatch(it -> it > 127 && Character.isDigit(it)));
    } finally {
      Locale.setDefault(all);
    }
  }

  @Test
  void anApplicationPropertiesOfAnotherProgramIsLeftAloneAndSaid() throws Exception {
    Path other = Files.createDirectory(folder.resolve("other"));
    Files.writeString(other.resolve("application.properties"), "server.port = 8080\n");
    try (Console console = new Console()) {
      assertThat(run.publishIn(other)).isZero();
      assertThat(console.text()).contains("belongs to another program", "it is not used");
    }
    assertThat(run.published()).hasSize(3);
  }

  @Test
  void aFileThatBeginsWithAByteOrderMarkIsRead() throws Exception {
    Path file = Files.writeString(folder.resolve("bom.properties"), "\ufeffcopy.mode = servre\n");
    run.set("publish.properties", file.toString());

    assertThat(refused()).contains(file + ":1: copy.mode=servre is not one of");
  }

  @Test
  void aFileThatIsNotUtf8SaysFromWhichLineOn() throws Exception {
    Path file =
        Files.write(
            folder.resolve("latin.properties"),
            "# one\n# modèle\n".getBytes(StandardCharsets.ISO_8859_1));
    run.set("publish.properties", file.toString());

    assertThat(refused()).contains(file + " is not UTF-8, from line 2 on; save it as UTF-8");
  }

  @Test
  void oneBucketForTwoRegions() {
    run.set("region.asia.bucket", run.buckets.get("us"));

    assertThat(refused())
        .contains(
            "region.us.bucket and region.asia.bucket are one bucket, " + run.buckets.get("us"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|public.prefix is empty; name the prefix",
        "/models/|public.prefix=/models/ has a slash",
        "models//x|has a slash that would be a part of every key"
      })
  void aPublicPrefixThatNobodyWouldFind(String prefix, String message) {
    run.set("public.prefix", prefix);

    assertThat(refused()).contains(message);
  }

  @Test
  void aNameThatNobodyCanSeeAsItIs() {
    run.entry("weights.a\u202etp.pt", "s3://" + run.source + "/a.pt");

    assertThat(refused()).contains("'a\\u202etp.pt' is not a plain file name");
  }
}
