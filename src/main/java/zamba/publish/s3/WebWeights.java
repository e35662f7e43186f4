package zamba.publish.s3;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings weights from a web server into one region, from where the others copy them: one download
 * and one upload, however many regions there are, and none if a region has them already.
 */
public final class WebWeights {
  private static final Logger LOG = LoggerFactory.getLogger(WebWeights.class);

  private final HttpsSource web;
  private final List<RegionReplicas> regions;
  private final Streaming streaming;

  /**
   * @param web reads what is to be brought
   * @param regions where it may be brought to, in the order they are configured
   * @param streaming brings it
   */
  public WebWeights(HttpsSource web, List<RegionReplicas> regions, Streaming streaming) {
    this.web = web;
    this.regions = List.copyOf(regions);
    this.streaming = streaming;
  }

  /**
   * What the regions would copy, once one of them had it. Brings nothing anywhere.
   *
   * @throws HttpsSourceException if the web server does not give them
   */
  public Replication look(URI source, String publicName) {
    return replication(web.look(source), publicName, regions.get(0), "", Optional.empty());
  }

  /**
   * Makes sure that one region has the weights, if any region can.
   *
   * @param source where they are on the web
   * @param publicName the name they are published under
   * @return what the regions are to copy, and from which region
   * @throws HttpsSourceException if the web server does not give them
   * @throws StoreException if a region that may have taken them does not say
   * @throws IllegalStateException if no region takes them, saying why each does not
   */
  public Replication stage(URI source, String publicName) {
    ObjectFacts origin = web.look(source);
    List<RegionReplicas> lacking = new ArrayList<>();
    for (RegionReplicas region : regions) {
      try {
        Optional<ObjectFacts> held = region.look(publicName);
        if (held.isEmpty()) {
          lacking.add(region);
        } else if (isSame(origin, held.get())) {
          return replication(origin, publicName, region, held.get().etag(), Optional.empty());
        }
      } catch (StoreException e) {
        LOG.debug("{} does not say what it has; its own route asks again", region.region(), e);
      }
    }
    return lacking.isEmpty()
        // No region can be copied to, so it does not matter from where: each region's route tells
        // what is wrong there.
        ? replication(origin, publicName, regions.get(0), "", Optional.empty())
        : upload(source, origin, publicName, lacking);
  }

  /** Only what is proved to be the source's content may be copied on under our record of it. */
  private static boolean isSame(ObjectFacts origin, ObjectFacts held) {
    return Comparison.of(origin, held).verdict() == Comparison.Verdict.SAME;
  }

  private Replication upload(
      URI source, ObjectFacts origin, String publicName, List<RegionReplicas> lacking) {
    List<String> refusals = new ArrayList<>();
    for (RegionReplicas region : lacking) {
      String name = region.region().name();
      Broadcast.Sent sent =
          streaming.send(
              () -> new WebBlocks(web.open(source, origin)),
              origin,
              publicName,
              origin.etag(),
              List.of(region));
      Throwable failure = sent.failures().get(region);
      if (failure != null) {
        refusals.add(name + ": " + Cause.of(failure));
        if (failure instanceof HttpsSourceException gone) {
          throw gone;
        }
        if (!(failure instanceof StoreException e && e.maybePublishedMeanwhile())) {
          continue;
        }
      }
      Optional<ObjectFacts> held = region.look(publicName);
      if (held.isPresent() && (failure == null || isSame(origin, held.get()))) {
        ObjectFacts known = sent.checksum().map(origin::with).orElse(origin);
        return replication(
            known,
            publicName,
            region,
            held.get().etag(),
            failure == null ? Optional.of(name) : Optional.empty());
      }
    }
    throw new IllegalStateException(
        "No region took the upload of " + source + ": " + String.join("; ", refusals));
  }

  private static Replication replication(
      ObjectFacts origin,
      String publicName,
      RegionReplicas region,
      String etag,
      Optional<String> uploadedTo) {
    return new Replication(
        publicName,
        origin,
        region.region().name(),
        region.region().locate(publicName),
        etag,
        uploadedTo);
  }
}
