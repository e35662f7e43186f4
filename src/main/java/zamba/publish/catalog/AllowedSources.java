package zamba.publish.catalog;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import zamba.publish.s3.S3Location;

/**
 * What may be published, told by its address alone: a public object stays for good, so a slip in
 * the catalog must not make one of anything that these credentials can read.
 *
 * @param prefixes where everything from S3 must lie; none: anywhere
 */
public record AllowedSources(List<S3Location> prefixes) {

  /**
   * The endings of weights: what zamba publishes and loads (.ckpt, .pt, .pkl), what PyTorch's own
   * tools write (.pth), and safetensors.
   */
  static final List<String> ENDINGS = List.of(".ckpt", ".pt", ".pth", ".pkl", ".safetensors");

  public AllowedSources {
    prefixes = List.copyOf(prefixes);
  }

  /** Why weights cannot be published under that name; empty if they can. */
  public static Optional<String> nameProblem(String publicName) {
    return hasEnding(publicName)
        ? Optional.empty()
        : Optional.of(
            "'%s' is not the name of a weights file; it must end in one of %s"
                .formatted(publicName, endings()));
  }

  /**
   * Why a standalone object is no weights file.
   *
   * @param source {@code s3://bucket/key} or {@code https://host/path}
   */
  public static Optional<String> weightsProblem(String source) {
    String path =
        source.startsWith("https://")
            ? Optional.ofNullable(URI.create(source).getPath()).orElse("")
            : source;
    return hasEnding(path)
        ? Optional.empty()
        : Optional.of("is no weights file; it must end in one of " + endings());
  }

  private static boolean hasEnding(String name) {
    return ENDINGS.stream().anyMatch(name::endsWith);
  }

  private static String endings() {
    return String.join(", ", ENDINGS);
  }

  /**
   * Why nothing may come from that place in S3; empty if it may, and for other sources.
   *
   * @param source {@code s3://bucket/prefix/} or {@code s3://bucket/key}
   */
  public Optional<String> placeProblem(String source) {
    if (prefixes.isEmpty() || !source.startsWith("s3://")) {
      return Optional.empty();
    }
    S3Location place = S3Location.parse(source);
    boolean within =
        prefixes.stream()
            .anyMatch(
                prefix ->
                    prefix.bucket().equals(place.bucket())
                        && place.key().startsWith(prefix.key())
                        // A server that keeps objects in a file system may take these for steps.
                        && !("/" + place.key() + "/").contains("/../"));
    return within ? Optional.empty() : Optional.of("is under none of source.prefixes, " + prefixes);
  }
}
