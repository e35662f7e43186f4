/**
 * A file as it is read: in few ranges, bounded, and refused with a reason. Read {@link
 * zamba.publish.inspect.bytes.Reads} and {@link zamba.publish.inspect.bytes.Reason} first.
 */
package zamba.publish.inspect.bytes;
