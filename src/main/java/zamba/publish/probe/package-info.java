/**
 * What a store can do, found out by asking it, and the checks that stand in for what it cannot.
 * Read {@link zamba.publish.probe.StoreProbe} and {@link zamba.publish.probe.StoreCapabilities}
 * first.
 */
package zamba.publish.probe;
