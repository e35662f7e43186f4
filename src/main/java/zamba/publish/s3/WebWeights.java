package zamba.publish.s3;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Brings weights from a web server into one region, from where the others copy them: one download
 * and one upload, however many regions there are, and none if a region has them already.
 */
public final class WebWeights {
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
    return holder(origin, publicName).orElseGet(() -> upload(source, origin, publicName));
  }

  private Optional<Replication> holder(ObjectFacts origin, String publicName) {
    for (RegionReplicas region : regions) {
      try {
        Optional<ObjectFacts> held =
            region
                .look(publicName)
                .filter(
                    facts ->
                        Comparison.of(origin, facts).verdict() != Comparison.Verdict.DIFFERENT);
        if (held.isPresent()) {
          return Optional.of(replication(origin, publicName, region, held.get(), false));
        }
      } catch (StoreException e) {
        // The region's own route asks again and reports it.
      }
    }
    return Optional.empty();
  }

  private Replication upload(URI source, ObjectFacts origin, String publicName) {
    List<String> refusals = new ArrayList<>();
    for (RegionReplicas region : regions) {
      boolean uploaded = false;
      try (InputStream content = web.open(source, origin)) {
        region.upload(publicName, origin, content);
        uploaded = true;
      } catch (StoreException e) {
        if (!e.maybePublishedMeanwhile()) {
          refusals.add(region.region().name() + ": " + e.getMessage());
          continue;
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      Optional<ObjectFacts> held = region.look(publicName);
      if (held.isPresent()) {
        Comparison comparison = Comparison.of(origin, held.get());
        if (comparison.verdict() != Comparison.Verdict.DIFFERENT) {
          return replication(origin, publicName, region, held.get(), uploaded);
        }
        // The others must not copy it from there; its own route reports it.
        refusals.add(
            "%s: %s has other content: %s"
                .formatted(region.region().name(), held.get().location(), comparison.grounds()));
      }
    }
    throw new IllegalStateException(
        "No region took the upload of " + source + ": " + String.join("; ", refusals));
  }

  private static Replication replication(
      ObjectFacts origin,
      String publicName,
      RegionReplicas region,
      ObjectFacts held,
      boolean uploaded) {
    return new Replication(
        publicName,
        origin,
        region.region().locate(publicName),
        held.etag(),
        uploaded ? Optional.of(region.region().name()) : Optional.empty());
  }
}
