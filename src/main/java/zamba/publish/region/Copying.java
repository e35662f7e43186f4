package zamba.publish.region;

import zamba.publish.source.Replication;

/** What the regions' routes have to know of the message that they are given. */
public interface Copying {

  /** What is to be in every region. */
  Replication replication();

  /** What all regions held before anything was written. */
  RegionComparison survey();
}
