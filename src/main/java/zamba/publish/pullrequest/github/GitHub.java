package zamba.publish.pullrequest.github;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import zamba.publish.report.Printable;

/** The pull requests of a repository on GitHub. */
public final class GitHub {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int CREATED = 201;
  private static final int UNPROCESSABLE = 422;

  private final Api api;
  private final Repository repository;

  private GitHub(Api api, Repository repository) {
    this.api = api;
    this.repository = repository;
  }

  /**
   * Looks for what is needed to ask.
   *
   * @param repository the one that pull requests are made in
   * @param named the API's address, if it was set by hand
   * @return empty if there is no token
   */
  public static Optional<GitHub> connect(Repository repository, Optional<URI> named, Token tokens) {
    Optional<URI> address = named.or(repository::api);
    return address.flatMap(
        uri ->
            tokens
                .forHost(repository.host(), named.isPresent())
                .map(token -> new GitHub(new Api(uri, token), repository)));
  }

  /**
   * The newest pull request of a branch: the open one, or else the last that was.
   *
   * @param owner whose branch it is
   * @throws GitHubException if GitHub does not say
   */
  public Optional<PullRequest> of(String owner, String branch) {
    String head = URLEncoder.encode(owner + ":" + branch, StandardCharsets.UTF_8);
    JsonNode list =
        api.get(
            "/repos/%s/pulls?state=all&sort=created&direction=desc&per_page=100&head=%s"
                .formatted(repository, head));
    List<PullRequest> all = new ArrayList<>();
    list.forEach(
        each -> {
          // Some servers do not know the filter.
          if (each.path("head").path("ref").asText(branch).equals(branch)) {
            all.add(pullRequest(each));
          }
        });
    return all.stream().filter(PullRequest::live).findFirst().or(() -> all.stream().findFirst());
  }

  /**
   * Opens one.
   *
   * @param base the branch it goes into
   * @param draft whether it is to be a draft, where the repository has drafts
   * @throws GitHubException if GitHub does not do it
   */
  public PullRequest open(
      String owner, String branch, String base, String title, String body, boolean draft) {
    ObjectNode request =
        JSON.createObjectNode()
            .put("title", title)
            .put("head", owner.equals(repository.owner()) ? branch : owner + ":" + branch)
            .put("base", base)
            .put("body", body)
            .put("draft", draft);
    String path = "/repos/%s/pulls".formatted(repository);
    Api.Answer answer =
        api.post(path, request, () -> of(owner, branch).filter(PullRequest::live).isPresent());
    if (answer.status() == CREATED) {
      return pullRequest(answer.body()).withBody(body);
    }
    if (answer.status() == UNPROCESSABLE && draft && saysDraft(answer)) {
      request.put("draft", false);
      answer =
          api.post(path, request, () -> of(owner, branch).filter(PullRequest::live).isPresent());
      if (answer.status() == CREATED) {
        return pullRequest(answer.body()).withBody(body);
      }
    }
    // Somebody else was quicker, or an answer to us got lost.
    Optional<PullRequest> there =
        answer.status() == UNPROCESSABLE || answer.unclear()
            ? of(owner, branch).filter(PullRequest::live)
            : Optional.empty();
    if (there.isPresent()) {
      return there.get();
    }
    throw api.refused("POST " + path, answer);
  }

  private static boolean saysDraft(Api.Answer answer) {
    return answer.body().toString().toLowerCase(java.util.Locale.ROOT).contains("draft");
  }

  /**
   * Gives one another text.
   *
   * @throws GitHubException if GitHub does not do it
   */
  public void edit(PullRequest pullRequest, String body) {
    api.patch(
        "/repos/%s/pulls/%d".formatted(repository, pullRequest.number()),
        JSON.createObjectNode().put("body", body));
  }

  private static PullRequest pullRequest(JsonNode node) {
    boolean merged = node.path("merged_at").isTextual() || node.path("merged").asBoolean();
    boolean open = node.path("state").asText("open").equals("open");
    PullRequest.State state =
        open
            ? node.path("draft").asBoolean() ? PullRequest.State.DRAFT : PullRequest.State.OPEN
            : merged ? PullRequest.State.MERGED : PullRequest.State.CLOSED;
    return new PullRequest(
        node.path("number").asInt(),
        Printable.message(node.path("html_url").asText()),
        state,
        node.path("body").asText(""));
  }
}
