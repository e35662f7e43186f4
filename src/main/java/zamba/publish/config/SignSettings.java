package zamba.publish.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import zamba.publish.signature.SourceDigest;
import zamba.publish.vouch.SigningKeys;

/**
 * What is vouched for, and by whom.
 *
 * @param key where the private key is, if anything is to be signed
 * @param trusted the files of the public keys whose signatures count besides that key's
 * @param digest what is done to know a SHA-256
 * @param signAudited whether an audit signs what has no signature and is proved by its source
 */
public record SignSettings(
    Optional<SigningKeys> key, List<Path> trusted, SourceDigest.Mode digest, boolean signAudited) {
  public SignSettings {
    trusted = List.copyOf(trusted);
  }
}
