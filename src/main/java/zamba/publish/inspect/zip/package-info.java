/**
 * A zip archive as torch writes it, taken strictly. Read {@link
 * zamba.publish.inspect.zip.ZipDirectory} first.
 */
package zamba.publish.inspect.zip;
