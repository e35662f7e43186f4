/**
 * A page to look at: what is published, where, how well; as a file after a run, or live from a
 * daemon. Read {@link zamba.publish.page.Status} and {@link zamba.publish.page.PageFile} first.
 */
package zamba.publish.page;
