/**
 * An S3 server in this process with sample training results, for trying and testing. It is not part
 * of the jar. Read {@link zamba.publish.embedded.EmbeddedServer} and {@link
 * zamba.publish.embedded.Seeding} first.
 */
package zamba.publish.embedded;
