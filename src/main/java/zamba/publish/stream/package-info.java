/**
 * What must come through this program: read once, a block at a time, and sent to several regions.
 * Read {@link zamba.publish.stream.FanOutUpload} and {@link zamba.publish.stream.Blocks} first.
 */
package zamba.publish.stream;
