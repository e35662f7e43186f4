package zamba.publish.region;

import org.apache.camel.Exchange;
import zamba.publish.source.Replication;

/**
 * What was seen to be refused in a run. The next one asks again: permissions change.
 *
 * @param store whose bucket, as in {@link Replication#store()}
 * @param bucket which the region's store could not copy from
 */
record Refused(String run, String store, String bucket) {
  static Refused of(Replication replication, Exchange exchange) {
    return new Refused(
        exchange.getVariable("run", "", String.class),
        replication.store(),
        replication.copyFrom().bucket());
  }
}
