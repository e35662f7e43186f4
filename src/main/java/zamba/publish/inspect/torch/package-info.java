/**
 * The forms in which torch keeps weights: archives, what it wrote before 1.6, and programs. Read
 * {@link zamba.publish.inspect.torch.ArchiveInspection} first.
 */
package zamba.publish.inspect.torch;
