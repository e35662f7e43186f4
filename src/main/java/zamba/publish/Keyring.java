package zamba.publish;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zamba.publish.config.Configuration;
import zamba.publish.config.SignSettings;
import zamba.publish.config.Task;
import zamba.publish.vouch.SigningKey;
import zamba.publish.vouch.SigningKeys;
import zamba.publish.vouch.TrustedKeys;
import zamba.publish.vouch.UnusableKeyException;

/**
 * The keys of one run.
 *
 * @param key signs, if anything is to be signed
 * @param trusted whose signatures count: that key's, and those that are configured
 */
record Keyring(Optional<SigningKey> key, TrustedKeys trusted) implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Keyring.class);
  private static final Set<PosixFilePermission> OF_OTHERS =
      Set.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);

  /**
   * Opens what is configured. A plan signs nothing and does not ask KMS.
   *
   * @throws UnusableKeyException if one of the keys cannot be used
   */
  static Keyring open(Configuration configuration) {
    SignSettings settings = configuration.sign();
    TrustedKeys trusted = TrustedKeys.read(settings.trusted());
    Optional<SigningKey> key =
        settings
            .key()
            .filter(it -> it.kind() == SigningKeys.Kind.FILE || configuration.task() != Task.PLAN)
            .map(it -> it.open(Optional.of(configuration.source().awsRegion())));
    settings
        .key()
        .filter(it -> it.kind() == SigningKeys.Kind.FILE)
        .ifPresent(it -> warnOfOthers(Path.of(it.place())));
    return new Keyring(key, key.map(it -> trusted.with(it.publicKey())).orElse(trusted));
  }

  private static void warnOfOthers(Path file) {
    try {
      if (Files.getPosixFilePermissions(file).stream().anyMatch(OF_OTHERS::contains)) {
        LOG.warn(
            "The private key {} can be read or written by every user of this machine; chmod 600 it",
            file);
      }
    } catch (IOException | UnsupportedOperationException e) {
      LOG.debug("whose {} is cannot be told", file, e);
    }
  }

  @Override
  public void close() {
    key.ifPresent(SigningKey::close);
  }
}
