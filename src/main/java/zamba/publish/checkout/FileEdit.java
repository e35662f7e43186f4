package zamba.publish.checkout;

import java.util.Optional;

/**
 * What a release makes of a text file of the checkout, which is UTF-8: one that is not is never
 * edited.
 *
 * @param path relative to the checkout, with {@code /}
 * @param before its text, line endings included, or empty if there is no such file
 * @param after its text afterwards
 */
public record FileEdit(String path, Optional<String> before, String after) {}
