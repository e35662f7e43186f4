/**
 * What is to be copied, and the private bucket as it was found: listings, snapshots, and whether it
 * still is as it was. Read {@link zamba.publish.source.Replication} and {@link
 * zamba.publish.source.WatchedSource} first.
 */
package zamba.publish.source;
