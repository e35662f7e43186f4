package zamba.publish.queue;

import java.time.Instant;

/**
 * That an object was written, as its bucket has told it.
 *
 * @param bucket the bucket
 * @param key the object's key, as it is
 * @param at when; the epoch if that was not told
 */
public record Notice(String bucket, String key, Instant at) {}
