package zamba.publish.content;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import zamba.publish.region.RegionComparison;

/**
 * Whether an object has its source's content, told without reading either.
 *
 * <p>The first row that applies decides. The third column is the proof; the last is what the row
 * rests on:
 *
 * <pre>
 * sizes differ                                      DIFFERENT
 * both are empty                                    SAME     size         there is one such content
 * a full-object checksum of one algorithm, unequal  DIFFERENT             bytes that both stores, or this
 *                                                                         program by reading, summed
 * ... all that both have, equal                     SAME     algorithm,   likewise
 *                                                            or read
 * ETags equal                                       SAME     ETag         MD5s, as S3 makes them, or one object
 * one ETag is the content's MD5, the other that of
 *   the one part with this MD5: md5(md5)-1          SAME     ETag         how S3 makes the ETag of parts
 * both ETags are the content's MD5, unequal         DIFFERENT             bytes that both stores summed
 * our record counts, and names an MD5 that is not
 *   the MD5 that the source's ETag is               DIFFERENT             the record
 * our record counts, and names the source's ETag
 *   and size                                        SAME     source-etag  the record
 * anything else                                     UNKNOWN
 * </pre>
 *
 * <p>A record ({@link SourceMetadata}) is written before the first byte is copied, and anybody can
 * carry it onto other bytes, so by itself it proves nothing. It {@link #recordCounts counts} if the
 * store is known to have refused any byte of a source with another ETag, and if the object is made
 * as we make them, of as many parts as the record tells. What PutObject, CopyObject or a tool with
 * parts of its own has made does not count, whatever its metadata say. Where S3's rules tell what
 * ETag a true copy has (of one part, from a source whose ETag is its MD5), that is asked for and
 * the record does not count. What is left to trust is somebody who uploads other bytes of the same
 * size, cut as we cut, under our metadata: {@link RegionComparison} finds that out if another
 * region has a true copy, by its checksum, or on a store that keeps none, by its ETag.
 *
 * @param verdict the outcome
 * @param proof by what it is proved to be the same; empty for any other verdict
 * @param grounds the values that decided, of both sides
 */
public record Comparison(Verdict verdict, Optional<String> proof, String grounds) {

  public enum Verdict {
    SAME,
    DIFFERENT,
    UNKNOWN
  }

  /** A replica with its source. */
  public static Comparison of(ObjectFacts source, ObjectFacts target) {
    Comparison content = ofContent(source, target);
    if (content.verdict() != Verdict.UNKNOWN || !recordCounts(target)) {
      return content;
    }
    SourceMetadata record = target.record();
    if (record.etagIsMd5() && source.etagIsMd5() && !record.etag().equals(source.etag())) {
      return different(
          "it was copied from an object with the MD5 %s, and the source's is %s"
              .formatted(record.etag(), source.etag()));
    }
    boolean oneOfOnePart = source.etagIsMd5() && target.etagOfContent() && target.parts() == 1;
    return record.names(source) && !oneOfOnePart
        ? same(SourceMetadata.SOURCE_ETAG, source.etag())
        : content;
  }

  /**
   * What is known of a copy that this run has made: every part of it was pinned to the source.
   *
   * @param otherwise what is known if the store is not known to have kept to that
   */
  public static Comparison asCopied(ObjectFacts source, ObjectFacts copy, Comparison otherwise) {
    return copy.record().pinned() && copy.record().names(source)
        ? same(SourceMetadata.SOURCE_ETAG, source.etag())
        : otherwise;
  }

  /** Two replicas with each other. */
  public static Comparison ofReplicas(ObjectFacts one, ObjectFacts other) {
    Comparison content = ofContent(one, other);
    if (content.verdict() != Verdict.UNKNOWN || !recordCounts(one) || !recordCounts(other)) {
      return content;
    }
    SourceMetadata ours = one.record();
    SourceMetadata theirs = other.record();
    if (ours.etagIsMd5() && theirs.etagIsMd5() && !ours.etag().equals(theirs.etag())) {
      return different(
          "they were copied from objects with the MD5s %s and %s"
              .formatted(ours.etag(), theirs.etag()));
    }
    return ours.etag().equals(theirs.etag()) && !contradict(one, other)
        ? same(SourceMetadata.SOURCE_ETAG, ours.etag())
        : content;
  }

  /** Whether an object's record is worth anything; not whether it is right. */
  public static boolean recordCounts(ObjectFacts target) {
    SourceMetadata record = target.record();
    return record.pinned()
        && !record.etag().isEmpty()
        && record.isOfSize(target.size())
        && target.size() > 0
        && cuts(target, record).contains(target.parts());
  }

  /** Into how many parts we have cut it: as the record says, or as earlier versions did. */
  private static List<Integer> cuts(ObjectFacts target, SourceMetadata record) {
    long size = target.size();
    return record.partSize() > 0
        ? List.of(new PartSizes(size, record.partSize()).count())
        : List.of(
            PartSizes.forCopy(size, record.etag()).count(),
            PartSizes.forStream(size, record.etag()).count());
  }

  /**
   * Whether not both of them can be what their equal records say: copies of one source that are cut
   * alike have one ETag.
   */
  public static boolean contradict(ObjectFacts one, ObjectFacts other) {
    return one.etagOfContent()
        && other.etagOfContent()
        && one.record().partSize() > 0
        && one.record().sameSourceAndParts(other.record())
        && !one.etag().equals(other.etag());
  }

  private static Comparison ofContent(ObjectFacts source, ObjectFacts target) {
    if (source.size() != target.size()) {
      return different("the source has " + source.size() + " bytes, it has " + target.size());
    }
    if (source.size() == 0) {
      return same("size", "0");
    }
    Map<String, String> sums = sums(source, target);
    Map<String, String> others = sums(target, source);
    List<String> algorithms = sums.keySet().stream().sorted().filter(others::containsKey).toList();
    for (String algorithm : algorithms) {
      String ours = sums.get(algorithm);
      String theirs = others.get(algorithm);
      if (!ours.equals(theirs)) {
        return different("the source's " + algorithm + " is " + ours + ", its own " + theirs);
      }
    }
    if (!algorithms.isEmpty()) {
      String first = algorithms.get(0);
      boolean read = source.isRead() || target.isRead();
      return new Comparison(
          Verdict.SAME,
          Optional.of(read ? ContentSums.READ : first),
          first + " " + sums.get(first));
    }
    if (!source.etag().isEmpty() && source.etag().equals(target.etag())) {
      return same("ETag", source.etag());
    }
    String etags = "the source's ETag is " + source.etag() + ", its own " + target.etag();
    if (isOnePartOf(source, target) || isOnePartOf(target, source)) {
      boolean read = source.isRead() || target.isRead();
      return new Comparison(
          Verdict.SAME,
          Optional.of(read ? ContentSums.READ : "ETag"),
          etags + ", of one part with it");
    }
    return source.etagIsMd5() && target.etagIsMd5()
        ? different(etags)
        : new Comparison(
            Verdict.UNKNOWN,
            Optional.empty(),
            "same size, " + etags + ", and no checksum that both have");
  }

  /** The checksums, with the MD5 that the ETag is, if that of the other has been computed. */
  private static Map<String, String> sums(ObjectFacts facts, ObjectFacts other) {
    Map<String, String> sums = new LinkedHashMap<>(facts.checksums());
    if (other.checksums().containsKey(ContentSums.MD5)) {
      facts.md5().ifPresent(md5 -> sums.put(ContentSums.MD5, md5));
    }
    return sums;
  }

  /** As S3 makes the ETag of a multipart upload: the MD5 of its parts' MD5s, and their number. */
  private static boolean isOnePartOf(ObjectFacts whole, ObjectFacts ofParts) {
    if (whole.md5().isEmpty() || !ofParts.etagOfContent() || ofParts.parts() != 1) {
      return false;
    }
    try {
      byte[] md5 = HexFormat.of().parseHex(whole.md5().get());
      byte[] ofIt = MessageDigest.getInstance("MD5").digest(md5);
      return ofParts.etag().equals(HexFormat.of().formatHex(ofIt) + "-1");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether it rests on nothing but our record. */
  public boolean byRecord() {
    return proof.equals(Optional.of(SourceMetadata.SOURCE_ETAG));
  }

  public static Comparison unknown(String grounds) {
    return new Comparison(Verdict.UNKNOWN, Optional.empty(), grounds);
  }

  private static Comparison same(String proof, String value) {
    return new Comparison(Verdict.SAME, Optional.of(proof), proof + " " + value);
  }

  public static Comparison different(String grounds) {
    return new Comparison(Verdict.DIFFERENT, Optional.empty(), grounds);
  }
}
