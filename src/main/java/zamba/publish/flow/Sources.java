package zamba.publish.flow;

import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import zamba.publish.catalog.CatalogEntry;
import zamba.publish.folder.OfficialFolder;
import zamba.publish.gate.CheckpointGate;
import zamba.publish.gate.Passage;
import zamba.publish.official.CompanionFile;
import zamba.publish.official.TrainingResults;
import zamba.publish.official.TrainingResultsException;
import zamba.publish.publication.Replica;
import zamba.publish.s3.S3Location;
import zamba.publish.source.Listing;
import zamba.publish.source.PrivateBucket;
import zamba.publish.source.Replication;
import zamba.publish.source.Settling;
import zamba.publish.stream.WebWeights;

/**
 * Where what is published comes from, for the routes.
 *
 * <p>What a step needs it takes from the message and from variables by itself. A route does not
 * hand it over as an argument ({@code method: f(${body.name})}): Camel would take the quotes from
 * around a text, and nothing for the text {@code null}.
 */
public final class Sources {
  private final PrivateBucket bucket;
  private final WebWeights web;
  private final Settling settling;
  private final CheckpointGate gate;

  /**
   * @param bucket the private bucket
   * @param web weights on web servers
   * @param settling how long nothing of a source must have been written
   * @param gate looks at what comes from the web on its way
   */
  public Sources(PrivateBucket bucket, WebWeights web, Settling settling, CheckpointGate gate) {
    this.gate = gate;
    this.bucket = bucket;
    this.web = web;
    this.settling = settling;
  }

  /** What is under a model's prefix. */
  public Listing list(@Variable("entry") CatalogEntry model) {
    return bucket.list(model.location());
  }

  /**
   * See {@link TrainingResults#filter}. Of results that are just being written, it says that.
   *
   * @throws zamba.publish.s3.UnsettledSourceException if they may not be published yet
   */
  public TrainingResults filter(@Body Listing listing) {
    try {
      TrainingResults results = TrainingResults.filter(listing);
      settling.expect(results.snapshot());
      return results;
    } catch (TrainingResultsException e) {
      settling.expect(TrainingResults.candidates(listing), e.getMessage());
      throw e;
    }
  }

  /**
   * The request for a companion file, for the version of it that was listed and no other. It says
   * everything; the endpoint that sends it, nothing.
   */
  public GetObjectRequest request(
      @Variable("results") TrainingResults results, @Body S3Location companion) {
    return bucket.request(results.snapshot(), companion);
  }

  /** A companion file that was read. */
  public CompanionFile companion(@Variable("location") S3Location location, @Body byte[] content) {
    return new CompanionFile(location, content);
  }

  /** What is to be replicated of a model: its checkpoint, as it is now. */
  public Replication checkpoint(
      @Variable("results") TrainingResults results, @Body OfficialFolder folder) {
    return bucket.checkpoint(results.snapshot(), results.checkpoint(), folder.publicName());
  }

  /**
   * What is to be replicated of weights in the private bucket, as they are now.
   *
   * @throws zamba.publish.s3.UnsettledSourceException if they may not be published yet
   * @throws zamba.publish.content.DigestException if the bucket declares another digest of them
   *     than the catalog says
   */
  public Replication weights(@Variable("entry") CatalogEntry weights) {
    Replication replication = bucket.source(weights.location(), weights.name());
    weights.digest().ifPresent(digest -> digest.expectOf(replication.origin()));
    replication.source().ifPresent(source -> settling.expect(source.snapshot()));
    return replication;
  }

  /** Expects that no newer one is being uploaded, if it matters; see {@link PrivateBucket}. */
  public void expectNoUpload(@Variable("replication") Replication replication) {
    if (settling.matters()) {
      bucket.expectNoUpload(replication);
    }
  }

  /** Expects that a source is what it was when it was found; see {@link PrivateBucket}. */
  public void expectUnchanged(
      @Variable("replication") Replication replication, @Body List<Replica> replicas) {
    bucket.expectUnchanged(replication, replicas);
  }

  /** The same of weights on a web server; see {@link WebWeights#look}. */
  public Replication lookAtWeb(@Variable("entry") CatalogEntry weights) {
    return web.look(weights.webAddress(), weights.name(), weights.digest());
  }

  /**
   * The same, and puts them into one region; see {@link WebWeights#stage}. What was found of them
   * on their way goes into the variable "looked".
   */
  public Replication stage(@Variable("entry") CatalogEntry weights, Exchange exchange) {
    return stage(weights, weights.name(), exchange);
  }

  private Replication stage(CatalogEntry entry, String publicName, Exchange exchange) {
    Passage passage = gate.passage();
    try {
      return web.stage(entry.webAddress(), publicName, entry.digest(), passage);
    } finally {
      passage.found().ifPresent(looked -> exchange.setVariable("looked", looked));
    }
  }

  /** The same for what an audit is to put back. */
  public Replication stageAgain(@Variable("subject") AuditSubject subject, Exchange exchange) {
    return stage(subject.entry(), subject.publicName(), exchange);
  }
}
