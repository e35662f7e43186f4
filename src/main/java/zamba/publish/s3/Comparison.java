package zamba.publish.s3;

import java.util.Optional;

/**
 * Whether an object has its source's content, told without reading either.
 *
 * <p>The first row that applies decides:
 *
 * <pre>
 * sizes differ                                                   DIFFERENT
 * both have a full-object checksum of one algorithm, equal       SAME
 * ... not equal                                                  DIFFERENT
 * ETags equal                                                    SAME
 * both ETags are the content's MD5, not equal                    DIFFERENT
 * our record in the object names the source's ETag and size      SAME
 * anything else                                                  UNKNOWN
 * </pre>
 *
 * @param verdict the outcome
 * @param grounds the values that decided, of both sides
 */
record Comparison(Verdict verdict, String grounds) {

  enum Verdict {
    SAME,
    DIFFERENT,
    UNKNOWN
  }

  static Comparison of(ObjectFacts source, ObjectFacts target) {
    if (source.size() != target.size()) {
      return new Comparison(
          Verdict.DIFFERENT, "the source has " + source.size() + " bytes, it has " + target.size());
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
          ? new Comparison(Verdict.SAME, algorithm.get() + " " + ours)
          : new Comparison(
              Verdict.DIFFERENT,
              "the source's " + algorithm.get() + " is " + ours + ", its own " + theirs);
    }
    if (!source.etag().isEmpty() && source.etag().equals(target.etag())) {
      return new Comparison(Verdict.SAME, "ETag " + source.etag());
    }
    String etags = "the source's ETag is " + source.etag() + ", its own " + target.etag();
    if (source.etagIsMd5() && target.etagIsMd5()) {
      return new Comparison(Verdict.DIFFERENT, etags);
    }
    if (!source.etag().isEmpty()
        && target.recordedEtag().equals(Optional.of(source.etag()))
        && target.recordedSize().equals(Optional.of(String.valueOf(source.size())))) {
      return new Comparison(Verdict.SAME, "recorded source ETag " + source.etag());
    }
    return new Comparison(
        Verdict.UNKNOWN, "same size, " + etags + ", and no checksum that both have");
  }
}
