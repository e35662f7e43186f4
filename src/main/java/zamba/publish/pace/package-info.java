/**
 * How fast a store may be asked, and when what has failed is tried again. Read {@link
 * zamba.publish.pace.AimdLimiter} and {@link zamba.publish.pace.Backoff} first.
 */
package zamba.publish.pace;
