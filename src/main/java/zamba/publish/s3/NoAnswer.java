package zamba.publish.s3;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import zamba.publish.report.Printable;

/** Why a server gave no answer, and what to do about it. */
final class NoAnswer {
  private static final String NO_CREDENTIALS =
      "Unable to load credentials from any of the providers";

  /** Of no interest to people, who read how it went in the end. */
  private static final Pattern ATTEMPTS = Pattern.compile(" \\(SDK Attempt Count: [0-9]+\\)");

  private NoAnswer() {}

  /** In words, if it is one of the reasons that people meet; else what the exception says. */
  static String because(Throwable cause) {
    List<Throwable> chain = new ArrayList<>();
    for (Throwable t = cause; t != null && !chain.contains(t); t = t.getCause()) {
      chain.add(t);
    }
    return chain.stream()
        .flatMap(it -> known(it).stream())
        .findFirst()
        .orElseGet(() -> said(cause, chain.get(chain.size() - 1)));
  }

  static boolean isTimeOut(Throwable cause) {
    return cause instanceof ApiCallAttemptTimeoutException
        || cause instanceof ApiCallTimeoutException
        || cause.getCause() instanceof SocketTimeoutException;
  }

  private static Optional<String> known(Throwable cause) {
    String said = said(cause);
    if (cause instanceof UnknownHostException) {
      return Optional.of(
          "the host is not known (%s); check how the endpoint is spelt, the network, and DNS"
              .formatted(said));
    }
    if (cause instanceof SSLException) {
      return Optional.of(
          "TLS failed (%s); check that the server speaks https, that its certificate is for this name, and that this JVM trusts it (-Djavax.net.ssl.trustStore)"
              .formatted(said));
    }
    if (cause instanceof ApiCallAttemptTimeoutException
        || cause instanceof ApiCallTimeoutException
        || cause instanceof SocketTimeoutException) {
      return Optional.of(
          "no answer in time (%s); the server hangs, or something on the way drops what is sent: check it and the network, and run again"
              .formatted(said));
    }
    if (cause instanceof ConnectException) {
      return Optional.of(
          "nothing answers there (%s); check that the server runs, and the endpoint's host and port"
              .formatted(said));
    }
    if (said.startsWith(NO_CREDENTIALS)) {
      return Optional.of(
          "there are no AWS credentials any more; renew them (aws sso login, for example), and run again");
    }
    return Optional.empty();
  }

  private static String said(Throwable cause, Throwable root) {
    String outer = said(cause);
    String inner = said(root);
    return root == cause || outer.contains(inner)
        ? outer
        : "%s (%s: %s)".formatted(outer, root.getClass().getSimpleName(), inner);
  }

  private static String said(Throwable cause) {
    return Printable.message(ATTEMPTS.matcher(String.valueOf(cause.getMessage())).replaceFirst(""));
  }
}
