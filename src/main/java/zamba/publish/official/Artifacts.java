package zamba.publish.official;

import java.util.List;
import software.amazon.awssdk.services.s3.model.S3Object;
import zamba.publish.s3.S3Location;

/** The steps that tell a model's artifacts from the rest of its folder, for the routes. */
public final class Artifacts {

  /** See {@link TrainingResults#filter}. */
  public TrainingResults filter(S3Location prefix, List<S3Object> objects) {
    return TrainingResults.filter(prefix, objects);
  }

  /** A companion file that was read. */
  public CompanionFile companion(S3Location location, byte[] content) {
    return new CompanionFile(location, content);
  }
}
