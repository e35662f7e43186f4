package zamba.publish.s3;

import java.util.Optional;

/**
 * Whether an object has its source's content, told without reading either.
 *
 * <p>The first row that applies decides; the last column is the proof:
 *
 * <pre>
 * sizes differ                                                   DIFFERENT
 * both have a full-object checksum of one algorithm, equal       SAME       that algorithm
 * ... not equal                                                  DIFFERENT
 * ETags equal                                                    SAME       ETag
 * both ETags are the content's MD5, not equal                    DIFFERENT
 * our record in the object names the source's ETag and size      SAME       source-etag
 * anything else                                                  UNKNOWN
 * </pre>
 *
 * @param verdict the outcome
 * @param proof by what it is proved to be the same; empty for any other verdict
 * @param grounds the values that decided, of both sides
 */
record Comparison(Verdict verdict, Optional<String> proof, String grounds) {

  enum Verdict {
    SAME,
    DIFFERENT,
    UNKNOWN
  }

  static Comparison of(ObjectFacts source, ObjectFacts target) {
    if (source.size() != target.size()) {
      return different("the source has " + source.size() + " bytes, it has " + target.size());
    }
    Optional<String> algorithm =
        source.checksums().keySet().stream()
            .sorted()
            .filter(target.checksums()::containsKey)
            .findFirst();
    if (algorithm.isPresent()) {
      String ours = source.checksums().get(algorithm.get());
      String theirs = target.checksums().get(algorithm.get());
      return ours.equals(theirs)
          ? same(algorithm.get(), ours)
          : different("the source's " + algorithm.get() + " is " + ours + ", its own " + theirs);
    }
    if (!source.etag().isEmpty() && source.etag().equals(target.etag())) {
      return same("ETag", source.etag());
    }
    String etags = "the source's ETag is " + source.etag() + ", its own " + target.etag();
    if (source.etagIsMd5() && target.etagIsMd5()) {
      return different(etags);
    }
    if (target.isRecordedCopyOf(source)) {
      return same(Lineage.SOURCE_ETAG, source.etag());
    }
    return new Comparison(
        Verdict.UNKNOWN,
        Optional.empty(),
        "same size, " + etags + ", and no checksum that both have");
  }

  private static Comparison same(String proof, String value) {
    return new Comparison(Verdict.SAME, Optional.of(proof), proof + " " + value);
  }

  private static Comparison different(String grounds) {
    return new Comparison(Verdict.DIFFERENT, Optional.empty(), grounds);
  }
}
