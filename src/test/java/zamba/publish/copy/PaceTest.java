package zamba.publish.copy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.s3.model.S3Exception;
import zamba.publish.content.Crc64Nvme;
import zamba.publish.pace.AimdLimiter;
import zamba.publish.s3.StoreException;
import zamba.publish.transfer.CopyListener;
import zamba.publish.transfer.CopyListener.Copy;
import zamba.publish.transfer.CopyListener.Way;
import zamba.publish.transfer.CopyListeners;
import zamba.publish.transfer.Transfers;

class PaceTest {
  private static final Copy COPY = new Copy("us", "name", 1, 1, Way.SERVER);

  @Test
  void fewerAreSentAtOnceWhereAnswersDoNotComeInTimeAndThatOnceForAllThatWereUnderWay()
      throws InterruptedException {
    AimdLimiter pace = new AimdLimiter(new Semaphore(100), 64);
    long first = pace.enter();
    long second = pace.enter();

    assertThat(pace.timedOut(first)).isTrue();
    assertThat(pace.timedOut(second)).isFalse();

    assertThat(pace.limit()).isEqualTo(32);
  }

  @Test
  void growsAgainByOneForAsManySuccessesAsItAllows() {
    AimdLimiter pace = new AimdLimiter(new Semaphore(100), 64);
    pace.timedOut(System.nanoTime());

    for (int i = 0; i < 33; i++) {
      pace.succeeded();
    }
    assertThat(pace.limit()).isEqualTo(33);
    for (int i = 0; i < 10_000; i++) {
      pace.succeeded();
    }
    assertThat(pace.limit()).isEqualTo(64);
  }

  /** A store that takes three parts at once and answers the others 503. */
  @Test
  void bringsEverythingToAStoreThatTakesLittleAtOnce() {
    AtomicInteger atOnce = new AtomicInteger();
    AtomicInteger slowDowns = new AtomicInteger();
    CopyListener listener =
        new CopyListener() {
          @Override
          public void slowedDown(String region, String pace) {
            slowDowns.incrementAndGet();
          }
        };
    try (Transfers transfers = new Transfers(100, listener)) {
      AimdLimiter pace = transfers.pace();
      List<CompletableFuture<Integer>> parts = new ArrayList<>();
      for (int part = 1; part <= 60; part++) {
        int number = part;
        parts.add(transfers.send(COPY, part, pace, attempt -> take(number, atOnce)));
      }

      assertThat(parts.stream().mapToInt(CompletableFuture::join).sum()).isEqualTo(60 * 61 / 2);
      assertThat(slowDowns).hasPositiveValue();
      assertThat(pace).asString().contains("a second");
    }
  }

  private static int take(int number, AtomicInteger atOnce) {
    try {
      if (atOnce.incrementAndGet() > 3) {
        throw StoreException.of(
            "UploadPartCopy",
            S3Exception.builder()
                .statusCode(503)
                .awsErrorDetails(AwsErrorDetails.builder().errorCode("SlowDown").build())
                .build());
      }
      Thread.sleep(5);
      return number;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      atOnce.decrementAndGet();
    }
  }

  @Test
  void holdsAllRegionsTogetherToTheOneLimit() {
    AtomicInteger atOnce = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    try (Transfers transfers = new Transfers(5, new CopyListeners())) {
      List<AimdLimiter> regions = List.of(transfers.pace(), transfers.pace(), transfers.pace());
      List<CompletableFuture<Boolean>> parts = new ArrayList<>();
      for (int part = 1; part <= 60; part++) {
        parts.add(
            transfers.send(
                COPY,
                part,
                regions.get(part % 3),
                attempt -> {
                  most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                  Crc64Nvme.of(new byte[100_000]);
                  return atOnce.decrementAndGet() >= 0;
                }));
      }
      assertThat(parts).allMatch(CompletableFuture::join);
    }
    assertThat(most.get()).isBetween(1, 5);
  }

  @Test
  void sendsNothingMoreOnceStopped() {
    Transfers transfers = new Transfers(5, new CopyListeners());
    transfers.close();

    CompletableFuture<Integer> part = transfers.send(COPY, 1, transfers.pace(), attempt -> 1);

    assertThat(part).isCompletedExceptionally();
  }
}
