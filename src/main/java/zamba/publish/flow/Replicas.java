package zamba.publish.flow;

import java.util.List;
import java.util.stream.Collectors;
import zamba.publish.publication.Replica;

/** What is said of replicas together. */
record Replicas(List<Replica> all) {

  /** Their regions, for people. */
  String names() {
    return all.stream().map(Replica::region).collect(Collectors.joining(", "));
  }

  List<Replica> notInPlace() {
    return all.stream().filter(replica -> !replica.inPlace()).toList();
  }

  /** Where the object is not in place; null if it is everywhere. */
  String missing() {
    List<Replica> missing = notInPlace();
    return missing.isEmpty() ? null : "Not in place in " + new Replicas(missing).names();
  }

  /** Those that cannot be told from other content, and where they are. */
  String unverified() {
    return all.stream()
        .filter(replica -> !replica.verified())
        .map(replica -> replica.region() + " (s3://" + replica.bucket() + "/" + replica.key() + ")")
        .collect(Collectors.joining(", "));
  }
}
