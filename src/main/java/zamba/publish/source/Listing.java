package zamba.publish.source;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;
import zamba.publish.s3.S3Location;
import zamba.publish.s3.StoreException;

/**
 * What is under a prefix, as far as anyone needs to know it: a prefix may have more objects than
 * fit into memory, of which a handful matters.
 *
 * @param prefix what was listed
 * @param count how many objects there are
 * @param digest the SHA-256 of every object's key, ETag, size and time: another, if anything under
 *     the prefix has been written, removed or added
 * @param newest when the last of them was written; the epoch if there is none
 * @param asOf when the store began to answer, by its own clock
 * @param kept the objects whose keys were asked for, in the listing's order
 */
public record Listing(
    S3Location prefix, int count, String digest, Instant newest, Instant asOf, List<Listed> kept) {

  /** Far above any model's folder; the first page too far ends the listing. */
  public static final int MOST = 100_000;

  /** A model has six. Every one is held in memory, and may be named in a message. */
  static final int MOST_KEPT = 1_000;

  public Listing {
    kept = List.copyOf(kept);
  }

  /**
   * Lists a prefix, page by page.
   *
   * @param keep whether an object of that key is kept
   * @param mostKept how many may be
   * @throws PrefixTooLargeException if there are more objects than {@link #MOST}, or more to keep
   * @throws StoreException if the bucket is missing or listing is denied
   */
  public static Listing of(
      S3Client client, S3Location prefix, Predicate<String> keep, int mostKept) {
    Collector collector = new Collector(prefix, keep, mostKept);
    ListObjectsV2Request request =
        ListObjectsV2Request.builder().bucket(prefix.bucket()).prefix(prefix.key()).build();
    for (ListObjectsV2Response page : client.listObjectsV2Paginator(request)) {
      collector.page(page);
      for (S3Object object : page.contents()) {
        collector.add(Listed.of(object));
      }
    }
    return collector.listing();
  }

  /** The same of objects that are listed already. */
  public static Listing of(S3Location prefix, Iterable<Listed> objects, Predicate<String> keep) {
    Collector collector = new Collector(prefix, keep, MOST_KEPT);
    objects.forEach(collector::add);
    return collector.listing();
  }

  private static final class Collector {
    private final S3Location prefix;
    private final Predicate<String> keep;
    private final int mostKept;
    private final MessageDigest digest;
    private final List<Listed> kept = new ArrayList<>();
    private Instant newest = Instant.EPOCH;
    private Optional<Instant> asOf = Optional.empty();
    private int count;
    private int pages;

    Collector(S3Location prefix, Predicate<String> keep, int mostKept) {
      this.prefix = prefix;
      this.keep = keep;
      this.mostKept = mostKept;
      try {
        this.digest = MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }

    /** A store that gives page after page with nothing on it would never end, either. */
    void page(ListObjectsV2Response page) {
      if (asOf.isEmpty()) {
        asOf = Optional.of(StoreClock.of(page));
      }
      if (++pages > MOST) {
        throw tooLarge(String.format(Locale.ROOT, "more than %,d pages of a listing", MOST));
      }
    }

    void add(Listed object) {
      if (++count > MOST) {
        throw tooLarge(String.format(Locale.ROOT, "more than %,d objects", MOST));
      }
      text(object.key());
      text(object.etag());
      text(object.lastModified().toString());
      digest.update(ByteBuffer.allocate(Long.BYTES).putLong(object.size()).flip());
      if (object.lastModified().isAfter(newest)) {
        newest = object.lastModified();
      }
      if (keep.test(object.key())) {
        kept.add(object);
        if (kept.size() > mostKept) {
          throw tooLarge(
              String.format(
                  Locale.ROOT, "more than %,d checkpoints and companion files", mostKept));
        }
      }
    }

    /** With its length before it, so that no two lists of objects are one text. */
    private void text(String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
      digest.update(bytes);
    }

    private PrefixTooLargeException tooLarge(String what) {
      return new PrefixTooLargeException(
          "Under %s there are %s, so it is not looked at further. A model's own folder has a checkpoint and five files beside it: give that folder in the catalog"
              .formatted(prefix, what));
    }

    Listing listing() {
      return new Listing(
          prefix,
          count,
          HexFormat.of().formatHex(digest.digest()),
          newest,
          asOf.orElseGet(Instant::now),
          kept);
    }
  }
}
