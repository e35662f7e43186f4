package zamba.publish.flow;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import zamba.publish.catalog.CatalogEntry;
import zamba.publish.gate.CheckpointGate;
import zamba.publish.gate.Passage;
import zamba.publish.official.CompanionFile;
import zamba.publish.official.TrainingResults;
import zamba.publish.official.TrainingResultsException;
import zamba.publish.s3.S3Location;
import zamba.publish.source.Listing;
import zamba.publish.source.Replication;
import zamba.publish.source.Settling;
import zamba.publish.source.SourceBucket;
import zamba.publish.stream.WebWeights;

/**
 * Where what is published comes from, for the routes.
 *
 * <p>What a step needs it takes from the message by itself. A route does not hand it over as an
 * argument ({@code method: f(${body.name})}): Camel would take the quotes from around a text, and
 * nothing for the text {@code null}.
 */
public final class Sources {
  private final SourceBucket bucket;
  private final WebWeights web;
  private final Settling settling;
  private final CheckpointGate gate;
  private final PublishedCache lastTime;

  /**
   * @param bucket the private bucket
   * @param web weights on web servers
   * @param settling how long nothing of a source must have been written
   * @param gate looks at what comes from the web on its way
   * @param lastTime remembers what was published
   */
  public Sources(
      SourceBucket bucket,
      WebWeights web,
      Settling settling,
      CheckpointGate gate,
      PublishedCache lastTime) {
    this.gate = gate;
    this.lastTime = lastTime;
    this.bucket = bucket;
    this.web = web;
    this.settling = settling;
  }

  /** What is under a model's prefix. */
  public Work list(@Body Work work) {
    return work.with(bucket.list(work.entry().location()));
  }

  /**
   * See {@link TrainingResults#filter}. Of results that are just being written, it says that. Those
   * that were published last time have the official folder that they had then.
   *
   * @throws zamba.publish.s3.UnsettledSourceException if they may not be published yet
   */
  public Work select(@Body Work work) {
    Listing listing = work.found().listing().orElseThrow();
    try {
      TrainingResults results = TrainingResults.filter(listing);
      settling.expect(results.snapshot());
      return work.with(results, lastTime.folder(work.entry(), results));
    } catch (TrainingResultsException e) {
      settling.expect(TrainingResults.candidates(listing), e.getMessage());
      throw e;
    }
  }

  /**
   * A request for each companion file, for the version of it that was listed and no other. It says
   * everything; the endpoint that sends it, nothing.
   */
  public List<GetObjectRequest> requests(@Body Work work) {
    TrainingResults results = work.results();
    return results.companions().stream()
        .map(companion -> bucket.request(results.snapshot(), companion))
        .toList();
  }

  /**
   * Puts what was read into the work.
   *
   * @param contents what the requests gave, in their order
   */
  public static Work read(Work work, List<?> contents) {
    List<S3Location> locations = work.results().companions();
    return work.withCompanions(
        IntStream.range(0, locations.size())
            .mapToObj(i -> new CompanionFile(locations.get(i), (byte[]) contents.get(i)))
            .toList());
  }

  /** What is to be replicated of a model: its checkpoint, as it is now. */
  public Work checkpoint(@Body Work work) {
    TrainingResults results = work.results();
    return work.with(
        bucket.checkpoint(results.snapshot(), results.checkpoint(), work.folder().publicName()));
  }

  /**
   * What is to be replicated of weights in the private bucket, as they are now.
   *
   * @throws zamba.publish.s3.UnsettledSourceException if they may not be published yet
   * @throws zamba.publish.content.DigestException if the bucket declares another digest of them
   *     than the catalog says
   */
  public Work weights(@Body Work work) {
    CatalogEntry weights = work.entry();
    Replication replication = bucket.source(weights.location(), weights.name());
    weights.digest().ifPresent(digest -> digest.expectOf(replication.origin()));
    replication.source().ifPresent(source -> settling.expect(source.snapshot()));
    return work.with(replication, lastTime.held(weights, replication));
  }

  /** Expects that no newer one is being uploaded, if it matters; see {@link SourceBucket}. */
  public void expectNoUpload(@Body Work work) {
    if (settling.matters()) {
      bucket.expectNoUpload(work.replication());
    }
  }

  /** Expects that a source is what it was when it was found; see {@link SourceBucket}. */
  public void expectUnchanged(@Body Work work) {
    bucket.expectUnchanged(work.replication(), work.replicas());
  }

  /** The same of weights on a web server; see {@link WebWeights#look}. */
  public Work lookAtWeb(@Body Work work) {
    CatalogEntry weights = work.entry();
    Replication replication = web.look(weights.webAddress(), weights.name(), weights.digest());
    return work.with(replication, lastTime.held(weights, replication));
  }

  /**
   * Puts weights from a web server into one region; see {@link WebWeights#stage}. What was found of
   * them on their way is in the message, also if they were stopped for it.
   */
  public void stage(@Body Work work, Exchange exchange) {
    Passage passage = gate.passage();
    Work staged = work;
    try {
      staged = work.with(web.stage(work.replication(), work.entry().digest(), passage));
    } finally {
      exchange.getMessage().setBody(passage.found().map(staged::with).orElse(staged));
    }
  }
}
