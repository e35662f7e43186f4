package zamba.publish.catalog;

import org.apache.camel.Body;
import org.apache.camel.Variable;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import zamba.publish.official.CompanionFile;
import zamba.publish.official.OfficialFolder;
import zamba.publish.official.TrainingResults;
import zamba.publish.s3.Listing;
import zamba.publish.s3.PrivateBucket;
import zamba.publish.s3.Replication;
import zamba.publish.s3.S3Location;
import zamba.publish.s3.WebWeights;

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

  /**
   * @param bucket the private bucket
   * @param web weights on web servers
   */
  public Sources(PrivateBucket bucket, WebWeights web) {
    this.bucket = bucket;
    this.web = web;
  }

  /** What is under a model's prefix. */
  public Listing list(@Variable("entry") CatalogEntry model) {
    return bucket.list(model.location());
  }

  /** See {@link TrainingResults#filter}. */
  public TrainingResults filter(@Body Listing listing) {
    return TrainingResults.filter(listing);
  }

  /** The request for a companion file. It says everything; the endpoint that sends it, nothing. */
  public GetObjectRequest request(@Body S3Location companion) {
    return GetObjectRequest.builder().bucket(companion.bucket()).key(companion.key()).build();
  }

  /** A companion file that was read. */
  public CompanionFile companion(@Variable("location") S3Location location, @Body byte[] content) {
    return new CompanionFile(location, content);
  }

  /** What is to be replicated of a model: its checkpoint, as it is now. */
  public Replication checkpoint(
      @Variable("results") TrainingResults results, @Body OfficialFolder folder) {
    return bucket.source(results.checkpoint(), folder.publicName());
  }

  /** What is to be replicated of weights in the private bucket, as they are now. */
  public Replication weights(@Variable("entry") CatalogEntry weights) {
    return bucket.source(weights.location(), weights.name());
  }

  /** The same of weights on a web server; see {@link WebWeights#look}. */
  public Replication lookAtWeb(@Variable("entry") CatalogEntry weights) {
    return web.look(weights.webAddress(), weights.name());
  }

  /** The same, and puts them into one region; see {@link WebWeights#stage}. */
  public Replication stage(@Variable("entry") CatalogEntry weights) {
    return web.stage(weights.webAddress(), weights.name());
  }

  /** The same for what an audit is to put back. */
  public Replication stageAgain(@Variable("subject") AuditSubject subject) {
    return web.stage(subject.entry().webAddress(), subject.publicName());
  }
}
