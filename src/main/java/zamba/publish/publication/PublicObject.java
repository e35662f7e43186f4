package zamba.publish.publication;

/**
 * An object in a public bucket.
 *
 * @param region the region's name
 * @param bucket the region's public bucket
 * @param key the object's key
 * @param bytes its size
 */
public record PublicObject(String region, String bucket, String key, long bytes) {}
