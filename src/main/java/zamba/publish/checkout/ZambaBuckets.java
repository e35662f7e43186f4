package zamba.publish.checkout;

import java.util.LinkedHashMap;
import java.util.Map;
import zamba.publish.checkout.python.PythonEnum;
import zamba.publish.checkout.python.PythonException;
import zamba.publish.checkout.python.PythonFile;
import zamba.publish.checkout.python.PythonValue.Text;

/**
 * Reads where zamba downloads from: S3_BUCKET is the bucket of the region us, and the others' have
 * the region behind it, as its {@code download_weights} puts them together.
 */
record ZambaBuckets(PythonFiles files) {
  private static final String NAME = "S3_BUCKET";
  private static final String REGIONS = "RegionEnum";
  private static final String FIRST = "us";

  /** Each region's bucket. */
  Map<String, String> read() {
    PythonFile utils = files.get(PythonFiles.UTILS);
    Text bucket =
        utils
            .string(NAME)
            .orElseThrow(() -> missing(utils, "%s = \"s3://bucket\"".formatted(NAME)));
    PythonEnum regions =
        utils
            .enumeration(REGIONS)
            .orElseThrow(() -> missing(utils, "class %s(str, Enum)".formatted(REGIONS)));
    if (!bucket.value().matches("s3://[^/]+/?")) {
      throw new PythonException(
          utils.path(), bucket.line(), "%s is not of the form s3://bucket".formatted(NAME));
    }
    String name = bucket.value().replaceFirst("^s3://", "").replaceFirst("/$", "");
    Map<String, String> buckets = new LinkedHashMap<>();
    regions
        .members()
        .values()
        .forEach(
            region ->
                buckets.put(
                    region.value(),
                    region.value().equals(FIRST) ? name : name + "-" + region.value()));
    return buckets;
  }

  private static PythonException missing(PythonFile utils, String what) {
    return new PythonException(utils.path(), 1, "there is no %s in it".formatted(what));
  }
}
