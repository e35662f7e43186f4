package zamba.publish.pullrequest;

import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.patch;
import static com.github.tomakehurst.wiremock.client.WireMock.patchRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.status;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.model.BucketCannedACL;
import zamba.publish.fixture.Console;
import zamba.publish.fixture.GitRepository;
import zamba.publish.fixture.Run;
import zamba.publish.fixture.Samples;
import zamba.publish.fixture.ZambaFolder;

/**
 * The whole way from one edited line to a pull request, with a bare remote on disk and GitHub
 * played by WireMock. After each run the work tree, the index and HEAD must be as they were.
 */
class PullRequestTest {
  private static final String PULLS = "/repos/drivendataorg/zamba/pulls";
  private static final String TOKEN = "ghp_s3cr3t";
  private static final String SLOWFAST = ZambaFolder.OFFICIAL + "/slowfast/";
  private static WireMockServer gitHub;

  @TempDir Path folder;
  private Run run;
  private ZambaFolder zamba;
  private GitRepository remote;
  private GitRepository checkout;

  @BeforeAll
  static void start() {
    gitHub = new WireMockServer(WireMockConfiguration.options().dynamicPort());
    gitHub.start();
  }

  @AfterAll
  static void stop() {
    gitHub.stop();
  }

  /** A remote that has slowfast's first version, and a new one in the private bucket. */
  @BeforeEach
  void prepare() {
    gitHub.resetAll();
    nothingOnGitHub();
    remote = GitRepository.bare(folder.resolve("github/drivendataorg/zamba.git"));
    checkout = GitRepository.clone(remote.folder().toString(), folder.resolve("zamba"));
    checkout.git("checkout", "-q", "-B", "main");
    run = new Run(folder).set("pull-request", "draft").set("pull-request.api", gitHub.baseUrl());
    zamba = new ZambaFolder(run, checkout.folder()).model("slowfast");
    for (String bucket : run.buckets.values()) {
      run.store.s3().putBucketAcl(it -> it.bucket(bucket).acl(BucketCannedACL.PUBLIC_READ));
    }
    zamba.write(SLOWFAST + "config.yaml", "public_checkpoint: slowfast_0000000000.ckpt\n");
    zamba.write(SLOWFAST + "val_metrics.json", metrics("0.5"));
    zamba.write("tests/test_old.py", "OLD = 'slowfast_0000000000.ckpt'\n");
    checkout.commit("As it was");
    checkout.git("push", "-q", "origin", "main");
    checkout.git("remote", "set-head", "origin", "main");
    set("slowfast", "slowfast-2");
  }

  private static String metrics(String f1) {
    return "[{\"val_macro_f1\": %s, \"species/val_f1/badger\": %s}]".formatted(f1, f1);
  }

  /** Trains a model anew and has it published from there. */
  private void set(String model, String place) {
    run.set("zamba.set." + model, run.trained(model, place));
    String prefix = Run.PREFIX + place + "/";
    run.store.put(run.source, prefix + "val_metrics.json", metrics("0.6"));
    run.store.put(
        run.source,
        prefix + "train_configuration.yaml",
        Samples.trainConfiguration(model).replace("fps: 8.0", "fps: 4.0 # " + place)
            + "place: "
            + place
            + "\n");
  }

  private static void nothingOnGitHub() {
    onGitHub("[]");
    gitHub.stubFor(
        post(PULLS).willReturn(jsonResponse(pull(1, "\"state\": \"open\", \"draft\": true"), 201)));
    gitHub.stubFor(patch(urlEqualTo(PULLS + "/1")).willReturn(okJson("{}")));
  }

  private static void onGitHub(String list) {
    gitHub.stubFor(get(urlPathEqualTo(PULLS)).willReturn(okJson(list)));
  }

  private static String pull(int number, String more) {
    return "{\"number\": %d, \"html_url\": \"https://github.com/drivendataorg/zamba/pull/%d\", %s}"
        .formatted(number, number, more);
  }

  /** What became of it; nothing of the checkout but the branch may have changed. */
  private JsonNode proposed(int status, Map<String, String> environment) {
    Map<String, String> before = untouched();
    try (Console console = new Console()) {
      assertThat(run.publish(environment)).as(console.text()).isEqualTo(status);
      assertThat(console.text()).doesNotContain(TOKEN);
      assertThat(console.thrown()).isEmpty();
    }
    assertThat(untouched()).isEqualTo(before);
    assertThat(run.report().toString()).doesNotContain(TOKEN);
    return run.report().path("pullRequest");
  }

  private Map<String, String> untouched() {
    Map<String, String> state = new TreeMap<>(checkout.state());
    state.remove("refs");
    return state;
  }

  private JsonNode proposed(int status) {
    return proposed(status, Map.of("GITHUB_TOKEN", TOKEN));
  }

  private String branch(JsonNode proposal) {
    String branch = proposal.path("branch").asText();
    assertThat(checkout.git("rev-parse", "refs/heads/" + branch))
        .isEqualTo(proposal.path("commit").asText());
    return branch;
  }

  @Test
  void makesADraftOfANewVersion() throws IOException {
    JsonNode proposal = proposed(0);
    assertThat(proposal.path("state").asText()).isEqualTo("draft");
    assertThat(proposal.path("url").asText())
        .isEqualTo("https://github.com/drivendataorg/zamba/pull/1");
    String branch = branch(proposal);
    String publicName = run.publication("slowfast").path("publicName").asText();
    assertThat(branch).isEqualTo("publish/" + publicName.replace(".ckpt", ""));
    assertThat(remote.git("rev-parse", branch)).isEqualTo(proposal.path("commit").asText());
    assertThat(checkout.git("diff", "--name-only", "main", branch).lines())
        .containsExactlyInAnyOrder(
            ZambaFolder.CONFIG,
            "tests/test_old.py",
            SLOWFAST + "config.yaml",
            SLOWFAST + "hparams.yaml",
            SLOWFAST + "predict_configuration.yaml",
            SLOWFAST + "train_configuration.yaml",
            SLOWFAST + "val_metrics.json");
    assertThat(checkout.stored(branch, ZambaFolder.CONFIG))
        .isEqualTo(zamba.read(ZambaFolder.CONFIG).replace("/slowfast/\"", "/slowfast-2/\""));
    assertThat(checkout.stored(branch, SLOWFAST + "config.yaml")).contains(publicName);
    assertThat(checkout.git("log", "-1", "--format=%s", branch))
        .isEqualTo("Release new version of slowfast");
    assertThat(checkout.git("log", "-1", "--format=%b", branch))
        .contains("slowfast_0000000000.ckpt → " + publicName, "macro F1: 0.500 → 0.600");
    gitHub.verify(
        1,
        postRequestedFor(urlEqualTo(PULLS))
            .withRequestBody(matchingJsonPath("$.base", equalTo("main")))
            .withRequestBody(matchingJsonPath("$.head", equalTo(branch)))
            .withRequestBody(
                matchingJsonPath("$.body", containing("| `val_macro_f1` | 0.500 | 0.600 |")))
            .withRequestBody(matchingJsonPath("$.body", containing(publicName))));
    assertThat(Files.readString(folder.resolve("report-pull-request.md"))).contains(publicName);
    assertThat(folder.resolve("report-slowfast-f1.png")).isRegularFile();

    // Again: the same, and nothing new.
    String body =
        new ObjectMapper()
            .writeValueAsString(Files.readString(folder.resolve("report-pull-request.md")));
    onGitHub("[" + pull(1, "\"state\": \"open\", \"draft\": true, \"body\": " + body) + "]");
    gitHub.resetRequests();
    JsonNode again = proposed(0);
    assertThat(again.path("commit")).isEqualTo(proposal.path("commit"));
    gitHub.verify(0, postRequestedFor(urlEqualTo(PULLS)));
    gitHub.verify(0, patchRequestedFor(urlEqualTo(PULLS + "/1")));

    // Theirs is on the branch, and the text edited: ours goes on top, and between our marks.
    GitRepository other = GitRepository.clone(remote.folder().toString(), folder.resolve("other"));
    other.git("checkout", "-q", branch);
    String theirs = other.write("tests/test_new.py", "NEW = 1\n").commit("By somebody else");
    other.git("push", "-q", "origin", branch);
    onGitHub(
        "["
            + pull(
                1,
                "\"state\": \"open\", \"body\": \"Mine <!-- zamba-model-publisher: begin -->old<!-- zamba-model-publisher: end -->\"")
            + "]");
    run.store.put(run.source, Run.PREFIX + "slowfast-2/val_metrics.json", metrics("0.7"));
    JsonNode top = proposed(0);
    assertThat(top.path("state").asText()).isEqualTo("open");
    assertThat(top.path("note").asText()).contains("others have committed");
    assertThat(remote.git("rev-parse", branch + "^")).isEqualTo(theirs);
    gitHub.verify(
        1,
        patchRequestedFor(urlEqualTo(PULLS + "/1"))
            .withRequestBody(matchingJsonPath("$.body", containing("Mine <!--")))
            .withRequestBody(matchingJsonPath("$.body", containing("0.700")))
            .withRequestBody(matchingJsonPath("$.title", absent())));

    // They change what we would: it stops, says so, and the buckets are right all the same.
    other.git("pull", "-q", "origin", branch);
    other.write(SLOWFAST + "val_metrics.json", "[]\n").commit("Theirs");
    other.git("push", "-q", "origin", branch);
    run.store.put(run.source, Run.PREFIX + "slowfast-2/val_metrics.json", metrics("0.8"));
    JsonNode stopped = proposed(1);
    assertThat(stopped.path("state").asText()).isEqualTo("failed");
    assertThat(stopped.path("note").asText()).contains(SLOWFAST + "val_metrics.json");
    assertThat(run.publication("slowfast").path("status").asText()).isNotEqualTo("failed");
  }

  @Test
  void makesOneOfTwoModelsOfWhichOneIsNew() {
    // Listed in the work tree only, as who trained it has it.
    zamba.member("lynx").member("wolf");
    set("wolf", "wolf-1");
    set("lynx", "lynx-1");
    JsonNode proposal = proposed(0);
    String branch = branch(proposal);
    assertThat(branch).matches("publish/lynx_[0-9a-f]{10}-and-2-more-[0-9a-f]{8}");
    assertThat(checkout.git("rev-list", "--count", "main.." + branch)).isEqualTo("1");
    assertThat(checkout.git("log", "-1", "--format=%s", branch))
        .isEqualTo("Release new version of slowfast, and new models lynx and wolf");
    assertThat(checkout.stored(branch, ZambaFolder.COMMON)).contains("wolf = \"wolf\"");
    assertThat(checkout.stored(branch, ZambaFolder.CONFIG)).contains("/wolf-1/", "/lynx-1/");
    gitHub.verify(1, postRequestedFor(urlEqualTo(PULLS)));
  }

  @Test
  void saysWhatItWouldContainInAPlan() {
    run.set("publish.dry-run", "true");
    Map<String, String> before = checkout.state();
    JsonNode proposal = proposed(3);
    assertThat(checkout.state()).isEqualTo(before);
    assertThat(proposal.path("state").asText()).isEqualTo("planned");
    assertThat(proposal.path("branch").asText()).startsWith("publish/slowfast_");
    assertThat(proposal.path("note").asText())
        .contains(
            "Release new version of slowfast",
            "to change: " + ZambaFolder.CONFIG,
            "to add: " + SLOWFAST + "hparams.yaml");
    assertThat(run.published()).isEmpty();
    assertThat(gitHub.getAllServeEvents()).isEmpty();
  }

  @Test
  void keepsTheCommitAndSaysHowToSendItWithoutAToken() {
    checkout.git("checkout", "-q", "--detach");
    JsonNode proposal = proposed(0, Map.of());
    String branch = branch(proposal);
    assertThat(proposal.path("state").asText()).isEqualTo("branch");
    assertThat(proposal.path("note").asText())
        .contains(
            "There is no token",
            "git -C %s push origin refs/heads/%s:refs/heads/%s"
                .formatted(checkout.folder(), branch, branch),
            "gh pr create --repo drivendataorg/zamba --base main --head "
                + branch
                + " --title 'Release new version of slowfast' --body-file "
                + folder.resolve("report-pull-request.md")
                + " --draft");
    assertThat(remote.git("for-each-ref", "refs/heads/publish")).isEmpty();
    assertThat(gitHub.getAllServeEvents()).isEmpty();
    // The line does it.
    run(
        proposal
            .path("note")
            .asText()
            .lines()
            .filter(it -> it.startsWith("git "))
            .findFirst()
            .orElseThrow());
    assertThat(remote.git("rev-parse", branch)).isEqualTo(proposal.path("commit").asText());
  }

  private static void run(String line) {
    try {
      assertThat(new ProcessBuilder("sh", "-c", line).start().waitFor()).isZero();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void keepsTheCommitWithoutANetwork() throws IOException {
    Files.move(remote.folder(), folder.resolve("gone"));
    JsonNode proposal = proposed(0);
    branch(proposal);
    assertThat(proposal.path("state").asText()).isEqualTo("branch");
    assertThat(proposal.path("note").asText()).contains("did not answer", "git -C", "gh pr create");
    assertThat(gitHub.getAllServeEvents()).isEmpty();
  }

  @Test
  void keepsTheCommitWhenGitHubFails() {
    gitHub.stubFor(post(PULLS).willReturn(status(403)));
    JsonNode proposal = proposed(0);
    assertThat(proposal.path("state").asText()).isEqualTo("branch");
    assertThat(proposal.path("note").asText())
        .contains("403", "gh pr create")
        .doesNotContain("git -C");
    assertThat(remote.git("rev-parse", branch(proposal))).isNotEmpty();
  }

  @Test
  void leavesAClosedOneAlone() {
    onGitHub("[" + pull(1, "\"state\": \"closed\"") + "]");
    JsonNode proposal = proposed(0);
    assertThat(proposal.path("state").asText()).isEqualTo("closed");
    assertThat(proposal.path("note").asText()).contains("was closed", "git -C");
    branch(proposal);
    assertThat(remote.git("for-each-ref", "refs/heads/publish")).isEmpty();
    gitHub.verify(0, postRequestedFor(urlEqualTo(PULLS)));
  }

  @Test
  void makesNoneUnlessEveryModelIsInEveryRegion() {
    zamba.member("lynx");
    set("lynx", "lynx-1");
    run.store.s3().deleteObject(it -> it.bucket(run.source).key(Run.PREFIX + "lynx-1/lynx.ckpt"));
    JsonNode proposal = proposed(1);
    assertThat(proposal.path("state").asText()).isEqualTo("failed");
    assertThat(proposal.path("note").asText()).contains("lynx failed");
    assertThat(checkout.git("for-each-ref", "refs/heads/publish")).isEmpty();
    assertThat(gitHub.getAllServeEvents()).isEmpty();
  }

  @Test
  void worksInAWorktreeOfAShallowCloneWithWindowsLineEnds() throws IOException {
    zamba.write(ZambaFolder.CONFIG, zamba.read(ZambaFolder.CONFIG).replace("\n", "\r\n"));
    checkout.commit("As Windows has it");
    checkout.git("push", "-q", "origin", "main");
    GitRepository shallow =
        GitRepository.clone("file://" + remote.folder(), folder.resolve("shallow"), "--depth=1");
    shallow.git("worktree", "add", "-q", "--detach", folder.resolve("tree").toString());
    checkout = GitRepository.at(folder.resolve("tree"));
    run.set("zamba.checkout", checkout.folder().toString());
    String branch = branch(proposed(0));
    assertThat(remote.git("rev-list", "--count", "main.." + branch)).isEqualTo("1");
    assertThat(checkout.stored(branch, ZambaFolder.CONFIG))
        .isEqualTo(zamba.read(ZambaFolder.CONFIG).replace("/slowfast/\"", "/slowfast-2/\""))
        .contains("\r\n");
  }

  @Test
  void publishesNothingWhereTheCheckoutIsReadOnly() {
    Path objects = checkout.folder().resolve(".git/objects");
    assumeTrue(objects.toFile().setWritable(false));
    assumeFalse(Files.isWritable(objects), "the superuser may write everywhere");
    refused("cannot be written to");
    assertThat(objects.toFile().setWritable(true)).isTrue();
  }

  @Test
  void publishesNothingWhereNoCommitCanBeMade() {
    run.set("pull-request.remote", "elsewhere");
    refused("pull-request.remote=elsewhere", "no such remote; it has: origin");
    run.set("pull-request.remote", "origin").set("gate.anonymous", "off");
    refused("gate.anonymous=off and pull-request=draft");
    run.properties.remove("gate.anonymous");
    run.set("publish.audit", "true");
    refused("publish.audit=true makes none");
    run.properties.remove("publish.audit");
    run.properties.remove("zamba.checkout");
    run.properties.remove("zamba.set.slowfast");
    run.model("slowfast");
    refused("pull-request=draft needs zamba's checkout");
  }

  private void refused(String... texts) {
    try (Console console = new Console()) {
      assertThat(run.publish()).isEqualTo(2);
      assertThat(console.text()).contains(texts);
    }
    assertThat(run.published()).isEmpty();
  }

  @Test
  void saysWhenThereIsNothingToRelease() {
    run.properties.remove("zamba.set.slowfast");
    run.set("pull-request", "branch");
    // The first version as it is published, merged into main by hand.
    JsonNode first = proposed(0);
    assertThat(first.path("note").asText()).contains("sends nothing");
    checkout.git("push", "-q", "origin", first.path("commit").asText() + ":refs/heads/main");
    JsonNode proposal = proposed(0);
    assertThat(proposal.path("state").asText()).isEqualTo("none");
    assertThat(proposal.has("branch") && !proposal.path("branch").isNull()).isFalse();
    assertThat(gitHub.getAllServeEvents()).isEmpty();
  }
}
