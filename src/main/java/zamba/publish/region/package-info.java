/**
 * The public regions: what each holds under a name, all of them compared, and what brings it there.
 * Read {@link zamba.publish.region.RegionReplicas} and {@link
 * zamba.publish.region.RegionComparison} first.
 */
package zamba.publish.region;
