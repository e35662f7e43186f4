package zamba.publish.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import zamba.publish.content.Comparison;
import zamba.publish.content.ContentCheck;
import zamba.publish.content.DigestException;
import zamba.publish.content.NotAdmittedException;
import zamba.publish.content.ObjectFacts;
import zamba.publish.content.PinnedDigest;
import zamba.publish.https.HttpsSource;
import zamba.publish.https.HttpsSourceException;
import zamba.publish.https.WebAddress;
import zamba.publish.region.RegionComparison;
import zamba.publish.region.RegionReplicas;
import zamba.publish.region.RegionSurvey;
import zamba.publish.region.Sighting;
import zamba.publish.s3.ErrorText;
import zamba.publish.s3.StoreException;
import zamba.publish.source.Replication;
import zamba.publish.source.WebBlocks;

/**
 * Brings weights from a web server into one region, from where the others copy them: one download
 * and one upload, however many regions there are, and none if a region has them already.
 */
public final class WebWeights {
  private final HttpsSource web;
  private final List<RegionReplicas> regions;
  private final RegionSurvey survey;
  private final Streaming streaming;
  private final boolean unpinnedAllowed;

  /**
   * @param web reads what is to be brought
   * @param regions where it may be brought to, in the order they are configured
   * @param survey looks at them
   * @param streaming brings it
   * @param unpinnedAllowed whether that may be brought of which no digest is configured
   */
  public WebWeights(
      HttpsSource web,
      List<RegionReplicas> regions,
      RegionSurvey survey,
      Streaming streaming,
      boolean unpinnedAllowed) {
    this.web = web;
    this.unpinnedAllowed = unpinnedAllowed;
    this.survey = survey;
    this.regions = List.copyOf(regions);
    this.streaming = streaming;
  }

  /**
   * What the regions would copy, once one of them had it. Brings nothing anywhere, and does not ask
   * the web server about what is in place everywhere.
   *
   * @param digest what they must have, if that is configured
   * @throws HttpsSourceException if the web server does not give them
   * @throws DigestException if a region holds something else, or no digest is configured and one
   *     must be
   */
  public Replication look(WebAddress source, String publicName, Optional<PinnedDigest> digest) {
    RegionComparison held = held(source, publicName, digest);
    return inPlace(source, held)
        .orElseGet(
            () ->
                replication(
                    source, ask(source, held), publicName, regions.get(0), "", Optional.empty()));
  }

  /** What the regions hold, none of which may declare another digest. */
  private RegionComparison held(
      WebAddress source, String publicName, Optional<PinnedDigest> digest) {
    if (digest.isEmpty() && !unpinnedAllowed) {
      throw new DigestException(
          "%s comes from %s, and no digest says what it must be. Set digest.%s to %s, as its publisher says; or gate.unpinned=allow takes whatever the host gives"
              .formatted(publicName, source, publicName, PinnedDigest.FORM));
    }
    RegionComparison held = survey.look(publicName);
    digest.ifPresent(
        pinned ->
            held.holders().stream()
                .map(Sighting::found)
                .flatMap(Optional::stream)
                .forEach(pinned::expectOf));
    return held;
  }

  /**
   * What every region holds, if all of them are proved to hold one content. What there is to copy
   * then, if one loses it in this moment, is what another has. Of a single region's object nothing
   * is proved by that.
   */
  private static Optional<Replication> inPlace(WebAddress source, RegionComparison held) {
    if (held.sightings().size() < 2 || !held.everywhere() || !held.agreed()) {
      return Optional.empty();
    }
    Replication agreed = held.healing();
    return Optional.of(agreed.with(agreed.origin().at(source.toString())));
  }

  private ObjectFacts ask(WebAddress source, RegionComparison held) {
    try {
      return web.look(source);
    } catch (HttpsSourceException e) {
      if (!held.everywhere()) {
        throw e;
      }
      String holders =
          held.holders().stream()
              .map(Sighting::found)
              .flatMap(Optional::stream)
              .map(
                  it ->
                      "%s with %d bytes and ETag %s".formatted(it.location(), it.size(), it.etag()))
              .collect(Collectors.joining(", "));
      throw new HttpsSourceException(
          "%s. It was asked since every region holds the object, but they are not proved to hold one content: %s"
              .formatted(e.getMessage(), holders),
          e);
    }
  }

  /** The same of what nobody looks at. */
  Replication stage(WebAddress source, String publicName, Optional<PinnedDigest> digest) {
    return stage(look(source, publicName, digest), digest, ContentCheck.NONE);
  }

  /**
   * Makes sure that one region has the weights, if any region can; but brings nothing if a region
   * holds what is not proved to be just that.
   *
   * @param found what {@link #look} has found
   * @param digest what they must have, if that is configured
   * @param checks see all that is brought before it becomes visible
   * @return what the regions are to copy, and from which region
   * @throws HttpsSourceException if the web server does not give them
   * @throws DigestException if they have another digest, or what a region holds has, or none is
   *     configured and one must be
   * @throws StoreException if a region that may have taken them does not say
   * @throws NotAdmittedException if they must not become public
   * @throws IllegalStateException if no region takes them, saying why each does not
   */
  public Replication stage(
      Replication found, Optional<PinnedDigest> digest, ContentCheck.Maker checks) {
    if (!found.copyFromEtag().isEmpty()) {
      return found;
    }
    WebAddress source = found.web().orElseThrow();
    ObjectFacts origin = found.origin();
    String publicName = found.publicName();
    RegionComparison held = held(source, publicName, digest);
    RegionComparison compared = held.with(found);
    for (RegionReplicas region : regions) {
      Sighting seen = held.in(region.region());
      if (seen.found().isPresent()
          && compared.comparison(seen).verdict() == Comparison.Verdict.SAME) {
        return replication(
            source, origin, publicName, region, seen.found().get().etag(), Optional.empty());
      }
    }
    // A region that holds anything else, or may, stops all copies, and replicate says so.
    return held.holders().isEmpty() && compared.toBeCopied()
        ? upload(source, origin, publicName, digest, lacking(held), checks)
        : found;
  }

  private List<RegionReplicas> lacking(RegionComparison held) {
    return regions.stream().filter(region -> held.in(region.region()).lacking()).toList();
  }

  /** Only what is proved to be the source's content may be copied on under our record of it. */
  private static boolean isSame(ObjectFacts origin, ObjectFacts held) {
    return Comparison.of(origin, held).verdict() == Comparison.Verdict.SAME;
  }

  private Replication upload(
      WebAddress source,
      ObjectFacts origin,
      String publicName,
      Optional<PinnedDigest> digest,
      List<RegionReplicas> lacking,
      ContentCheck.Maker checks) {
    List<String> refusals = new ArrayList<>();
    for (RegionReplicas region : lacking) {
      String name = region.region().name();
      FanOutUpload.Sent sent =
          streaming.send(
              () -> new WebBlocks(web.open(source, origin)),
              origin,
              publicName,
              origin.etag(),
              List.of(region),
              checks,
              digest);
      Throwable failure = sent.failures().get(region.region());
      if (failure != null) {
        refusals.add(name + ": " + ErrorText.of(failure));
        if (failure instanceof HttpsSourceException gone) {
          throw gone;
        }
        if (failure instanceof DigestException other) {
          throw other;
        }
        if (failure instanceof NotAdmittedException stop) {
          throw stop;
        }
        if (!(failure instanceof StoreException e && e.maybePublishedMeanwhile())) {
          continue;
        }
      }
      Optional<ObjectFacts> held = region.look(publicName);
      if (held.isPresent() && failure != null && !isSame(origin, held.get())) {
        return replication(source, origin, publicName, regions.get(0), "", Optional.empty());
      }
      if (held.isPresent()) {
        ObjectFacts known = origin.with(sent.sums());
        return replication(
            source,
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
      WebAddress source,
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
        uploadedTo,
        Optional.of(source));
  }
}
