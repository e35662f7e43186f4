package zamba.publish;

import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import zamba.publish.config.InvalidConfigurationException;
import zamba.publish.report.Printable;
import zamba.publish.s3.RenewableCredentials;

/**
 * The credentials of AWS's default chain, asked for once before anything is attempted with them.
 */
final class StartCredentials {
  private static final String PROFILE = "AWS_PROFILE";

  private StartCredentials() {}

  /**
   * The chain's credentials.
   *
   * @param environment the environment variables
   * @throws InvalidConfigurationException if there are none, in one line
   */
  static AwsCredentialsProvider of(Map<String, String> environment) {
    RenewableCredentials credentials =
        new RenewableCredentials(() -> DefaultCredentialsProvider.builder().build());
    try {
      credentials.resolveCredentials();
      return credentials;
    } catch (SdkException e) {
      throw new InvalidConfigurationException(
          List.of(
              "no AWS credentials were found%s: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or log in (aws sso login) and name the profile in %s, or run where there is a role. To try things out without any: s3.endpoint=embedded"
                  .formatted(profile(environment), PROFILE)));
    }
  }

  /**
   * What is wrong with the profile, if one was named: the chain hides it behind what all the other
   * providers say.
   */
  private static String profile(Map<String, String> environment) {
    String named = System.getProperty("aws.profile", environment.get(PROFILE));
    if (named == null || named.isBlank()) {
      return "";
    }
    try (ProfileCredentialsProvider provider = ProfileCredentialsProvider.create(named)) {
      provider.resolveCredentials();
      return "";
    } catch (RuntimeException e) {
      return " (profile %s: %s)"
          .formatted(Printable.message(named), Printable.message(String.valueOf(e.getMessage())));
    }
  }
}
