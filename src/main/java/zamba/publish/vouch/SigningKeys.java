package zamba.publish.vouch;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a private key is, as {@code sign.key} says it.
 *
 * @param kind file or KMS
 * @param place the file, or the KMS key's id
 */
public record SigningKeys(Kind kind, String place) {
  private static final String FILE = "file:";
  private static final String KMS = "kms:";

  /** Of what kind the place of a key is. */
  public enum Kind {
    FILE,
    KMS
  }

  /**
   * Reads the property.
   *
   * @throws UnusableKeyException if it says no place; the message does not repeat it, since it may
   *     be the key itself
   */
  public static SigningKeys of(String value) {
    if (value.startsWith(FILE) && value.length() > FILE.length() && isPath(value)) {
      return new SigningKeys(Kind.FILE, value.substring(FILE.length()));
    }
    if (value.startsWith(KMS) && value.length() > KMS.length()) {
      return new SigningKeys(Kind.KMS, value.substring(KMS.length()));
    }
    throw new UnusableKeyException(
        "sign.key is neither file:PATH nor kms:KEY (its value is not shown, in case it is the key itself)");
  }

  private static boolean isPath(String value) {
    try {
      Path path = Path.of(value.substring(FILE.length()));
      return !path.toString().contains("\n");
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /**
   * The key.
   *
   * @param awsRegion where KMS is asked, unless the key's ARN says
   * @throws UnusableKeyException if it is not there, or cannot be used
   */
  public SigningKey open(Optional<String> awsRegion) {
    return switch (kind) {
      case FILE -> FileKey.read(Path.of(place));
      case KMS -> KmsKey.find(place, awsRegion);
    };
  }
}
