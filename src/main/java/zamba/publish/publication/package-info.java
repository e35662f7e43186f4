/**
 * What came of an entry, as it is reported: records and nothing else. Read {@link
 * zamba.publish.publication.Publication} and {@link zamba.publish.publication.Replica} first.
 */
package zamba.publish.publication;
