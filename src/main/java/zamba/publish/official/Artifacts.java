package zamba.publish.official;

import zamba.publish.s3.Listing;
import zamba.publish.s3.S3Location;

/** The steps that tell a model's artifacts from the rest of its folder, for the routes. */
public final class Artifacts {

  /** See {@link TrainingResults#filter}. */
  public TrainingResults filter(Listing listing) {
    return TrainingResults.filter(listing);
  }

  /** A companion file that was read. */
  public CompanionFile companion(S3Location location, byte[] content) {
    return new CompanionFile(location, content);
  }
}
