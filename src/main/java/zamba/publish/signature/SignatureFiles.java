package zamba.publish.signature;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import zamba.publish.publication.SideFile;
import zamba.publish.s3.ErrorText;
import zamba.publish.s3.Region;
import zamba.publish.s3.StoreException;
import zamba.publish.vouch.DigestLine;
import zamba.publish.vouch.FileCheck;
import zamba.publish.vouch.RefusedSignatureException;
import zamba.publish.vouch.TrustedKeys;

/** The signature and digest files beside public objects, in the regions; created, never changed. */
public final class SignatureFiles {
  private static final String DIGEST_SUFFIX = ".sha256";
  private static final String SIGNATURE_TYPE = "application/vnd.dev.sigstore.bundle.v0.3+json";
  private static final String DIGEST_TYPE = "text/plain; charset=utf-8";

  private final SideFiles files;
  private final TrustedKeys trusted;

  /**
   * @param files in the regions
   * @param trusted whose signatures count
   */
  public SignatureFiles(SideFiles files, TrustedKeys trusted) {
    this.files = files;
    this.trusted = trusted;
  }

  public TrustedKeys trusted() {
    return trusted;
  }

  /** Asks every region, all at once. */
  public <T> List<T> each(java.util.function.Function<Region, T> question) {
    return files.each(question);
  }

  /** The signature of an object in a region. */
  public FoundSignature find(Region region, String publicName) {
    return find(region, publicName, files::read);
  }

  /** The same as everyone finds it, without credentials. */
  public FoundSignature findAsVisitor(Region region, String publicName) {
    return find(region, publicName, files::readAsVisitor);
  }

  private FoundSignature find(
      Region region, String publicName, BiFunction<Region, String, Optional<byte[]>> read) {
    String name = signatureOf(publicName);
    try {
      Optional<byte[]> file = read.apply(region, name);
      return file.isEmpty()
          ? FoundSignature.none(region)
          : FoundSignature.counting(region, file.get(), trusted.verify(file.get(), publicName));
    } catch (RefusedSignatureException e) {
      return FoundSignature.different(
          region,
          "In %s, %s vouches for nothing: %s. It was left alone; find out who wrote it"
              .formatted(region.name(), region.locate(name), e.getMessage()));
    } catch (StoreException | IllegalStateException e) {
      return FoundSignature.failed(region, notKnown(region, name, e));
    }
  }

  /**
   * Puts both files beside an object where they are lacking: the digest first, so that where there
   * is a signature there is a digest.
   *
   * @param sha256 of the object, in hexadecimal
   * @param signature the file
   * @return what is wrong; empty if both are there
   */
  public Optional<String> put(Region region, String publicName, String sha256, byte[] signature) {
    return putDigest(region, publicName, sha256)
        .or(() -> putSignature(region, publicName, sha256, signature));
  }

  private Optional<String> putSignature(
      Region region, String publicName, String sha256, byte[] signature) {
    String name = signatureOf(publicName);
    try {
      if (files.create(region, name, signature, SIGNATURE_TYPE)) {
        return Optional.empty();
      }
    } catch (StoreException e) {
      return Optional.of(notWritten(region, name, e));
    }
    // Another publisher's may have other bytes and count as well.
    FoundSignature there = find(region, publicName);
    if (there.lacking()) {
      return Optional.of(atWork(region, name));
    }
    return there
        .problem()
        .or(
            () ->
                there.verified().map(it -> it.statement().sha256()).equals(Optional.of(sha256))
                    ? Optional.empty()
                    : Optional.of(
                        "In %s, %s is of other content"
                            .formatted(region.name(), region.locate(name))));
  }

  /** The same of the digest alone. */
  public Optional<String> putDigest(Region region, String publicName, String sha256) {
    String name = publicName + DIGEST_SUFFIX;
    byte[] line = new DigestLine(sha256, publicName).bytes();
    try {
      if (files.create(region, name, line, DIGEST_TYPE)) {
        return Optional.empty();
      }
      Optional<byte[]> there = files.read(region, name);
      if (there.isEmpty()) {
        return Optional.of(atWork(region, name));
      }
      return Arrays.equals(there.get(), line)
          ? Optional.empty()
          : Optional.of(otherDigest(region, name, sha256));
    } catch (StoreException | IllegalStateException e) {
      return Optional.of(notWritten(region, name, e));
    }
  }

  /** The same where one is to be expected: it is read first. */
  public Optional<String> keepDigest(Region region, String publicName, String sha256) {
    String name = publicName + DIGEST_SUFFIX;
    try {
      byte[] line = new DigestLine(sha256, publicName).bytes();
      return files.read(region, name).filter(it -> Arrays.equals(it, line)).isPresent()
          ? Optional.empty()
          : putDigest(region, publicName, sha256);
    } catch (StoreException | IllegalStateException e) {
      return Optional.of(notWritten(region, name, e));
    }
  }

  /** The name of an object's signature file. */
  public static String signatureOf(String publicName) {
    return publicName + FileCheck.SUFFIX;
  }

  /** A signature file that is lacking: whether these credentials may write it. Writes nothing. */
  public SideFile planSignature(Region region, String publicName) {
    return writable(region, signatureOf(publicName));
  }

  private SideFile writable(Region region, String name) {
    try {
      files.expectWritable(region, name);
      return new SideFile(region.name(), name, SideFile.Status.MISSING, null);
    } catch (StoreException e) {
      return new SideFile(region.name(), name, SideFile.Status.FAILED, notWritten(region, name, e));
    }
  }

  /**
   * What {@link #putDigest} would do, found out by reading that file.
   *
   * @param sha256 of the object, in hexadecimal, if it is known
   */
  public SideFile planDigest(Region region, String publicName, Optional<String> sha256) {
    String name = publicName + DIGEST_SUFFIX;
    try {
      Optional<byte[]> file = files.read(region, name);
      if (file.isEmpty()) {
        return writable(region, name);
      }
      if (sha256.isEmpty()) {
        return new SideFile(
            region.name(),
            name,
            SideFile.Status.UNKNOWN,
            "it is compared when the object's SHA-256 is known");
      }
      return Arrays.equals(file.get(), new DigestLine(sha256.get(), publicName).bytes())
          ? new SideFile(region.name(), name, SideFile.Status.PRESENT, null)
          : new SideFile(
              region.name(),
              name,
              SideFile.Status.DIFFERENT,
              otherDigest(region, name, sha256.get()));
    } catch (StoreException | IllegalStateException e) {
      return new SideFile(region.name(), name, SideFile.Status.FAILED, notKnown(region, name, e));
    }
  }

  private static String otherDigest(Region region, String name, String sha256) {
    return "In %s, %s has another digest than the content, whose SHA-256 is %s. It was left alone; find out who wrote it"
        .formatted(region.name(), region.locate(name), sha256);
  }

  private static String notKnown(Region region, String name, RuntimeException e) {
    return "In %s, it is not known whether %s is there: %s"
        .formatted(region.name(), region.locate(name), ErrorText.of(e));
  }

  /** The digest file of an object; why it is not right, or empty if it is. */
  public Optional<String> checkDigest(Region region, String publicName, String sha256) {
    String name = publicName + DIGEST_SUFFIX;
    try {
      Optional<byte[]> file = files.readAsVisitor(region, name);
      if (file.isEmpty()) {
        return Optional.of("%s is missing in %s".formatted(name, region.name()));
      }
      return DigestLine.read(file.get()).equals(Optional.of(new DigestLine(sha256, publicName)))
          ? Optional.empty()
          : Optional.of(
              "In %s, %s has another digest than the signature, which says %s"
                  .formatted(region.name(), region.locate(name), sha256));
    } catch (StoreException | IllegalStateException e) {
      return Optional.of(notKnown(region, name, e));
    }
  }

  /** A conflict (409) with a writer that had not finished, and perhaps never will. */
  private static String atWork(Region region, String name) {
    return "In %s, %s was not written, since another writer is at work on it, and it is not there yet. Run again when that has ended"
        .formatted(region.name(), region.locate(name));
  }

  private static String notWritten(Region region, String name, RuntimeException e) {
    return "In %s, %s could not be written: %s"
        .formatted(region.name(), region.locate(name), ErrorText.of(e));
  }

  /**
   * Puts a digest beside what was just copied, or keeps the one that is there.
   *
   * @param copied the regions that were just copied to
   * @return what is wrong, if anything is
   */
  public Optional<String> putOrKeepDigest(
      Region region, String name, String sha256, Set<String> copied) {
    return copied.contains(region.name())
        ? putDigest(region, name, sha256)
        : keepDigest(region, name, sha256);
  }
}
