package zamba.publish.vouch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A key pair of its own, and what it signs. */
public final class Keys {
  public final KeyPairFiles files;
  public final SigningKey key;

  /** Makes a pair in a folder. */
  public Keys(Path folder) {
    files = KeyPairFiles.make(folder);
    key = SigningKeys.of("file:" + files.privateKey()).open(java.util.Optional.empty());
  }

  /** Those who trust this pair's public half. */
  public TrustedKeys trusted() {
    return TrustedKeys.read(List.of(files.publicKey()));
  }

  /** The signature file of that content. */
  public byte[] sign(String name, byte[] content) {
    return Bundle.sign(statement(name, content), key).json();
  }

  /** In hexadecimal. */
  public static String sha256(byte[] content) {
    return Statement.sha256(content);
  }

  static Statement statement(String name, byte[] content) {
    return new Statement(
        name, java.util.HexFormat.of().formatHex(P256.sha256(content)), Annotations.NONE);
  }

  /** A file with its signature file beside it. */
  public Path signed(Path folder, String name, byte[] content) throws IOException {
    Files.createDirectories(folder);
    Files.write(folder.resolve(name + ".sig"), sign(name, content));
    return Files.write(folder.resolve(name), content);
  }
}
