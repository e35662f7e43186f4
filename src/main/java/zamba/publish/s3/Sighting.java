package zamba.publish.s3;

import java.util.Optional;

/**
 * What one region holds under a public name.
 *
 * @param found empty if it holds nothing, or did not say
 * @param anonymous whether it can be downloaded without credentials; null if nothing was found
 * @param error why it did not say, or null
 * @param millis how long it took to ask, in milliseconds
 */
record Sighting(
    Region region, Optional<ObjectFacts> found, Boolean anonymous, String error, long millis) {}
