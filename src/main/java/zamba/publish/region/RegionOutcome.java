package zamba.publish.region;

/** What a region's route gives: what the region holds, or that its store cannot copy by itself. */
public sealed interface RegionOutcome permits Sighting, Refusal {}
