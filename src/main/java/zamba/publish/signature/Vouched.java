package zamba.publish.signature;

import java.util.List;
import java.util.Optional;
import zamba.publish.content.ObjectFacts;
import zamba.publish.publication.Digests;
import zamba.publish.publication.Publication;
import zamba.publish.publication.Signature;

/**
 * Who vouches for one public object, over all regions.
 *
 * @param digests what is known of its content; null if nothing is
 * @param signature who vouches; null if that was not looked at
 * @param errors what is wrong, a sentence each, without its full stop
 * @param warnings what is told of it, likewise
 */
public record Vouched(
    Digests digests, Signature signature, List<String> errors, List<String> warnings) {
  public Vouched {
    errors = List.copyOf(errors);
    warnings = List.copyOf(warnings);
  }

  public static Vouched of(
      Optional<ObjectFacts> content, Signature signature, List<String> errors) {
    Digests digests =
        content
            .map(it -> new Digests(it.sha256().orElse(null), it.crc64nvme().orElse(null)))
            .filter(it -> it.sha256() != null || it.crc64nvme() != null)
            .orElse(null);
    return new Vouched(digests, signature, errors, List.of());
  }

  public static Vouched failed(
      Optional<ObjectFacts> content, Signature.Status status, List<String> errors) {
    return of(content, new Signature(status, null, String.join(". ", errors)), errors);
  }

  /** Nobody vouches, which is told. */
  public static Vouched unsigned(Optional<ObjectFacts> content, String why) {
    Vouched vouched = of(content, Signature.none(why), List.of());
    return new Vouched(
        vouched.digests(), vouched.signature(), List.of(), List.of("not signed: " + why));
  }

  /** The same, with a digest that is known by its signature, if it was not known. */
  public Vouched withSha256(String sha256) {
    String crc = digests == null ? null : digests.crc64nvme();
    return new Vouched(new Digests(sha256, crc), signature, errors, warnings);
  }

  /** The same publication, with that. */
  public Publication on(Publication publication) {
    return publication.plusWarnings(warnings).withSignature(digests, signature);
  }
}
