package zamba.publish.pullrequest.github;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A repository on GitHub.
 *
 * @param host such as {@code github.com}; empty if its remote is a folder
 * @param owner such as {@code drivendataorg}
 * @param name such as {@code zamba}
 */
public record Repository(String host, String owner, String name) {
  private static final Pattern WITH_SCHEME =
      Pattern.compile("(?i)(https?|ssh|git)://(?:[^/]*@)?([^/:@]+)(:\\d+)?/(.+)");
  private static final Pattern FOLDER = Pattern.compile("(?:file://)?(/.+|[A-Za-z]:[\\\\/].+)");

  /** {@code git@github.com:owner/name}, as scp writes it. */
  private static final Pattern LIKE_SCP = Pattern.compile("(?:[^/@:]+@)?([^/:@]+):(?!/)(.+)");

  private static final Pattern OWNER_AND_NAME =
      Pattern.compile("(?:.*/)?([A-Za-z0-9._-]+)/([A-Za-z0-9._-]+?)(?:\\.git)?/?");

  /**
   * Reads a remote's address.
   *
   * @param url as git has it, with credentials in it perhaps
   * @return empty if it is none
   */
  public static Optional<Repository> of(String url) {
    Matcher folder = FOLDER.matcher(url);
    if (folder.matches()) {
      return named("", folder.group(1).replace('\\', '/'));
    }
    Matcher schemed = WITH_SCHEME.matcher(url);
    if (schemed.matches()) {
      boolean web = schemed.group(1).toLowerCase(Locale.ROOT).startsWith("http");
      String port = web && schemed.group(3) != null ? schemed.group(3) : "";
      return named(host(schemed.group(2)) + port, schemed.group(4));
    }
    Matcher scp = LIKE_SCP.matcher(url);
    return scp.matches() ? named(host(scp.group(1)), scp.group(2)) : Optional.empty();
  }

  private static Optional<Repository> named(String host, String path) {
    Matcher matcher = OWNER_AND_NAME.matcher(path);
    return matcher.matches()
        ? Optional.of(new Repository(host, matcher.group(1), matcher.group(2)))
        : Optional.empty();
  }

  /** GitHub answers ssh at another name where its usual port is closed. */
  private static String host(String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    return lower.equals("ssh.github.com") || lower.equals("www.github.com") ? "github.com" : lower;
  }

  /**
   * Where its API is: GitHub's, one with data residency, or an Enterprise server's (GitHub Docs,
   * "Getting started with the REST API").
   *
   * @return empty if its remote names no host
   */
  Optional<URI> api() {
    if (host.isEmpty()) {
      return Optional.empty();
    }
    if (host.equals("github.com") || host.endsWith(".ghe.com")) {
      return Optional.of(URI.create("https://api." + host));
    }
    return Optional.of(URI.create("https://" + host + "/api/v3"));
  }

  /** As gh takes it: {@code owner/name}, after another host than GitHub's own. */
  public String forGh() {
    return (host.isEmpty() || host.equals("github.com") ? "" : host + "/") + this;
  }

  /** {@code owner/name}. */
  @Override
  public String toString() {
    return owner + "/" + name;
  }
}
