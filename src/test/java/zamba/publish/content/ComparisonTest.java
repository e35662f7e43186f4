package zamba.publish.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import zamba.publish.content.Comparison.Verdict;

/** One test for each row of the table, and one for each way in which a row must not apply. */
class ComparisonTest {

  private static final String MD5 = "0123456789abcdef0123456789abcdef";
  private static final String OTHER_MD5 = "fedcba9876543210fedcba9876543210";
  private static final String ONE_PART_OF_MD5 = "4662bdea8654776d486072ff7074945e-1";
  private static final String PARTS = MD5 + "-3";
  private static final String OTHER_PARTS = OTHER_MD5 + "-2";
  private static final ObjectFacts SOURCE = facts(10, PARTS);

  @Test
  void differsInSizeWhateverElseAgrees() {
    Map<String, String> crc = Map.of("CRC64NVME", "AAAA");
    Comparison comparison =
        Comparison.of(with(facts(10, MD5), crc), recording(with(facts(11, MD5), crc), MD5, "10"));

    assertThat(comparison.verdict()).isEqualTo(Verdict.DIFFERENT);
    assertThat(comparison.grounds()).contains("source has 10 bytes", "it has 11");
  }

  @Test
  void isTheSameByAChecksumThatBothHaveWhateverTheETags() {
    Comparison comparison =
        Comparison.of(
            with(facts(10, MD5), Map.of("CRC64NVME", "AAAA")),
            with(facts(10, OTHER_MD5), Map.of("CRC64NVME", "AAAA")));

    assertThat(comparison.verdict()).isEqualTo(Verdict.SAME);
    assertThat(comparison.grounds()).contains("CRC64NVME AAAA");
  }

  @Test
  void differsByAChecksumThatBothHaveWhateverETagAndRecordSay() {
    Comparison comparison =
        Comparison.of(
            with(facts(10, MD5), Map.of("SHA256", "AAAA")),
            recording(with(facts(10, MD5), Map.of("SHA256", "BBBB")), MD5, "10"));

    assertThat(comparison.verdict()).isEqualTo(Verdict.DIFFERENT);
    assertThat(comparison.grounds()).contains("SHA256", "AAAA", "BBBB");
  }

  @Test
  void comparesChecksumsOfOneAlgorithmOnly() {
    Comparison comparison =
        Comparison.of(
            with(SOURCE, Map.of("CRC32", "AAAA", "SHA1", "CCCC")),
            with(facts(10, OTHER_PARTS), Map.of("CRC32C", "BBBB", "SHA1", "CCCC")));

    assertThat(comparison.verdict()).isEqualTo(Verdict.SAME);
    assertThat(comparison.grounds()).isEqualTo("SHA1 CCCC");
  }

  @Test
  void takesNoChecksumInCommonForNothing() {
    assertThat(
            verdict(
                with(SOURCE, Map.of("CRC32", "AAAA")),
                with(facts(10, OTHER_PARTS), Map.of("CRC32C", "AAAA"))))
        .isEqualTo(Verdict.UNKNOWN);
  }

  @Test
  void isTheSameByEqualETagsOfAnyKind() {
    assertThat(verdict(facts(10, MD5), facts(10, MD5))).isEqualTo(Verdict.SAME);
    assertThat(Comparison.of(SOURCE, facts(10, PARTS)))
        .isEqualTo(new Comparison(Verdict.SAME, Optional.of("ETag"), "ETag " + PARTS));
  }

  @Test
  void isNotTheSameBecauseBothHaveNoETag() {
    assertThat(verdict(facts(10, ""), recording(facts(10, ""), "", "10")))
        .isEqualTo(Verdict.UNKNOWN);
  }

  @Test
  void differsByTwoMd5ETagsWhateverTheRecordSays() {
    Comparison comparison =
        Comparison.of(facts(10, MD5), recording(facts(10, OTHER_MD5), MD5, "10"));

    assertThat(comparison.verdict()).isEqualTo(Verdict.DIFFERENT);
    assertThat(comparison.grounds()).contains(MD5, OTHER_MD5);
  }

  @Test
  void isTheSameByOurRecordInAnObjectMadeAsWeMakeThem() {
    assertThat(Comparison.of(SOURCE, recording(facts(10, OTHER_PARTS), PARTS, "10")))
        .isEqualTo(
            new Comparison(Verdict.SAME, Optional.of("source-etag"), "source-etag " + PARTS));
    assertThat(verdict(facts(10, MD5), recording(facts(10, OTHER_PARTS), MD5, "10")))
        .isEqualTo(Verdict.SAME);
  }

  @Test
  void cannotTellByARecordOfAnotherSource() {
    assertThat(verdict(SOURCE, recording(facts(10, OTHER_PARTS), MD5, "10")))
        .isEqualTo(Verdict.UNKNOWN);
    assertThat(verdict(SOURCE, recording(facts(10, OTHER_PARTS), PARTS, "9")))
        .isEqualTo(Verdict.UNKNOWN);
    assertThat(verdict(SOURCE, recording(facts(10, OTHER_PARTS), PARTS, null)))
        .isEqualTo(Verdict.UNKNOWN);
  }

  @Test
  void cannotTellByOtherETagsOfWhichOneIsNoMd5() {
    assertThat(verdict(facts(10, MD5), facts(10, OTHER_PARTS))).isEqualTo(Verdict.UNKNOWN);
    assertThat(verdict(SOURCE, facts(10, OTHER_MD5))).isEqualTo(Verdict.UNKNOWN);
    assertThat(Comparison.of(SOURCE, facts(10, OTHER_PARTS)).grounds())
        .contains("same size", PARTS, OTHER_PARTS, "no checksum that both have");
  }

  @Test
  void isTheSameByTheETagThatOnePartWithThatMd5Has() {
    // printf of the 16 bytes of MD5 | md5sum
    ObjectFacts onePart = facts(10, ONE_PART_OF_MD5);

    assertThat(Comparison.of(facts(10, MD5), onePart).proof()).contains("ETag");
    assertThat(verdict(onePart, facts(10, MD5))).isEqualTo(Verdict.SAME);
    assertThat(verdict(facts(10, OTHER_MD5), onePart)).isEqualTo(Verdict.UNKNOWN);
    assertThat(verdict(facts(10, MD5), encrypted(onePart))).isEqualTo(Verdict.UNKNOWN);
  }

  @Test
  void differsByARecordOfAnotherMd5() {
    assertThat(verdict(facts(10, MD5), recording(facts(10, OTHER_PARTS), OTHER_MD5, "10")))
        .isEqualTo(Verdict.DIFFERENT);
    // Of an earlier version, which did not say that it was an MD5.
    SourceMetadata silent = new SourceMetadata(OTHER_MD5, false, "10", true, 0);
    assertThat(verdict(facts(10, MD5), recording(facts(10, MD5 + "-1"), silent)))
        .isEqualTo(Verdict.UNKNOWN);
  }

  @Test
  void cannotTellByARecordInAnObjectThatIsNotMadeAsWeMakeThem() {
    assertThat(verdict(SOURCE, recording(facts(10, OTHER_MD5), PARTS, "10")))
        .as("by PutObject")
        .isEqualTo(Verdict.UNKNOWN);
    assertThat(verdict(SOURCE, recording(facts(10, OTHER_MD5 + "-4"), PARTS, "10")))
        .as("of other parts")
        .isEqualTo(Verdict.UNKNOWN);
    assertThat(verdict(facts(10, MD5), recording(facts(10, OTHER_MD5 + "-1"), ofOnePart(MD5))))
        .as("of one part with another MD5")
        .isEqualTo(Verdict.UNKNOWN);
  }

  @Test
  void cannotTellByARecordMadeByAStoreThatDidNotPinTheSource() {
    SourceMetadata loose = new SourceMetadata(PARTS, false, "10", false, 6);
    SourceMetadata other = new SourceMetadata(OTHER_MD5, true, "10", false, 6);

    assertThat(verdict(SOURCE, recording(facts(10, OTHER_PARTS), loose)))
        .isEqualTo(Verdict.UNKNOWN);
    assertThat(verdict(facts(10, MD5), recording(facts(10, OTHER_PARTS), other)))
        .isEqualTo(Verdict.UNKNOWN);
  }

  @Test
  void tellsReplicasApartByTheirRecordsAndByETagsOfTheSameCut() {
    ObjectFacts one = recording(facts(10, OTHER_PARTS), PARTS, "10");
    ObjectFacts other = recording(facts(10, MD5 + "-2"), PARTS, "10");
    ObjectFacts ofMd5 = recording(facts(10, OTHER_PARTS), MD5, "10");
    ObjectFacts ofOther = recording(facts(10, MD5 + "-2"), OTHER_MD5, "10");

    assertThat(Comparison.ofReplicas(one, other).verdict()).isEqualTo(Verdict.UNKNOWN);
    assertThat(Comparison.ofReplicas(encrypted(one), other).verdict()).isEqualTo(Verdict.SAME);
    assertThat(Comparison.ofReplicas(ofMd5, ofOther).verdict()).isEqualTo(Verdict.DIFFERENT);
  }

  @Test
  void emptyObjectsAreTheSame() {
    assertThat(Comparison.of(facts(0, ""), facts(0, MD5)).proof()).contains("size");
  }

  @Test
  void whatWasReadIsComparedWithAnythingThatTheOtherDeclares() {
    ContentSums sums = new ContentSums();
    sums.update(new byte[10]);
    Map<String, String> values = sums.values();
    ObjectFacts read = SOURCE.with(values).with(Map.of(ContentSums.READ, "it was"));
    String md5 = values.get(ContentSums.MD5);

    assertThat(Comparison.of(read, facts(10, md5)).proof()).contains("read");
    assertThat(verdict(read, facts(10, MD5))).isEqualTo(Verdict.DIFFERENT);
    assertThat(verdict(read, with(facts(10, OTHER_PARTS), Map.of("SHA1", "AAAA"))))
        .isEqualTo(Verdict.DIFFERENT);
  }

  private static SourceMetadata ofOnePart(String etag) {
    return new SourceMetadata(etag, true, "10", true, 10);
  }

  private static ObjectFacts encrypted(ObjectFacts facts) {
    return new ObjectFacts(
        facts.location(), facts.size(), facts.etag(), false, facts.checksums(), facts.record());
  }

  private static Verdict verdict(ObjectFacts source, ObjectFacts target) {
    return Comparison.of(source, target).verdict();
  }

  private static ObjectFacts facts(long size, String etag) {
    return new ObjectFacts("s3://bucket/key", size, etag, true, Map.of(), SourceMetadata.NONE);
  }

  private static ObjectFacts with(ObjectFacts facts, Map<String, String> checksums) {
    return facts.with(checksums);
  }

  /** A record of an object of two parts of six bytes and fewer. */
  private static ObjectFacts recording(ObjectFacts facts, String etag, String size) {
    return recording(
        facts, new SourceMetadata(etag, isMd5(etag), size == null ? "" : size, true, 6));
  }

  private static boolean isMd5(String etag) {
    return etag.matches("[0-9a-f]{32}");
  }

  private static ObjectFacts recording(ObjectFacts facts, SourceMetadata record) {
    return new ObjectFacts(
        facts.location(),
        facts.size(),
        facts.etag(),
        facts.etagOfContent(),
        facts.checksums(),
        record);
  }
}
