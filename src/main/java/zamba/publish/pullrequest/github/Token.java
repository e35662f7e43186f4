package zamba.publish.pullrequest.github;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where the token for GitHub comes from. It is looked up when it is needed and never kept, told or
 * handed to another program.
 *
 * @param environment the program's environment variables
 * @param gh what GitHub's command line is called
 */
public record Token(Map<String, String> environment, String gh) {
  private static final int SECONDS = 15;
  private static final Pattern FORM = Pattern.compile("[\\x21-\\x7e]{1,1000}");
  private static final List<String> VARIABLES = List.of("GITHUB_TOKEN", "GH_TOKEN");
  private static final List<String> OF_ENTERPRISE =
      List.of("GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN");

  /** A record's own would tell the environment. */
  @Override
  public String toString() {
    return "Token";
  }

  /**
   * The token for a host. What is GitHub's is not sent to another host unless somebody said that it
   * is meant for it: by {@code GH_HOST}, by {@code GITHUB_SERVER_URL} as GitHub Actions does, or by
   * {@code pull-request.api}.
   *
   * @param host such as {@code github.com}; empty if there is none to ask for
   * @param named whether the API's address was set by hand
   */
  Optional<String> forHost(String host, boolean named) {
    boolean itself = host.equals("github.com") || host.endsWith(".ghe.com");
    Stream<String> variables = itself || named || isMeant(host) ? VARIABLES.stream() : Stream.of();
    if (!itself) {
      variables = Stream.concat(OF_ENTERPRISE.stream(), variables);
    }
    return variables
        .map(environment::get)
        .filter(token -> token != null && !token.isBlank())
        .map(String::strip)
        .findFirst()
        .or(() -> host.isEmpty() ? Optional.empty() : ofGh(host))
        .filter(token -> FORM.matcher(token).matches());
  }

  private boolean isMeant(String host) {
    return host.equalsIgnoreCase(environment.get("GH_HOST"))
        || ("https://" + host).equalsIgnoreCase(environment.get("GITHUB_SERVER_URL"));
  }

  private Optional<String> ofGh(String host) {
    try {
      ProcessBuilder builder =
          new ProcessBuilder(gh, "auth", "token", "--hostname", host)
              .redirectError(ProcessBuilder.Redirect.DISCARD);
      builder.environment().put("GH_PROMPT_DISABLED", "1");
      Process process = builder.start();
      process.getOutputStream().close();
      try {
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
          return Optional.empty();
        }
        return Optional.of(new String(process.getInputStream().readAllBytes(), UTF_8).strip());
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      // There is no gh here.
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
