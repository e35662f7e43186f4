package zamba.publish.s3;

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
  private final RegionSurvey survey;
  private final Streaming streaming;

  /**
   * @param web reads what is to be brought
   * @param regions where it may be brought to, in the order they are configured
   * @param survey looks at them
   * @param streaming brings it
   */
  public WebWeights(
      HttpsSource web, List<RegionReplicas> regions, RegionSurvey survey, Streaming streaming) {
    this.web = web;
    this.survey = survey;
    this.regions = List.copyOf(regions);
    this.streaming = streaming;
  }

  /**
   * What the regions would copy, once one of them had it. Brings nothing anywhere.
   *
   * @throws HttpsSourceException if the web server does not give them
   */
  public Replication look(WebAddress source, String publicName) {
    return replication(web.look(source), publicName, regions.get(0), "", Optional.empty());
  }

  /**
   * Makes sure that one region has the weights, if any region can; but brings nothing if a region
   * holds what is not proved to be just that.
   *
   * @param source where they are on the web
   * @param publicName the name they are published under
   * @return what the regions are to copy, and from which region
   * @throws HttpsSourceException if the web server does not give them
   * @throws StoreException if a region that may have taken them does not say
   * @throws IllegalStateException if no region takes them, saying why each does not
   */
  public Replication stage(WebAddress source, String publicName) {
    RegionComparison held = survey.look(publicName);
    ObjectFacts origin = web.look(source);
    Replication known = replication(origin, publicName, regions.get(0), "", Optional.empty());
    RegionComparison compared = held.with(known);
    for (RegionReplicas region : regions) {
      Sighting seen = held.in(region.region());
      if (seen.found().isPresent()
          && compared.comparison(seen).verdict() == Comparison.Verdict.SAME) {
        return replication(origin, publicName, region, seen.found().get().etag(), Optional.empty());
      }
    }
    // A region that holds anything else stops all copies, and replicate says so.
    return held.holders().isEmpty() && held.lacking()
        ? upload(source, origin, publicName, lacking(held))
        : known;
  }

  private List<RegionReplicas> lacking(RegionComparison held) {
    return regions.stream().filter(region -> held.in(region.region()).lacking()).toList();
  }

  /** Only what is proved to be the source's content may be copied on under our record of it. */
  private static boolean isSame(ObjectFacts origin, ObjectFacts held) {
    return Comparison.of(origin, held).verdict() == Comparison.Verdict.SAME;
  }

  private Replication upload(
      WebAddress source, ObjectFacts origin, String publicName, List<RegionReplicas> lacking) {
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
      if (held.isPresent() && failure != null && !isSame(origin, held.get())) {
        return replication(origin, publicName, regions.get(0), "", Optional.empty());
      }
      if (held.isPresent()) {
        ObjectFacts known = origin.with(sent.sums());
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
