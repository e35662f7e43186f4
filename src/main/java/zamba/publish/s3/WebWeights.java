package zamba.publish.s3;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
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

  public WebWeights(HttpsSource web, List<RegionReplicas> regions) {
    this.web = web;
    this.regions = List.copyOf(regions);
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
      Optional<String> uploaded = Optional.empty();
      try (InputStream content = web.open(source, origin)) {
        region.upload(publicName, origin, content);
        uploaded = Optional.of(name);
      } catch (StoreException e) {
        refusals.add(name + ": " + e.getMessage());
        if (!e.maybePublishedMeanwhile()) {
          continue;
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      Optional<ObjectFacts> held = region.look(publicName);
      if (held.isPresent() && (uploaded.isPresent() || isSame(origin, held.get()))) {
        return replication(origin, publicName, region, held.get().etag(), uploaded);
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
        publicName, origin, region.region().locate(publicName), etag, uploadedTo);
  }
}
