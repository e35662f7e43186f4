/**
 * What a pickle may speak of: names that are allowed, in which role, and what they make. Nothing is
 * made. Read {@link zamba.publish.inspect.value.AllowList} and {@link
 * zamba.publish.inspect.value.Value} first.
 */
package zamba.publish.inspect.value;
