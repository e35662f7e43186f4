package zamba.publish.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import zamba.publish.fixture.Console;
import zamba.publish.fixture.FaultProxy;
import zamba.publish.fixture.QueueServer;
import zamba.publish.fixture.Run;

/** The dispatcher: a message for each entry each period. */
class DispatchTest {
  @TempDir Path folder;
  private final QueueServer queues = QueueServer.shared();
  private Run run;
  private String work;

  @BeforeEach
  void prepare() {
    work = queues.fifo("work");
    run =
        new Run(folder)
            .set("publish.trigger", "dispatch")
            .set("publish.every", "1s")
            .set("queue.endpoint", queues.endpoint().toString())
            .set("queue.url", work);
  }

  @Test
  void sendsAMessageForEachEntryAndNoMoreWhileTheyAreInTheQueue() throws Exception {
    IntStream.range(0, 23)
        .forEach(i -> run.entry("weights.w" + i + ".pt", "s3://" + run.source + "/w" + i + ".pt"));
    try (Console log = new Console();
        Run.ByHand dispatcher = run.started()) {
      QueueServer.await(
          "it waits", () -> log.text().contains("Nothing is sent: about 23 messages"));
      assertThat(dispatcher).isNotNull();
      assertThat(queues.size(work)).isEqualTo(23);
      List<Message> first = queues.drain(work);
      assertThat(first)
          .extracting(Message::body)
          .allMatch(
              it -> it.matches("\\{\"publish\":\"w[0-9]+\\.pt\",\"run\":\"[0-9TZ]+-[0-9a-f]{8}\"}"))
          .doesNotHaveDuplicates()
          .hasSize(23);
      QueueServer.await("the next period", () -> queues.size(work) == 23);
      assertThat(queues.drain(work))
          .extracting(Message::body)
          .noneMatch(it -> first.get(0).body().equals(it));
    }
    assertThat(run.published()).isEmpty();
  }

  @Test
  void sendsAgainWhatWasNotTakenOfABatchAndNothingElse() throws Exception {
    AtomicInteger batches = new AtomicInteger();
    String refused =
        """
        {"Successful": [{"Id": "0", "MessageId": "m", "MD5OfMessageBody": "x", "SequenceNumber": "1"}],
         "Failed": [{"Id": "1", "SenderFault": false, "Code": "InternalError", "Message": "later"}]}
        """;
    try (FaultProxy proxy =
            FaultProxy.byHead(
                queues.endpoint(),
                head ->
                    head.contains("SendMessageBatch") && batches.incrementAndGet() == 1
                        ? FaultProxy.answer("200 OK", "application/x-amz-json-1.0", refused)
                        : null);
        Queues sending = new Queues(client(proxy.endpoint()), URI.create(work), Optional.empty())) {
      sending.send(List.of(new Queues.Sent("a", "g", "1"), new Queues.Sent("b", "g", "2")));
    }
    assertThat(batches).hasValue(2);
    assertThat(queues.drain(work)).extracting(Message::body).containsExactly("b");
  }

  private static SqsClient client(URI endpoint) {
    return SqsClient.builder()
        .endpointOverride(endpoint)
        .region(Region.US_EAST_1)
        .checksumValidationEnabled(false)
        .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("x", "y")))
        .build();
  }
}
