package zamba.publish.queue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Body;
import zamba.publish.source.Settling;

/**
 * What a bucket tells of itself: S3's own notifications ("Event message structure", Amazon S3 User
 * Guide; keys are URL-encoded, with + for a space), EventBridge's ("Amazon S3 events delivered
 * using EventBridge"; keys are as they are), and either of them in an envelope of SNS.
 */
public final class Notices {
  /** Stores tell times in whole seconds. */
  private static final Duration MARGIN = Duration.ofSeconds(1);

  private final Settling settling;

  /**
   * @param settling how long nothing of a source must have been written
   */
  public Notices(Settling settling) {
    this.settling = settling;
  }

  /**
   * Reads a message; what is told of anything but new objects is none.
   *
   * @throws HopelessException if it is no notification of a bucket's
   */
  public List<Notice> read(@Body String message) {
    JsonNode tree = StrictTree.object(message);
    boolean wrapped =
        tree.path("Type").asText().equals("Notification") && tree.path("Message").isTextual();
    return of(wrapped ? StrictTree.object(tree.path("Message").textValue()) : tree);
  }

  private static List<Notice> of(JsonNode tree) {
    if (tree.path("Records").isArray()) {
      List<Notice> notices = new ArrayList<>();
      tree.path("Records").forEach(record -> ofRecord(record).ifPresent(notices::add));
      return notices;
    }
    if (tree.path("Event").asText().equals("s3:TestEvent")) {
      return List.of();
    }
    if (tree.path("source").asText().equals("aws.s3") && tree.path("detail-type").isTextual()) {
      return tree.path("detail-type").asText().equals("Object Created")
          ? List.of(
              notice(
                  text(tree.path("detail").path("bucket"), "name"),
                  text(tree.path("detail").path("object"), "key"),
                  tree.path("time")))
          : List.of();
    }
    throw new HopelessException(
        "The message is no notification of S3, EventBridge or SNS: it has neither Records nor a detail of aws.s3");
  }

  private static Optional<Notice> ofRecord(JsonNode record) {
    String event = record.path("eventName").asText();
    if (!event.replaceFirst("^s3:", "").startsWith("ObjectCreated:")) {
      return Optional.empty();
    }
    String encoded = text(record.path("s3").path("object"), "key");
    try {
      return Optional.of(
          notice(
              text(record.path("s3").path("bucket"), "name"),
              URLDecoder.decode(encoded, StandardCharsets.UTF_8),
              record.path("eventTime")));
    } catch (IllegalArgumentException e) {
      throw new HopelessException(
          "The notification's key is not URL-encoded: '%s'".formatted(StrictTree.shown(encoded)));
    }
  }

  /**
   * Without a time that can be read (moto tells none of a zone), its age is seen in the listing.
   */
  private static Notice notice(String bucket, String key, JsonNode time) {
    try {
      return new Notice(bucket, key, Instant.parse(time.asText()));
    } catch (DateTimeException e) {
      return new Notice(bucket, key, Instant.EPOCH);
    }
  }

  private static String text(JsonNode tree, String field) {
    if (!tree.path(field).isTextual() || tree.path(field).textValue().isEmpty()) {
      throw new HopelessException("The notification has no text \"%s\"".formatted(field));
    }
    return tree.path(field).textValue();
  }

  /**
   * Passes once nothing can be too young any more of what was written then.
   *
   * @throws TooEarlyException until then
   */
  public void expectSettled(@Body List<Notice> notices) {
    if (!settling.matters()) {
      return;
    }
    Instant last = notices.stream().map(Notice::at).max(Instant::compareTo).orElse(Instant.EPOCH);
    Duration left = Duration.between(Instant.now(), last.plus(settling.settle()).plus(MARGIN));
    // A clock that is ahead must not hold a message back for long.
    Duration most = settling.settle().plus(MARGIN);
    if (!left.isNegative() && !left.isZero()) {
      throw new TooEarlyException(left.compareTo(most) > 0 ? most : left.plus(MARGIN));
    }
  }
}
