package zamba.publish.config;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import zamba.publish.config.properties.SettingReader;
import zamba.publish.https.WebAddress;
import zamba.publish.pullrequest.PullRequestSettings;

/** Reads the properties of the pull request. */
record PullRequestReader(SettingReader settings) {
  private static final String MODE = "pull-request";
  private static final String API = "pull-request.api";
  private static final String ANONYMOUS = "gate.anonymous";

  /** No option of git's, and nothing that is no name. */
  private static final String REMOTE = "[A-Za-z0-9_][A-Za-z0-9._/-]*";

  /** Where a token may go without encryption. */
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  PullRequestSettings read() {
    String mode = settings.oneOf(MODE, "none", "branch", "draft", "open");
    String remote = settings.word("pull-request.remote", "origin", "a remote's name", REMOTE);
    String pushRemote =
        settings.word("pull-request.push-remote", remote, "a remote's name", REMOTE);
    Optional<URI> api = api();
    if (!mode.equals("none")) {
      expectARunInACheckout(mode);
    }
    return new PullRequestSettings(mode(mode), remote, pushRemote, api);
  }

  private static PullRequestSettings.Mode mode(String name) {
    for (PullRequestSettings.Mode mode : PullRequestSettings.Mode.values()) {
      if (mode.name().toLowerCase(Locale.ROOT).equals(name)) {
        return mode;
      }
    }
    return PullRequestSettings.Mode.NONE;
  }

  private void expectARunInACheckout(String mode) {
    String asked = MODE + "=" + mode;
    if (settings.value("zamba.checkout", "").isEmpty()) {
      settings.problem(
          MODE,
          asked + " needs zamba's checkout: set zamba.checkout (--zamba DIR) to the one it is for");
    }
    if (!settings.value("publish.trigger", "once").equals("once")) {
      settings.problem(
          MODE, asked + " is made of a single run; leave out publish.trigger, or set it to once");
    }
    if (settings.flag("publish.audit")) {
      settings.problem(MODE, asked + " is made of a run, and publish.audit=true makes none");
    }
    String anonymous = settings.value(ANONYMOUS, "stop");
    if (!anonymous.equals("stop")) {
      settings.problem(
          ANONYMOUS,
          "%s=%s and %s: zamba's tests download what the pull request names, so that it must be seen that anyone can; leave out %s"
              .formatted(ANONYMOUS, anonymous, asked, ANONYMOUS));
    }
  }

  private Optional<URI> api() {
    String value = settings.value(API, "");
    if (value.isEmpty()) {
      return Optional.empty();
    }
    try {
      URI uri = URI.create(value);
      boolean safe =
          "https".equals(uri.getScheme())
              || ("http".equals(uri.getScheme()) && LOOPBACK.contains(uri.getHost()));
      if (safe
          && uri.getHost() != null
          && uri.getRawUserInfo() == null
          && uri.getRawQuery() == null) {
        return Optional.of(uri);
      }
    } catch (IllegalArgumentException e) {
      // Said below, without what may be secret in it.
    }
    settings.problem(API, "%s=%s is not an https address".formatted(API, WebAddress.told(value)));
    return Optional.empty();
  }
}
