package zamba.publish.pullrequest.github;

import static com.github.tomakehurst.wiremock.client.WireMock.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** GitHub's REST API, played by WireMock. */
class GitHubTest {
  private static final String PULLS = "/repos/drivendataorg/zamba/pulls";
  private static final String TOKEN = "ghp_s3cr3t";
  private static WireMockServer server;

  @BeforeAll
  static void start() {
    server = new WireMockServer(WireMockConfiguration.options().dynamicPort());
    server.start();
  }

  @AfterAll
  static void stop() {
    server.stop();
  }

  @BeforeEach
  void reset() {
    server.resetAll();
  }

  private static GitHub gitHub() {
    return GitHub.connect(
            new Repository("github.com", "drivendataorg", "zamba"),
            Optional.of(URI.create(server.baseUrl())),
            new Token(Map.of("GITHUB_TOKEN", TOKEN), "no-gh"))
        .orElseThrow();
  }

  private static String pull(int number, String more) {
    return "{\"number\": %d, \"html_url\": \"https://github.com/drivendataorg/zamba/pull/%d\"%s}"
        .formatted(number, number, more);
  }

  private PullRequest open(boolean draft) {
    return gitHub().open("drivendataorg", "publish/x", "main", "Title", "Body", draft);
  }

  @Test
  void opensADraftWithTheTokenAndNothingElseKnowsIt() {
    server.stubFor(
        post(PULLS)
            .willReturn(jsonResponse(pull(7, ", \"state\": \"open\", \"draft\": true"), 201)));
    PullRequest opened = open(true);
    assertThat(opened.state()).isEqualTo(PullRequest.State.DRAFT);
    assertThat(opened.url()).endsWith("/pull/7");
    server.verify(
        postRequestedFor(urlEqualTo(PULLS))
            .withHeader("Authorization", equalTo("Bearer " + TOKEN))
            .withRequestBody(
                equalToJson(
                    "{\"title\":\"Title\",\"head\":\"publish/x\",\"base\":\"main\",\"body\":\"Body\",\"draft\":true}")));
  }

  @Test
  void opensItForReviewWhereTheRepositoryHasNoDrafts() {
    server.stubFor(
        post(PULLS)
            .withRequestBody(matchingJsonPath("$[?(@.draft == true)]"))
            .willReturn(
                jsonResponse(
                    "{\"message\": \"Draft pull requests are not supported in this repository.\"}",
                    422)));
    server.stubFor(
        post(PULLS)
            .withRequestBody(matchingJsonPath("$[?(@.draft == false)]"))
            .willReturn(jsonResponse(pull(8, ", \"draft\": false"), 201)));
    assertThat(open(true).state()).isEqualTo(PullRequest.State.OPEN);
  }

  @Test
  void asksAgainAfterAServersErrorAndOpensNoSecondOne() {
    server.stubFor(post(PULLS).willReturn(status(502)));
    server.stubFor(
        get(urlPathEqualTo(PULLS))
            .willReturn(okJson("[" + pull(9, ", \"state\": \"open\"") + "]")));
    // The first one was opened though its answer was lost.
    assertThat(open(false).number()).isEqualTo(9);
    server.verify(1, postRequestedFor(urlEqualTo(PULLS)));
  }

  @Test
  void waitsAsLongAsItIsToldTo() {
    server.stubFor(
        post(PULLS)
            .inScenario("limit")
            .whenScenarioStateIs(Scenario.STARTED)
            .willReturn(status(429).withHeader("Retry-After", "1"))
            .willSetStateTo("again"));
    server.stubFor(
        post(PULLS)
            .inScenario("limit")
            .whenScenarioStateIs("again")
            .willReturn(jsonResponse(pull(10, ""), 201)));
    assertThat(open(false).number()).isEqualTo(10);
  }

  @ParameterizedTest
  @CsvSource({"401,not accepted", "403,may not", "404,no such repository"})
  void saysWhatIsWrongAndNotWithWhichToken(int status, String said) {
    server.stubFor(post(PULLS).willReturn(status(status)));
    assertThatThrownBy(() -> open(true)).hasMessageContaining(said).hasMessageNotContaining(TOKEN);
  }

  @Test
  void tellsAnOpenOneFromClosedAndMergedOnes() {
    String closed = pull(1, ", \"state\": \"closed\", \"merged_at\": null");
    String merged = pull(2, ", \"state\": \"closed\", \"merged_at\": \"2026-01-01T00:00:00Z\"");
    String open = pull(3, ", \"state\": \"open\"");
    assertThat(found("[" + closed + "," + open + "]")).isEqualTo(PullRequest.State.OPEN);
    assertThat(found("[" + merged + "," + closed + "]")).isEqualTo(PullRequest.State.MERGED);
    assertThat(found("[" + closed + "]")).isEqualTo(PullRequest.State.CLOSED);
  }

  private static PullRequest.State found(String list) {
    server.resetAll();
    server.stubFor(
        get(urlPathEqualTo(PULLS))
            .withQueryParam("head", equalTo("drivendataorg:publish/x"))
            .withQueryParam("state", equalTo("all"))
            .willReturn(okJson(list)));
    return gitHub().of("drivendataorg", "publish/x").orElseThrow().state();
  }

  @Test
  void followsARenamedRepositoryAtTheSameServerOnly() {
    server.stubFor(
        get(urlPathEqualTo(PULLS))
            .willReturn(
                status(301).withHeader("Location", server.baseUrl() + "/repositories/1/pulls")));
    server.stubFor(
        get("/repositories/1/pulls")
            .willReturn(okJson("[" + pull(4, ", \"state\": \"open\"") + "]")));
    assertThat(gitHub().of("drivendataorg", "publish/x").orElseThrow().number()).isEqualTo(4);
    server.stubFor(
        get(urlPathEqualTo(PULLS))
            .willReturn(status(301).withHeader("Location", "http://localhost:1/elsewhere")));
    assertThatThrownBy(() -> gitHub().of("drivendataorg", "publish/x")).hasMessageContaining("301");
  }

  @ParameterizedTest
  @CsvSource({
    "https://github.com/drivendataorg/zamba.git, github.com, https://api.github.com",
    "https://me:token@github.com/drivendataorg/zamba, github.com, https://api.github.com",
    "git@github.com:drivendataorg/zamba.git, github.com, https://api.github.com",
    "ssh://git@github.com/drivendataorg/zamba.git, github.com, https://api.github.com",
    "ssh://git@ssh.github.com:443/drivendataorg/zamba.git, github.com, https://api.github.com",
    "https://git.example.org/drivendataorg/zamba, git.example.org, https://git.example.org/api/v3",
    "https://git.example.org:8443/drivendataorg/zamba/, git.example.org:8443, https://git.example.org:8443/api/v3",
    "git@git.example.org:drivendataorg/zamba, git.example.org, https://git.example.org/api/v3",
    "https://zoo.ghe.com/drivendataorg/zamba, zoo.ghe.com, https://api.zoo.ghe.com",
  })
  void readsEveryFormOfARemotesAddress(String url, String host, String api) {
    Repository repository = Repository.of(url).orElseThrow();
    assertThat(repository).hasToString("drivendataorg/zamba");
    assertThat(repository.host()).isEqualTo(host);
    assertThat(repository.api()).contains(URI.create(api));
  }

  @Test
  void aFolderHasNoApiOfItsOwn() {
    Repository repository = Repository.of("/srv/git/drivendataorg/zamba.git").orElseThrow();
    assertThat(repository).hasToString("drivendataorg/zamba");
    assertThat(repository.api()).isEmpty();
    assertThat(Repository.of("C:\\git\\drivendataorg\\zamba").orElseThrow().host()).isEmpty();
    assertThat(Repository.of("nonsense")).isEmpty();
  }

  @Test
  void sendsGitHubsTokenToNoOtherHostUnlessToldTo() {
    Token tokens = new Token(Map.of("GITHUB_TOKEN", "a"), "no-gh");
    assertThat(tokens.forHost("github.com", false)).contains("a");
    assertThat(tokens.forHost("gitlab.example.org", false)).isEmpty();
    assertThat(tokens.forHost("git.example.org", true)).contains("a");
    Map<String, String> actions =
        Map.of("GITHUB_TOKEN", "a", "GITHUB_SERVER_URL", "https://git.example.org");
    assertThat(new Token(actions, "no-gh").forHost("git.example.org", false)).contains("a");
    assertThat(
            new Token(Map.of("GH_ENTERPRISE_TOKEN", "e"), "no-gh")
                .forHost("git.example.org", false))
        .contains("e");
    assertThat(tokens).hasToString("Token");
  }

  @Test
  void asksGhWhereNoVariableHasAToken(@TempDir Path folder) throws Exception {
    Path gh = folder.resolve("gh");
    Files.writeString(
        gh, "#!/bin/sh\n[ \"$*\" = 'auth token --hostname github.com' ] && echo gho_1\n");
    gh.toFile().setExecutable(true);
    assertThat(new Token(Map.of(), gh.toString()).forHost("github.com", false)).contains("gho_1");
    assertThat(new Token(Map.of(), gh.toString()).forHost("git.example.org", false)).isEmpty();
  }

  @Test
  void aTokenThatIsNoneIsNotTold() {
    Token tokens = new Token(Map.of("GITHUB_TOKEN", "a\nb"), "no-gh");
    assertThat(tokens.forHost("github.com", false)).isEmpty();
  }
}
