package bench;

import java.util.Map;

/**
 * Every number of the model of S3, and where it comes from. The model takes S3's time; it is not S3.
 * Change a number here, and nowhere else.
 */
final class Numbers {
  private Numbers() {}

  /**
   * Milliseconds that one request takes, by bucket: what a client in us-east-1 sees.
   *
   * <p>90 and 220 are the round trips N. Virginia - Frankfurt (88.6 ms) and N. Virginia - Singapore
   * (216.7 ms) of "Latency Between AWS Global Regions", reprinted in
   * https://acomputerscientistlearnsaws.blogspot.com/2017/04/aws-regions.html, rounded. 20 is a
   * small request within a region. Amazon promises no figure for it, so this one is chosen, and
   * chosen low: the lower it is, the more a client's own time shows.
   */
  static final Map<String, Integer> LATENCY_MILLIS =
      Map.of(
          "bench-private", 20,
          "bench-public-us", 20,
          "bench-public-eu", 90,
          "bench-public-asia", 220);

  /**
   * Bytes per second of one CopyObject or one UploadPartCopy, whatever runs beside it.
   *
   * <p>Amazon promises none for a copy. Users have reported 44 to 83 MB/s for one stream (the pages
   * were not found again); this is about the middle. For reading, Amazon counts on 85-90 MB/s a
   * request, which is of the same order:
   * https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance-design-patterns.html
   */
  static final long COPY_BYTES_PER_SECOND = 60_000_000;

  /**
   * Requests per second and prefix: PUT, COPY, POST, DELETE.
   *
   * <p>"Best practices design patterns: optimizing Amazon S3 performance",
   * https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html: at least
   * 3,500 PUT/COPY/POST/DELETE or 5,500 GET/HEAD requests per second per partitioned prefix.
   */
  static final double WRITES_PER_SECOND = 3_500;

  /** Requests per second and prefix: GET, HEAD. The same page. */
  static final double READS_PER_SECOND = 5_500;

  /**
   * The cap of the case with the rate cap, instead of the 3,500 above; reads in the same proportion.
   *
   * <p>3,500 requests a second can't be made from two processors by any side, and 100 models of 1
   * GiB have some 3,300 writes to a prefix in all. With 5 a second the cap binds, and not the
   * copying: they take about 11 minutes at the cap, 20 models about 130 s.
   */
  static final double CAPPED_WRITES_PER_SECOND = 5;

  /** See {@link #CAPPED_WRITES_PER_SECOND}. */
  static final double CAPPED_READS_PER_SECOND =
      CAPPED_WRITES_PER_SECOND * READS_PER_SECOND / WRITES_PER_SECOND;

  /**
   * How many seconds' worth of requests may come at once. Amazon publishes none; with one second's
   * worth a client that keeps to the rate on average over a second is never refused.
   */
  static final double BURST_SECONDS = 1;

  /**
   * Seconds between the blanks that keep the connection of a long copy alive (API reference of
   * CopyObject and CompleteMultipartUpload: white space characters, periodically).
   */
  static final int KEEP_ALIVE_SECONDS = 5;

  /** The largest source of one copy request: 5 GiB (API reference of CopyObject). */
  static final long LARGEST_COPY = 5L << 30;

  /** Most parts of one upload (Amazon S3 User Guide, "Multipart upload limits"). */
  static final int MOST_PARTS = 10_000;

  /** Smallest part but the last (the same table). */
  static final long SMALLEST_PART = 5L << 20;
}
