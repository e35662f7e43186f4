package zamba.publish.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zamba.publish.content.PartSizes;

class PartTimesTest {
  private static final long MIB = 1L << 20;

  /**
   * Whatever the object's size: no part's first attempt is given up on, so nothing is sent twice.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 30, 100, 1 << 10, 10 << 10, 100 << 10, 1 << 20, 40 << 20})
  void aStreamOfOneMebibyteASecondIsAlwaysWaitedFor(long mebibytes) {
    PartTimes times = new PartTimes(CopySettings.Slowest.DEFAULT);
    for (int etag = 0; etag < 100; etag++) {
      for (PartSizes sizes :
          new PartSizes[] {
            PartSizes.forCopy(mebibytes * MIB, "etag" + etag),
            PartSizes.forStream(mebibytes * MIB, "etag" + etag)
          }) {
        Duration takes = Duration.ofMillis(sizes.length(1) * 1000 / MIB);
        assertThat(times.allowed(sizes.length(1), 1)).isGreaterThan(takes);
        times.took(sizes.length(1), takes);
      }
    }
  }

  @Test
  void eachAttemptHasTwiceTheTimeOfTheOneBefore() {
    PartTimes times = new PartTimes(CopySettings.Slowest.DEFAULT);

    assertThat(times.allowed(100 * MIB, 2)).isEqualTo(times.allowed(100 * MIB, 1).multipliedBy(2));
  }

  @Test
  void anAnswerIsGivenUpSoonerWhereOthersWereQuick() {
    PartTimes times = new PartTimes(CopySettings.Slowest.DEFAULT);
    Duration before = times.allowed(512 * MIB, 1);

    times.took(512 * MIB, Duration.ofSeconds(8));

    assertThat(times.allowed(512 * MIB, 1))
        .isLessThan(before)
        .isGreaterThan(Duration.ofSeconds(60 + 8));
  }
}
