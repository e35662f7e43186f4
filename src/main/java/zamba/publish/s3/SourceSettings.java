package zamba.publish.s3;

import java.util.Optional;

/**
 * What the private bucket wants to be told.
 *
 * @param requesterPays that who asks pays for it
 * @param expectedOwner the account that the bucket must belong to
 */
public record SourceSettings(boolean requesterPays, Optional<String> expectedOwner) {

  static final SourceSettings NONE = new SourceSettings(false, Optional.empty());
}
