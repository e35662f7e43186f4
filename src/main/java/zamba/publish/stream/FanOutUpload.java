package zamba.publish.stream;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import zamba.publish.content.Checksum;
import zamba.publish.content.ContentCheck;
import zamba.publish.content.ContentSums;
import zamba.publish.content.Crc64Nvme;
import zamba.publish.content.ObjectFacts;
import zamba.publish.content.PartSizes;
import zamba.publish.content.PinnedDigest;
import zamba.publish.copy.CreateOnlyS3Client;
import zamba.publish.copy.Upload;
import zamba.publish.s3.Region;
import zamba.publish.s3.S3Location;
import zamba.publish.source.Blocks;
import zamba.publish.transfer.CopyListener.Copy;
import zamba.publish.transfer.CopyListener.Way;
import zamba.publish.transfer.Transfers;

/**
 * One reading of an object, sent to several regions at once. Becomes visible in each by a
 * conditional completion of its own; a region that fails is left out from then on.
 */
final class FanOutUpload {
  /** With the one that is being read, all that is in memory. */
  private static final int BLOCKS_ON_THEIR_WAY = 3;

  private final Transfers transfers;
  private final ObjectFacts origin;
  private final String publicName;
  private final PartSizes sizes;
  private final ContentCheck check;
  private final Optional<PinnedDigest> digest;
  private final List<Line> lines = new ArrayList<>();

  /** To one region. */
  private static final class Line {
    private final CreateOnlyS3Client client;
    private Upload upload;
    private Copy copy;
    private volatile Throwable failure;

    private Line(CreateOnlyS3Client client) {
      this.client = client;
    }

    private void fail(Throwable cause) {
      if (failure == null) {
        failure = cause;
      }
    }
  }

  /**
   * What came of it.
   *
   * @param failures why, for each region that has failed
   * @param sums of the bytes that were sent, if all of them were read; else empty
   */
  record Sent(Map<Region, Throwable> failures, Map<String, String> sums) {}

  /**
   * @param pin the ETag of what is read: an unfinished upload of the same is continued
   * @param check sees all bytes, and its end is reached before anything becomes visible
   * @param digest what the bytes must have; then, and for a check that wants them, all of them are
   *     read, also when an unfinished upload is continued
   */
  FanOutUpload(
      Transfers transfers,
      ObjectFacts origin,
      String publicName,
      String pin,
      ContentCheck check,
      Optional<PinnedDigest> digest) {
    this.check = check;
    this.digest = digest;
    this.transfers = transfers;
    this.origin = origin;
    this.publicName = publicName;
    this.sizes = PartSizes.forStream(origin.size(), pin);
  }

  /** Reads, sends and completes. */
  Sent run(Blocks blocks, List<CreateOnlyS3Client> clients) {
    clients.forEach(client -> lines.add(new Line(client)));
    onEachLine(this::begin);
    Map<String, String> sent = Map.of();
    try {
      sent = send(blocks);
      if (!alive().isEmpty()) {
        check.end();
      }
    } catch (IOException | RuntimeException e) {
      lines.forEach(line -> line.fail(e));
    }
    Optional<Checksum> guard = known(sent);
    onEachLine(line -> line.client.uploads().complete(line.upload, guard));
    lines.forEach(this::end);
    Map<Region, Throwable> failures = new LinkedHashMap<>();
    lines.stream()
        .filter(line -> line.failure != null)
        .forEach(line -> failures.put(line.client.region(), line.failure));
    return new Sent(failures, sent);
  }

  /** The source's checksum, or if its store has none, that of what was read. */
  private Optional<Checksum> known(Map<String, String> sent) {
    return Optional.ofNullable(origin.checksums().get(Checksum.CRC64NVME))
        .or(() -> Optional.ofNullable(sent.get(Checksum.CRC64NVME)))
        .map(value -> new Checksum(Checksum.CRC64NVME, value));
  }

  private void begin(Line line) {
    S3Location target = line.client.region().locate(publicName);
    // Of this kind, since it is what every part carries.
    Upload.Plan plan =
        new Upload.Plan(target, origin, publicName, sizes, ChecksumAlgorithm.CRC64_NVME, true);
    line.upload = line.client.uploads().begin(plan);
    line.copy = line.client.copy(plan, Way.STREAM);
    transfers.listener().started(line.copy);
    line.client.tellDone(line.upload, line.copy);
  }

  /**
   * Every block that a region lacks, to all that lack it. What is to be looked at is read whole,
   * also if an upload that is continued has some of it already.
   *
   * @return the sums of all the bytes, unless some were lacked by none
   */
  private Map<String, String> send(Blocks blocks) throws IOException {
    Deque<CompletableFuture<Void>> onTheirWay = new ArrayDeque<>();
    try {
      return send(blocks, onTheirWay);
    } finally {
      // Also when the source fails: a block that lands in an upload that was aborted is billed.
      onTheirWay.forEach(CompletableFuture::join);
    }
  }

  private Map<String, String> send(Blocks blocks, Deque<CompletableFuture<Void>> onTheirWay)
      throws IOException {
    ContentSums whole = new ContentSums();
    boolean all = true;
    for (int number = 1; number <= sizes.count() && !alive().isEmpty(); number++) {
      int part = number;
      List<Line> lacking =
          alive().stream().filter(line -> !line.upload.done().containsKey(part)).toList();
      List<Line> unproved =
          alive().stream().filter(line -> line.upload.lacksChecksum(part)).toList();
      if (lacking.isEmpty() && unproved.isEmpty() && !wanted()) {
        all = false;
        continue;
      }
      if (onTheirWay.size() == BLOCKS_ON_THEIR_WAY) {
        onTheirWay.remove().join();
      }
      byte[] block = blocks.read(sizes.first(part), (int) sizes.length(part));
      whole.update(block);
      check.pass(block);
      String crc = Crc64Nvme.of(block);
      if (wanted()) {
        // What is there of an earlier run must be what was read now, or it is sent again.
        lacking = alive().stream().filter(line -> !line.upload.has(part, crc)).toList();
        lacking.forEach(line -> line.upload.done().remove(part));
      } else {
        // Not every store tells the checksums of the parts it has, though it wants them back.
        unproved.forEach(line -> line.upload.putChecksum(part, crc));
      }
      onTheirWay.add(send(lacking, part, block, crc));
    }
    onTheirWay.forEach(CompletableFuture::join);
    if (alive().isEmpty() || !all) {
      return Map.of();
    }
    blocks.end();
    Map<String, String> sums = whole.values();
    declared(sums);
    digest.ifPresent(pinned -> pinned.expectOf(origin.location(), sums));
    return sums;
  }

  /** Expects of what was read all that its store declares of it. */
  private void declared(Map<String, String> sums) {
    Map<String, String> declared = new LinkedHashMap<>(origin.checksums());
    origin.md5().ifPresent(md5 -> declared.put(ContentSums.MD5, md5));
    declared.forEach(
        (algorithm, value) -> {
          if (!value.equals(sums.getOrDefault(algorithm, value))) {
            throw new IllegalStateException(
                "%s was read with %s %s, but its store says %s; nothing of it has become visible"
                    .formatted(origin.location(), algorithm, sums.get(algorithm), value));
          }
        });
  }

  /** Whether all bytes are to be read, whatever an upload has of them. */
  private boolean wanted() {
    return digest.isPresent() || check.wanted();
  }

  private List<Line> alive() {
    return lines.stream().filter(line -> line.failure == null).toList();
  }

  /** Done when every line has the block or has failed. */
  private static CompletableFuture<Void> send(
      List<Line> lacking, int part, byte[] block, String crc) {
    CompletableFuture<?>[] sendings = new CompletableFuture<?>[lacking.size()];
    for (int i = 0; i < sendings.length; i++) {
      Line line = lacking.get(i);
      sendings[i] =
          line.client
              .upload(line.upload, line.copy, part, block, crc)
              .exceptionally(
                  failure -> {
                    line.fail(
                        failure instanceof CompletionException ? failure.getCause() : failure);
                    return null;
                  });
    }
    return CompletableFuture.allOf(sendings);
  }

  /** Does something on all lines that are alive, at once; whoever throws is alive no more. */
  private void onEachLine(Consumer<Line> action) {
    List<CompletableFuture<Void>> actions =
        alive().stream()
            .map(
                line ->
                    transfers.run(
                        () -> {
                          try {
                            action.accept(line);
                          } catch (RuntimeException e) {
                            line.fail(e);
                          }
                        }))
            .toList();
    actions.forEach(CompletableFuture::join);
  }

  private void end(Line line) {
    if (line.upload == null) {
      return;
    }
    if (line.failure != null) {
      line.client.uploads().giveUp(line.upload, line.failure);
    }
    transfers.listener().ended(line.copy, line.failure == null);
  }
}
