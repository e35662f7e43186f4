package zamba.publish.s3;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** What to do about an error that a store answered with, as the end of a message. */
final class Advice {
  /** S3 refuses what was signed longer ago, or later, than that. */
  private static final Duration MOST_SKEW = Duration.ofMinutes(15);

  private Advice() {}

  /**
   * What to do; empty if nothing more can be said.
   *
   * @param tried the operation and its target
   * @param code the store's error code, or empty: an answer to HEAD has none
   */
  static String on(String tried, AwsServiceException answer, String code) {
    String byCode =
        switch (code) {
          case "NoSuchBucket" ->
              ": the bucket does not exist at this endpoint; check its name and the endpoint";
          case "ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired" ->
              ": the credentials have expired; renew them (aws sso login, for example) and run again";
          case "RequestTimeTooSkewed", "RequestExpired" ->
              ": this machine's clock and the store's differ by more than 15 minutes; set the clock (NTP) and run again";
          case "InvalidObjectState" ->
              ": the object is in an archive and cannot be read or copied from there; restore it (aws s3api restore-object) and run again";
          case "InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidToken" ->
              ": the store does not know these credentials; check the access key, the secret and the profile, and that they are for this endpoint";
          default -> "";
        };
    if (!byCode.isEmpty()) {
      return byCode;
    }
    return byStatus(tried, answer, code);
  }

  private static String byStatus(String tried, AwsServiceException answer, String code) {
    boolean head = tried.startsWith("HeadObject");
    return switch (answer.statusCode()) {
      case 301, 307 -> ": the bucket is in another AWS region; correct the aws-region property";
      case 400 ->
          head
              ? ": the answer to a HEAD gives no reason; mostly the credentials have expired or the aws-region property is wrong"
              : "";
      case 401, 403 ->
          isOfVpcEndpoint(tried, answer)
              ? ": from this network S3 is reached by a VPC endpoint, which copies nothing from another AWS region; run elsewhere, reach S3 by a NAT gateway, or set copy.mode=stream"
              : skewed(answer)
                  ? ": this machine's clock and the store's differ by more than 15 minutes; set the clock (NTP) and run again"
                  : ": these credentials may not do this; check them and the bucket's policy"
                      + " (docs/permissions.md has the actions needed)";
      case 404 ->
          head || code.equals("NoSuchKey")
              ? ": there is no such object, or no such bucket; check the location"
              : code.isEmpty() || code.equals("404")
                  ? ": this is not how S3 says no; check that the endpoint is an S3 server's"
                  : "";
      case 405 -> ": the server does not allow this; check that the endpoint is an S3 server's";
      case 429, 500, 502, 503, 504 -> ": the store is in trouble; run again later";
      default -> "";
    };
  }

  /** As S3 answers a copy across AWS regions that comes to it through a gateway endpoint. */
  private static boolean isOfVpcEndpoint(String tried, AwsServiceException answer) {
    return tried.startsWith("UploadPartCopy")
        && String.valueOf(answer.getMessage()).contains("VPC endpoint");
  }

  private static boolean skewed(AwsServiceException answer) {
    if (answer.awsErrorDetails() == null || answer.awsErrorDetails().sdkHttpResponse() == null) {
      return false;
    }
    try {
      return answer
          .awsErrorDetails()
          .sdkHttpResponse()
          .firstMatchingHeader("Date")
          .map(date -> ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant())
          .map(date -> Duration.between(date, Instant.now()).abs())
          .filter(difference -> difference.compareTo(MOST_SKEW) > 0)
          .isPresent();
    } catch (DateTimeException e) {
      return false;
    }
  }
}
