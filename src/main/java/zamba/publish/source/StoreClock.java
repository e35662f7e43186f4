package zamba.publish.source;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.model.S3Response;

/** What time it is where a store is: its objects' times are by that clock and not by ours. */
final class StoreClock {
  private static final Logger LOG = LoggerFactory.getLogger(StoreClock.class);

  private StoreClock() {}

  /**
   * When the store answered, by its own clock (RFC 9110, 6.6.1, Date); of one that does not say, by
   * ours.
   */
  static Instant of(S3Response response) {
    return response
        .sdkHttpResponse()
        .firstMatchingHeader("Date")
        .flatMap(StoreClock::parsed)
        .orElseGet(Instant::now);
  }

  private static Optional<Instant> parsed(String date) {
    try {
      return Optional.of(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date)));
    } catch (DateTimeException e) {
      LOG.debug("The store's Date header is none: {}", date, e);
      return Optional.empty();
    }
  }
}
