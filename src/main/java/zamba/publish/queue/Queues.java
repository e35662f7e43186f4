package zamba.publish.queue;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import zamba.publish.report.Printable;

/** Requests to the queues, but for receiving, which the routes do. */
public final class Queues implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Queues.class);

  /** Amazon SQS, SendMessageBatch. */
  static final int BATCH = 10;

  /** 12 hours, ChangeMessageVisibility. */
  private static final long LONGEST_HIDDEN = 43_200;

  private static final int ATTEMPTS = 5;
  private static final long PAUSE_MILLIS = 500;

  private final SqsClient client;
  private final URI work;
  private final Optional<URI> dead;

  /**
   * @param client sends
   * @param work the FIFO queue of orders
   * @param dead the queue of what no repetition would help
   */
  public Queues(SqsClient client, URI work, Optional<URI> dead) {
    this.client = client;
    this.work = work;
    this.dead = dead;
  }

  /** Whether there is a queue for what no repetition would help. */
  public boolean hasDead() {
    return dead.isPresent();
  }

  /**
   * Puts a message away.
   *
   * @param message as it was received
   * @param id its id
   * @param why what is wrong with it
   */
  void bury(String message, String id, String why) {
    SendMessageRequest.Builder request =
        SendMessageRequest.builder()
            .queueUrl(dead.orElseThrow().toString())
            .messageBody(message)
            .messageAttributes(
                Map.of(
                    "Reason",
                    MessageAttributeValue.builder()
                        .dataType("String")
                        .stringValue(Printable.of(why).strip())
                        .build()));
    if (dead.get().getPath().endsWith(".fifo")) {
      request.messageGroupId("dead").messageDeduplicationId(id);
    }
    client.sendMessage(request.build());
  }

  /** Makes a message visible to others after a time. */
  void show(URI queue, String receipt, Duration after) {
    client.changeMessageVisibility(
        it ->
            it.queueUrl(queue.toString())
                .receiptHandle(receipt)
                .visibilityTimeout((int) Math.min(after.toSeconds(), LONGEST_HIDDEN)));
  }

  /**
   * Sends messages, ten in a request; those of a batch that SQS did not take are sent again, and
   * the others are not.
   *
   * @throws UnfinishedException if some were not taken after all
   */
  void send(List<Sent> messages) {
    List<Sent> left = messages;
    for (int attempt = 1; !left.isEmpty(); attempt++) {
      List<Sent> refused = new ArrayList<>();
      String why = "";
      for (int from = 0; from < left.size(); from += BATCH) {
        List<Sent> batch = left.subList(from, Math.min(from + BATCH, left.size()));
        List<BatchResultErrorEntry> failed = sendBatch(batch);
        failed.forEach(it -> refused.add(batch.get(Integer.parseInt(it.id()))));
        why = failed.isEmpty() ? why : failed.get(0).code() + " " + failed.get(0).message();
      }
      if (!refused.isEmpty() && attempt == ATTEMPTS) {
        throw new UnfinishedException(
            "SQS did not take %d of %d messages in %d attempts: %s"
                .formatted(refused.size(), messages.size(), ATTEMPTS, Printable.of(why)));
      }
      if (!refused.isEmpty()) {
        LOG.warn("{} messages were not taken ({}) and are sent again", refused.size(), why);
        pause(attempt * PAUSE_MILLIS);
      }
      left = refused;
    }
  }

  private List<BatchResultErrorEntry> sendBatch(List<Sent> batch) {
    List<SendMessageBatchRequestEntry> entries =
        IntStream.range(0, batch.size())
            .mapToObj(
                i ->
                    SendMessageBatchRequestEntry.builder()
                        .id(String.valueOf(i))
                        .messageBody(batch.get(i).body())
                        .messageGroupId(batch.get(i).group())
                        .messageDeduplicationId(batch.get(i).deduplication())
                        .build())
            .toList();
    return client.sendMessageBatch(it -> it.queueUrl(work.toString()).entries(entries)).failed();
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnfinishedException("Interrupted while messages were being sent");
    }
  }

  /**
   * About how many messages are in a queue, by their state: {@code visible}, {@code in-flight}
   * (with a worker) and {@code delayed}.
   *
   * @throws UnfinishedException if the queue does not tell
   */
  public Map<String, Long> count(URI queue) {
    try {
      Map<QueueAttributeName, String> told =
          client
              .getQueueAttributes(
                  it ->
                      it.queueUrl(queue.toString())
                          .attributeNames(
                              QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                              QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE,
                              QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED))
              .attributes();
      return Map.of(
          "visible", number(told, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES),
          "in-flight", number(told, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE),
          "delayed", number(told, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED));
    } catch (SdkException e) {
      throw new UnfinishedException(
          "%s does not answer: %s".formatted(queue, Printable.of(String.valueOf(e.getMessage()))));
    }
  }

  private static long number(Map<QueueAttributeName, String> told, QueueAttributeName name) {
    return Long.parseLong(told.getOrDefault(name, "0"));
  }

  /** How many orders nobody has in hand yet, about. */
  long waiting() {
    return count(work).values().stream().mapToLong(it -> it).sum();
  }

  @Override
  public void close() {
    client.close();
  }

  /**
   * An order on its way.
   *
   * @param body the message
   * @param group its message group: one at a time of each is in hand
   * @param deduplication a second message that has the same within five minutes is not delivered
   */
  record Sent(String body, String group, String deduplication) {}
}
