/**
 * What is known of an object without reading it, and whether two of them have one content. Read
 * {@link zamba.publish.content.ObjectFacts} and {@link zamba.publish.content.Comparison} first.
 */
package zamba.publish.content;
