package zamba.publish.config;

import java.net.URI;
import java.util.Optional;
import zamba.publish.config.properties.PropertyNames;
import zamba.publish.config.properties.SettingReader;
import zamba.publish.https.WebAddress;
import zamba.publish.s3.AwsAddress;
import zamba.publish.s3.Endpoint;

/** Reads where the buckets' servers are. */
final class EndpointReader {
  private static final String AWS = "aws";

  private final SettingReader settings;
  private final Optional<URI> embedded;
  private boolean aws;

  /**
   * @param embedded the embedded server's address, if it runs
   */
  EndpointReader(SettingReader settings, Optional<URI> embedded) {
    this.settings = settings;
    this.embedded = embedded;
  }

  /** Whether any endpoint read so far is AWS. */
  boolean isAws() {
    return aws;
  }

  /** Whether what is there was made by this program. */
  boolean isEmbedded(Endpoint endpoint) {
    return endpoint
        .override()
        .equals(embedded.or(() -> Optional.of(Configuration.NOT_YET_EMBEDDED)));
  }

  Endpoint endpoint(String property, String regionProperty) {
    String awsRegion = settings.value(regionProperty, "us-east-1");
    if (!awsRegion.matches("[a-z0-9-]+")) {
      settings.problem(
          regionProperty, "%s=%s is not an AWS region's name".formatted(regionProperty, awsRegion));
    }
    String endpoint =
        settings.value(property, settings.value("s3.endpoint", PropertyNames.EMBEDDED));
    Optional<URI> elsewhere = endpoint.equals(AWS) ? elsewhere() : Optional.empty();
    String pathStyle =
        settings.value(
            "s3.path-style", String.valueOf(!endpoint.equals(AWS) || elsewhere.isPresent()));
    settings.oneOf("s3.path-style", "true", "false");
    Optional<URI> override =
        switch (endpoint) {
          case AWS -> elsewhere;
          case PropertyNames.EMBEDDED ->
              embedded.or(() -> Optional.of(Configuration.NOT_YET_EMBEDDED));
          default -> url(property, endpoint);
        };
    return new Endpoint(awsRegion, override, Boolean.parseBoolean(pathStyle));
  }

  Optional<URI> elsewhere() {
    aws = true;
    try {
      return AwsAddress.configured();
    } catch (RuntimeException e) { // of the SDK, of a profile or an address that is none
      String problem =
          "AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL or the profile's endpoint_url: " + e.getMessage();
      settings.problem(problem);
      return Optional.empty();
    }
  }

  Optional<URI> url(String property, String text) {
    if (text.matches("https?://[^/?#@\\s]+/?")) {
      try {
        return Optional.of(URI.create(text));
      } catch (IllegalArgumentException e) {
        // said below
      }
    }
    // The shipped endpoints are all {{s3.endpoint}}; one mistake there is one problem.
    String placeholder = "{{s3.endpoint}}";
    String value = settings.values().get(property);
    boolean own = value != null && !value.equals(placeholder);
    String culprit = own ? property : "s3.endpoint";
    String problem =
        "%s=%s is neither 'embedded' nor 'aws' nor the address of a server, such as http://127.0.0.1:9000"
            .formatted(culprit, WebAddress.told(text));
    settings.problem(culprit, problem);
    return Optional.empty();
  }
}
