package zamba.publish.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

class PartSizesTest {
  private static final long MIB = 1L << 20;
  private static final long GIB = 1L << 30;
  private static final long TIB = 1L << 40;
  private static final long LARGEST = 10_000 * 5 * GIB;

  private static final List<Long> SIZES =
      List.of(1L, 5 * MIB, 32 * MIB, 37 * MIB, 20 * GIB, 5 * TIB, 48 * TIB, LARGEST);

  /** Amazon S3 User Guide, "Multipart upload limits". */
  @Test
  void keepsToTheLimitsOfS3ForEverySize() {
    for (BiFunction<Long, String, PartSizes> kind : kinds()) {
      for (long size : SIZES) {
        for (int i = 0; i < 100; i++) {
          PartSizes sizes = kind.apply(size, "etag" + i);
          assertThat(sizes.count()).isBetween(1, 10_000);
          assertThat(sizes.part()).isBetween(5 * MIB, 5 * GIB);
          assertThat(sizes.first(1)).isZero();
          assertThat(sizes.last(sizes.count())).isEqualTo(size - 1);
          assertThat(sizes.length(sizes.count())).isPositive();
        }
      }
    }
  }

  @Test
  void coversEveryByteOnce() {
    PartSizes sizes = PartSizes.forCopy(20 * GIB + 3, "etag");
    for (int number = 2; number <= sizes.count(); number++) {
      assertThat(sizes.first(number)).isEqualTo(sizes.last(number - 1) + 1);
    }
    assertThat(sizes.range(1)).isEqualTo("bytes=0-" + (sizes.part() - 1));
  }

  @Test
  void cutsACopyIntoFewPartsThatGoAllAtOnce() {
    assertThat(PartSizes.forCopy(32 * MIB, "etag").count()).isEqualTo(1);
    assertThat(PartSizes.forCopy(GIB, "etag").count()).isBetween(28, 32);
    assertThat(PartSizes.forCopy(20 * GIB, "etag").count()).isBetween(56, 64);
  }

  @Test
  void refusesWhatNoMultipartUploadCanHold() {
    for (BiFunction<Long, String, PartSizes> kind : kinds()) {
      assertThatThrownBy(() -> kind.apply(LARGEST + 1, "etag"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("10,000 parts");
    }
  }

  /** Else an upload left by a copy of another object could be continued. */
  @Test
  void differsForDifferentObjectsOfOneSize() {
    Set<Long> parts = new HashSet<>();
    List<Long> all = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      long part = PartSizes.forCopy(GIB, "%032x".formatted(i)).part();
      parts.add(part);
      all.add(part);
    }
    assertThat(parts).hasSizeGreaterThan(990);
    assertThat(PartSizes.forCopy(GIB, "%032x".formatted(1)).part()).isEqualTo(all.get(1));
  }

  private static List<BiFunction<Long, String, PartSizes>> kinds() {
    return List.of(PartSizes::forCopy, PartSizes::forStream);
  }
}
