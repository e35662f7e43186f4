/**
 * What somebody has changed by hand in a model's folder, so that no commit undoes it unasked. Read
 * {@link zamba.publish.edits.HandEdits} and {@link zamba.publish.edits.WrittenMark} first.
 */
package zamba.publish.edits;
