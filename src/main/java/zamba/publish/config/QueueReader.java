package zamba.publish.config;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import zamba.publish.config.properties.SettingReader;
import zamba.publish.https.WebAddress;
import zamba.publish.s3.S3Location;

/**
 * Reads the properties of queues. A queue's address is given to the SDK and to Camel, and so has
 * nothing in it but these characters; and it is where queue.endpoint says, or at AWS: messages go
 * nowhere else.
 */
final class QueueReader {
  private static final Pattern URL =
      Pattern.compile("(https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?)/[A-Za-z0-9_/-]+(\\.fifo)?");

  /** Amazon SQS endpoints and quotas, AWS General Reference. */
  private static final Pattern AWS_HOST =
      Pattern.compile("https://sqs(?:-fips)?\\.([a-z0-9-]+)\\.amazonaws\\.com(?:\\.cn)?");

  private static final Pattern RUNS = Pattern.compile("s3://[a-z0-9.-]{3,63}/[A-Za-z0-9_./-]*");

  /** It is prolonged each second at most. */
  private static final Duration SHORTEST = Duration.ofSeconds(2);

  /** What SQS allows. */
  private static final Duration LONGEST = Duration.ofHours(12);

  private final SettingReader settings;
  private final Optional<String> endpoint;
  private final String awsRegion;
  private Optional<String> told = Optional.empty();

  /**
   * @param awsRegion what requests are signed for where an address does not tell
   */
  QueueReader(SettingReader settings, String awsRegion) {
    this.settings = settings;
    this.awsRegion = awsRegion;
    this.endpoint =
        settings
            .formed(
                "queue.endpoint",
                "https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?/?",
                "the address of a server, such as http://127.0.0.1:9324")
            .map(it -> it.replaceFirst("/$", ""));
  }

  QueueSettings read() {
    Optional<URI> work = url("queue.url");
    if (work.isPresent() && !work.get().getPath().endsWith(".fifo")) {
      settings.problem(
          "queue.url",
          "queue.url=%s is no FIFO queue, whose name ends in .fifo: another could have one entry published twice at once"
              .formatted(work.get()));
    }
    return new QueueSettings(
        work,
        url("queue.events-url"),
        url("queue.dead-url"),
        endpoint.filter(it -> it.matches("https?://[^/]+")).map(URI::create),
        told.orElse(awsRegion),
        visibility(),
        atOnce(),
        runs(),
        settings.duration("runs.deadline", "1h"));
  }

  private Optional<URI> url(String property) {
    String text = settings.value(property, "");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Matcher matcher = URL.matcher(text);
    if (!matcher.matches()) {
      settings.problem(
          property,
          "%s=%s is not a queue's address, such as https://sqs.us-east-1.amazonaws.com/111122223333/zamba.fifo"
              .formatted(property, WebAddress.told(text)));
      return Optional.empty();
    }
    Matcher aws = AWS_HOST.matcher(matcher.group(1));
    if (aws.matches()) {
      if (told.isPresent() && !told.get().equals(aws.group(1))) {
        settings.problem(
            property, "%s=%s: all queues must be in one AWS region".formatted(property, text));
      }
      told = Optional.of(aws.group(1));
    }
    boolean there =
        endpoint.map(it -> it.equalsIgnoreCase(matcher.group(1))).orElseGet(aws::matches);
    if (!there) {
      settings.problem(
          property,
          "%s=%s is not at %s; set queue.endpoint if the queues are on another server"
              .formatted(
                  property, text, endpoint.orElse("AWS, https://sqs.<region>.amazonaws.com")));
    }
    return Optional.of(URI.create(text));
  }

  private Duration visibility() {
    Duration visibility = settings.duration("queue.visibility", "60s");
    if (visibility.compareTo(SHORTEST) < 0 || visibility.compareTo(LONGEST) > 0) {
      settings.problem(
          "queue.visibility",
          "queue.visibility=%s is not from 2s to 12h"
              .formatted(settings.value("queue.visibility", "")));
    }
    return visibility;
  }

  private int atOnce() {
    String atOnce = settings.value("queue.at-once", "4");
    if (atOnce.matches("[1-9][0-9]{0,2}")) {
      return Integer.parseInt(atOnce);
    }
    settings.problem(
        "queue.at-once", "queue.at-once=%s is not a number from 1 to 999".formatted(atOnce));
    return 1;
  }

  private Optional<S3Location> runs() {
    String text = settings.value("runs.location", "");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (!RUNS.matcher(text).matches() || !text.endsWith("/")) {
      settings.problem(
          "runs.location",
          "runs.location=%s is not of the form s3://bucket/prefix/"
              .formatted(WebAddress.told(text)));
      return Optional.empty();
    }
    return Optional.of(S3Location.parse(text));
  }
}
