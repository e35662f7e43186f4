package zamba.publish.vouch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import zamba.publish.files.Reason;

/**
 * The public keys whose signatures count, several while a key is being replaced by another.
 *
 * @param keys in the order in which they are tried
 */
public record TrustedKeys(List<VerificationKey> keys) {
  private static final int LARGEST = 64 << 10;

  public TrustedKeys {
    keys = List.copyOf(keys);
  }

  /**
   * A signature that counts.
   *
   * @param statement what it says
   * @param key whose it is
   */
  public record Verified(Statement statement, VerificationKey key) {}

  /**
   * Reads files of one or more PEM blocks PUBLIC KEY each.
   *
   * @throws UnusableKeyException if one cannot be read, or has anything else
   */
  public static TrustedKeys read(List<Path> files) {
    List<VerificationKey> keys = new ArrayList<>();
    for (Path file : files) {
      List<Pem> blocks = Pem.blocks(text(file));
      if (blocks.stream().anyMatch(block -> block.label().endsWith(FileKey.LABEL))) {
        throw new UnusableKeyException(
            "%s has a private key, which nobody needs to verify and which must not leave its place: give its public half (openssl pkey -in it -pubout)"
                .formatted(file));
      }
      if (blocks.isEmpty()
          || !blocks.stream().allMatch(block -> block.label().equals(VerificationKey.LABEL))) {
        throw new UnusableKeyException(
            file + " has not only PEM blocks PUBLIC KEY, as zamba.pub of --new-key is one");
      }
      blocks.forEach(block -> keys.add(VerificationKey.of(file.toString(), block.bytes())));
    }
    return new TrustedKeys(keys);
  }

  private static String text(Path file) {
    try (InputStream stream = Files.newInputStream(file)) {
      return new String(stream.readNBytes(LARGEST), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UnusableKeyException(
          "the public key %s cannot be read: %s".formatted(file, new Reason(e)));
    }
  }

  /** These, and one more. */
  public TrustedKeys with(VerificationKey key) {
    List<VerificationKey> more = new ArrayList<>(keys);
    if (keys.stream().noneMatch(it -> it.key().equals(key.key()))) {
      more.add(0, key);
    }
    return new TrustedKeys(more);
  }

  /**
   * What a signature file says of a file.
   *
   * @param bytes the signature file
   * @param name the file's name
   * @throws RefusedSignatureException if it is malformed, of no trusted key, or of another file
   */
  public Verified verify(byte[] bytes, String name) {
    Bundle bundle = Bundle.read(bytes);
    VerificationKey key = keyOf(bundle);
    Statement statement = Statement.read(bundle.payload());
    if (!statement.name().equals(name)) {
      throw new RefusedSignatureException(
          "its signature is one of %s, and not of %s".formatted(statement.name(), name));
    }
    return new Verified(statement, key);
  }

  private VerificationKey keyOf(Bundle bundle) {
    VerificationKey key =
        keys.stream()
            .filter(bundle::isOf)
            .findFirst()
            .orElseThrow(() -> new RefusedSignatureException(reason(bundle)));
    if (!bundle.hint().isEmpty() && !bundle.hint().equals(key.hint())) {
      throw new RefusedSignatureException(
          "its signature is %s's, but its hint names another key, so that model_signing would refuse it"
              .formatted(key.name()));
    }
    return key;
  }

  /** The hint tells whether it was meant to be of a trusted key. */
  private String reason(Bundle bundle) {
    Optional<VerificationKey> named =
        keys.stream().filter(key -> key.hint().equals(bundle.hint())).findFirst();
    return named
        .map(
            key ->
                "its signature names the key %s and is not that key's over what it says"
                    .formatted(key.name()))
        .orElseGet(
            () ->
                "its signature is of none of the trusted keys (%s)"
                    .formatted(
                        keys.stream()
                            .map(VerificationKey::name)
                            .collect(Collectors.joining(", "))));
  }
}
