package zamba.publish.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import zamba.publish.config.properties.SettingReader;
import zamba.publish.signature.SourceDigest;
import zamba.publish.vouch.SigningKeys;
import zamba.publish.vouch.UnusableKeyException;

/** Reads the properties of digests and signatures. */
record SignReader(SettingReader settings) {
  private static final String KEY = "sign.key";
  private static final String TRUSTED = "sign.trusted";
  private static final String DIGEST = "manifest.sha256";
  private static final String SIGN_AUDITED = "publish.sign";

  SignSettings read() {
    Optional<SigningKeys> key = key();
    SourceDigest.Mode digest = digest();
    boolean signAudited = settings.flag(SIGN_AUDITED);
    if (key.isPresent() && digest == SourceDigest.Mode.OFF) {
      settings.problem(
          DIGEST, "manifest.sha256=off: what is signed is the SHA-256; leave out sign.key or this");
    }
    if (signAudited && !settings.flag("publish.audit")) {
      settings.problem(
          SIGN_AUDITED,
          "publish.sign=true is a part of an audit; set publish.audit=true too. What is published is signed anyway if sign.key is set");
    }
    if (signAudited && key.isEmpty()) {
      settings.problem(SIGN_AUDITED, "publish.sign=true needs a key: set sign.key");
    }
    return new SignSettings(key, trusted(), digest, signAudited);
  }

  private Optional<SigningKeys> key() {
    String value = settings.value(KEY, "");
    try {
      return value.isEmpty() ? Optional.empty() : Optional.of(SigningKeys.of(value));
    } catch (UnusableKeyException e) {
      settings.problem(KEY, e.getMessage());
      return Optional.empty();
    }
  }

  private SourceDigest.Mode digest() {
    String mode = settings.oneOf(DIGEST, "auto", "server", "read", "off");
    for (SourceDigest.Mode known : SourceDigest.Mode.values()) {
      if (known.name().toLowerCase(Locale.ROOT).equals(mode)) {
        return known;
      }
    }
    return SourceDigest.Mode.AUTO;
  }

  private List<Path> trusted() {
    List<Path> files = new ArrayList<>();
    for (String name : settings.value(TRUSTED, "").split(",", -1)) {
      if (name.isBlank()) {
        continue;
      }
      try {
        files.add(Path.of(name.strip()));
      } catch (InvalidPathException e) {
        settings.problem(TRUSTED, "sign.trusted=%s is not a path".formatted(name.strip()));
      }
    }
    return files;
  }
}
