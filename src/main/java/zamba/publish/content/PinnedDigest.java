package zamba.publish.content;

import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The digest that the content under a public name must have. What an https host gives is known by
 * nothing else, whoever answers in its name.
 *
 * @param algorithm {@code sha256} or {@code md5}
 * @param hex the digest, or of an MD5 its beginning, in lower-case hexadecimal
 * @param by who says so, for messages
 */
public record PinnedDigest(String algorithm, String hex, String by) {
  private static final String CATALOG = "the catalog";

  /** One that the catalog says. */
  public PinnedDigest(String algorithm, String hex) {
    this(algorithm, hex, CATALOG);
  }

  /**
   * One that a signature says.
   *
   * @param sha256 in hexadecimal
   */
  public static PinnedDigest signed(String sha256) {
    return new PinnedDigest("sha256", sha256, "the signature");
  }

  /** Whether no content has both. */
  public boolean contradicts(PinnedDigest other) {
    return algorithm.equals(other.algorithm) && !hex.startsWith(other.hex);
  }

  /** What it looks like as text. */
  public static final String FORM =
      "sha256:<64 hexadecimal digits> or md5:<32, or the first 6 or more>";

  private static final String MD5 = "md5";

  private static final Pattern TEXT =
      Pattern.compile("(sha256):([0-9a-f]{64})|(md5):([0-9a-f]{6,32})");

  /** Reads it; empty if it is none. */
  public static Optional<PinnedDigest> parse(String text) {
    Matcher matcher = TEXT.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        matcher.group(1) == null
            ? new PinnedDigest(matcher.group(3), matcher.group(4))
            : new PinnedDigest(matcher.group(1), matcher.group(2)));
  }

  /**
   * Expects it of a content that was read.
   *
   * @param location where it was read
   * @param sums all of {@link ContentSums}
   * @throws DigestException if it has another
   */
  public void expectOf(String location, Map<String, String> sums) {
    other(sums)
        .ifPresent(
            found -> {
              throw new DigestException(
                  "%s has the digest %s, but the catalog says %s; nothing of it has become visible. Find out which is right before anything else: the host may give something else than it did"
                      .formatted(location, found, this));
            });
  }

  /**
   * Expects it of an object as far as its store declares a digest of it; as a rule a store declares
   * none, and then nothing is known.
   *
   * @throws DigestException if it declares another
   */
  public void expectOf(ObjectFacts declared) {
    contradicted(declared)
        .ifPresent(
            digests -> {
              throw new DigestException(
                  "%s has %s; nothing is copied".formatted(declared.location(), digests));
            });
  }

  /**
   * Both digests, in words, if the object is known to have another.
   *
   * @param object as its store declares it, or as it was read
   */
  public Optional<String> contradicted(ObjectFacts object) {
    return other(sums(object))
        .map(
            found ->
                "the digest %s, %s, but %s says %s"
                    .formatted(
                        found, object.isRead() ? "as it was read" : "as its store says", by, this));
  }

  /** Whether nobody can make other content that has it: a whole SHA-256. */
  public boolean isWhole() {
    return algorithm.equals("sha256") && hex.length() == 64;
  }

  /** Whether it is known which digest the object has. */
  public boolean isDeclared(ObjectFacts object) {
    return found(sums(object)).isPresent();
  }

  private static Map<String, String> sums(ObjectFacts object) {
    Map<String, String> sums = new HashMap<>(object.checksums());
    object.md5().ifPresent(md5 -> sums.put(ContentSums.MD5, md5));
    return sums;
  }

  /** The digest that it has instead; empty if it is this one, or is not among the sums. */
  private Optional<String> other(Map<String, String> sums) {
    return found(sums).filter(it -> !it.startsWith(hex)).map(it -> algorithm + ":" + it);
  }

  private Optional<String> found(Map<String, String> sums) {
    return algorithm.equals(MD5)
        ? Optional.ofNullable(sums.get(ContentSums.MD5))
        : Optional.ofNullable(sums.get("SHA256")).map(PinnedDigest::hexOfBase64);
  }

  private static String hexOfBase64(String base64) {
    return HexFormat.of().formatHex(Base64.getDecoder().decode(base64));
  }

  @Override
  public String toString() {
    return algorithm + ":" + hex;
  }
}
