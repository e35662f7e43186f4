package zamba.publish.embedded;

import java.util.function.Supplier;

/**
 * An object to put into a sample location.
 *
 * @param name under the location
 * @param content makes its bytes, the same at every call; only when asked, for they are many
 */
record SampleObject(String name, Supplier<byte[]> content) {}
