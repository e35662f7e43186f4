package zamba.publish.pace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * On virtual time, against a store that admits so many requests a second and refuses the others.
 */
class SendRateTest {
  private static final long MILLI = 1_000_000;
  private static final int AT_ONCE = 64;
  private static final int PART_MILLIS = 550;

  /** As S3 counts: up to a second's worth may come at once. */
  private static final class Store {
    private final double perMilli;
    private final double most;
    private double tokens;
    private int refused;

    Store(int perSecond) {
      perMilli = perSecond / 1000.0;
      most = perSecond;
      tokens = most;
    }

    void tick() {
      tokens = Math.min(most, tokens + perMilli);
    }

    boolean admits() {
      if (tokens >= 1) {
        tokens--;
        return true;
      }
      refused++;
      return false;
    }
  }

  private record Answer(long at, long sentAt, boolean admitted) {}

  /** One publisher's requests into one region. */
  private static final class Publisher {
    private final SendRate rate = new SendRate();
    private final List<Answer> underWay = new ArrayList<>();
    private final int latency;
    private int left;

    Publisher(int requests, int latency) {
      this.left = requests;
      this.latency = latency;
    }

    boolean isDone() {
      return left == 0 && underWay.isEmpty();
    }

    void act(long milli, Store store) {
      long now = milli * MILLI;
      for (Answer answer : List.copyOf(underWay)) {
        if (answer.at <= milli) {
          underWay.remove(answer);
          if (!answer.admitted) {
            left++;
            rate.refused(answer.sentAt, now);
          }
        }
      }
      while (left > 0 && underWay.size() < AT_ONCE && rate.toWait(now) == 0) {
        left--;
        boolean admitted = store.admits();
        underWay.add(new Answer(milli + (admitted ? PART_MILLIS : latency), now, admitted));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, 5, 680, 20",
    "1, 5, 680, 220",
    "1, 20, 680, 90",
    "1, 50, 2000, 20",
    "1, 100, 4000, 220",
    "8, 5, 85, 20",
    "8, 40, 400, 90",
    "8, 200, 2000, 220",
    "16, 5, 40, 20"
  })
  void takesHardlyLongerThanTheStoresLimitAllows(
      int publishers, int perSecond, int requests, int latency) {
    Store store = new Store(perSecond);
    List<Publisher> all = new ArrayList<>();
    for (int i = 0; i < publishers; i++) {
      all.add(new Publisher(requests, latency + i));
    }
    long milli = 0;
    for (; !all.stream().allMatch(Publisher::isDone); milli++) {
      long now = milli;
      store.tick();
      all.forEach(publisher -> publisher.act(now, store));
    }

    double allowed = (publishers * requests - perSecond) / (double) perSecond * 1000;
    assertThat(milli / allowed).isLessThan(1.1);
    assertThat(store.refused).as("refused").isLessThan(6 * publishers * requests);
  }

  @Test
  void hasNoLimitUntilTheStoreRefuses() {
    SendRate rate = new SendRate();

    for (int i = 0; i < 10_000; i++) {
      assertThat(rate.toWait(0)).isZero();
    }
  }
}
