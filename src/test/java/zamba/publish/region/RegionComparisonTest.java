package zamba.publish.region;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import zamba.publish.content.ObjectFacts;
import zamba.publish.content.SourceMetadata;
import zamba.publish.publication.Replica;
import zamba.publish.s3.Endpoint;
import zamba.publish.s3.Region;
import zamba.publish.s3.S3Location;
import zamba.publish.source.Replication;

/** What regions' objects prove of each other, where the source alone does not tell. */
class RegionComparisonTest {
  private static final String SOURCE_ETAG = "0123456789abcdef0123456789abcdef-3";
  private static final String COPY = "fedcba9876543210fedcba9876543210-2";
  private static final String FORGED = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-2";
  private static final SourceMetadata RECORD =
      new SourceMetadata(SOURCE_ETAG, false, "10", true, 6);

  @Test
  void aRecordThatAnotherRegionsChecksumContradictsMakesADifference() {
    List<Replica> replicas =
        compared(
            copy(COPY, Map.of("CRC64NVME", "AAAA")),
            copy(FORGED, Map.of("CRC64NVME", "BBBB")),
            copy(COPY, Map.of("CRC64NVME", "AAAA")));

    assertThat(replicas)
        .extracting(it -> it.status().toString())
        .containsExactly("present", "different", "present");
    assertThat(replicas.get(0).verified()).isTrue();
  }

  /** It is not known which of them is true, so none is taken for it. */
  @Test
  void whereNoStoreKeepsAChecksumRecordsOfOneSourceCutAlikeNeedOneETag() {
    List<Replica> replicas = compared(copy(COPY, Map.of()), copy(FORGED, Map.of()));

    assertThat(replicas).extracting(Replica::verified).containsOnly(false);
  }

  @Test
  void recordsThatAgreeAreBelieved() {
    assertThat(compared(copy(COPY, Map.of()), copy(COPY, Map.of())))
        .extracting(Replica::verified)
        .containsOnly(true);
  }

  private static List<Replica> compared(ObjectFacts... found) {
    ObjectFacts origin =
        new ObjectFacts("s3://private/a", 10, SOURCE_ETAG, true, Map.of(), SourceMetadata.NONE);
    List<Sighting> sightings = new ArrayList<>();
    for (ObjectFacts facts : found) {
      Region region =
          new Region(
              "region" + sightings.size(),
              "bucket",
              "",
              new Endpoint("us-east-1", Optional.empty(), false));
      sightings.add(Sighting.of(region, Optional.of(facts), false, System.nanoTime()));
    }
    Replication replication = Replication.of("a.ckpt", new S3Location("private", "a"), origin);
    return new RegionComparison(
            "a.ckpt", Optional.of(replication), sightings, Precedent.NONE, Optional.empty())
        .found();
  }

  private static ObjectFacts copy(String etag, Map<String, String> checksums) {
    return new ObjectFacts("s3://bucket/" + etag, 10, etag, true, checksums, RECORD);
  }
}
