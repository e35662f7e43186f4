/**
 * Create-only copies into one region, by multipart uploads that become visible in one conditional
 * request. Read {@link zamba.publish.copy.CreateOnlyS3Client} and {@link
 * zamba.publish.copy.Uploads} first.
 */
package zamba.publish.copy;
