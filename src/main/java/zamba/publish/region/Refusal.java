package zamba.publish.region;

/**
 * What a region's route gives instead of a sighting if its store cannot copy the object by itself.
 *
 * @param region the region's name
 * @param startedNanos when the region's turn began, by {@link System#nanoTime()}
 */
public record Refusal(String region, long startedNanos) implements RegionOutcome {}
