package zamba.publish.signature;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import zamba.publish.content.ContentSums;
import zamba.publish.download.Visitors;
import zamba.publish.region.RegionReplicas;
import zamba.publish.s3.ErrorText;
import zamba.publish.s3.Region;
import zamba.publish.s3.S3Location;
import zamba.publish.s3.StoreException;
import zamba.publish.transfer.Transfers;

/** The small files beside public objects, {@code .sig} and {@code .sha256}: read, and created. */
public final class SideFiles {
  /** Enough for any of them; of a larger one so much is read. */
  private static final int LARGEST = 128 << 10;

  private final List<RegionReplicas> regions;
  private final Visitors visitors;
  private final Transfers transfers;

  /**
   * @param regions in the order they are configured
   * @param visitors read without credentials
   * @param transfers on whose threads
   */
  public SideFiles(List<RegionReplicas> regions, Visitors visitors, Transfers transfers) {
    this.regions = List.copyOf(regions);
    this.visitors = visitors;
    this.transfers = transfers;
  }

  /** Asks something of every region, all at once; gives the answers in the regions' order. */
  public <T> List<T> each(Function<Region, T> question) {
    return transfers.together(
        regions.stream()
            .<Supplier<T>>map(region -> () -> question.apply(region.region()))
            .toList());
  }

  /**
   * A file of a region; empty if there is none.
   *
   * @throws StoreException if the region does not say
   */
  public Optional<byte[]> read(Region region, String name) {
    return read(client(region), region.locate(name));
  }

  /**
   * The same as everyone sees it, without credentials. To who may not list a bucket, S3 denies what
   * is not there as it denies what is (GetObject, "Permissions"), so whether it is there is then
   * asked with credentials.
   *
   * @throws StoreException if the region does not say, or denies what is there
   */
  public Optional<byte[]> readAsVisitor(Region region, String name) {
    try {
      return read(visitors.client(region), region.locate(name));
    } catch (StoreException e) {
      if (e.denied() && read(region, name).isEmpty()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static Optional<byte[]> read(S3Client client, S3Location location) {
    GetObjectRequest request =
        GetObjectRequest.builder().bucket(location.bucket()).key(location.key()).build();
    try {
      ResponseInputStream<GetObjectResponse> content =
          client.getObject(request, ResponseTransformer.toInputStream());
      try (content) {
        byte[] bytes = content.readNBytes(LARGEST);
        if (bytes.length == LARGEST) {
          content.abort();
        }
        return Optional.of(bytes);
      }
    } catch (IOException e) {
      throw new IllegalStateException(
          "GetObject %s broke off: %s".formatted(location, ErrorText.of(e)));
    } catch (StoreException e) {
      if (e.status() == 404) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * Makes a file, if there is none.
   *
   * @param type its content type
   * @return false if there was one, perhaps this one, since an answer can be lost
   * @throws StoreException if the region does not make it
   */
  public boolean create(Region region, String name, byte[] bytes, String type) {
    S3Location location = region.locate(name);
    PutObjectRequest put =
        PutObjectRequest.builder()
            .bucket(location.bucket())
            .key(location.key())
            .contentType(type)
            .contentMD5(ContentSums.contentMd5(bytes))
            .ifNoneMatch("*")
            .build();
    try {
      client(region).putObject(put, RequestBody.fromBytes(bytes));
      return true;
    } catch (StoreException e) {
      if (e.maybePublishedMeanwhile()) {
        return false;
      }
      throw e;
    }
  }

  /**
   * Expects that these credentials may make a file; changes nothing.
   *
   * @throws StoreException if they may not
   */
  public void expectWritable(Region region, String name) {
    in(region).publisher().expectWritable(region.locate(name));
  }

  private S3Client client(Region region) {
    return in(region).client();
  }

  private RegionReplicas in(Region region) {
    return regions.stream().filter(it -> it.region().equals(region)).findFirst().orElseThrow();
  }
}
