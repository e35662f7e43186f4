package zamba.publish.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;

/**
 * Where the embedded server keeps its objects.
 *
 * @param store the objects
 * @param scratch the folder to delete when the server ends, if there is one
 */
record DataFolder(BlobStore store, Optional<Path> scratch) {

  /**
   * A folder of the user's, created if missing, which outlives the server.
   *
   * @throws IOException when it cannot be created, or its file system cannot hold what S3Proxy puts
   *     beside an object's bytes
   */
  static DataFolder named(Path dir) throws IOException {
    Path folder = Files.createDirectories(dir.toAbsolutePath());
    if (!keepsAttributes(folder)) {
      throw new IOException(
          "cannot keep S3 objects in "
              + folder
              + ": its file system has no extended attributes (user xattrs), which hold ETags and"
              + " metadata. Name a folder on ext4, XFS, Btrfs or APFS in embedded.dir, or leave"
              + " embedded.dir empty for a temporary one");
    }
    return new DataFolder(new FilesystemNio2BlobStore(folder.toString()), Optional.empty());
  }

  /** A new folder where temporary files go, deleted when the server ends. */
  static DataFolder temporary() throws IOException {
    return temporary(Files.createTempDirectory("zamba-embedded-s3-"));
  }

  /** {@code folder} until the server ends, or the heap when its file system is not up to it. */
  static DataFolder temporary(Path folder) throws IOException {
    if (keepsAttributes(folder)) {
      return new DataFolder(new FilesystemNio2BlobStore(folder.toString()), Optional.of(folder));
    }
    Files.delete(folder);
    return new DataFolder(new TransientNio2BlobStore(), Optional.empty());
  }

  /** Deletes the folder if it was temporary. */
  void delete() throws IOException {
    if (scratch.isEmpty() || !Files.exists(scratch.get())) {
      return;
    }
    List<Path> deepestFirst;
    try (Stream<Path> all = Files.walk(scratch.get())) {
      deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    for (Path path : deepestFirst) {
      Files.deleteIfExists(path);
    }
  }

  /**
   * Whether an attribute written can be read back. S3Proxy loses ETags and metadata without a word
   * where it cannot, and Java's {@code supportsFileAttributeView} is a guess from the mount table.
   */
  private static boolean keepsAttributes(Path folder) throws IOException {
    Path probe = Files.createTempFile(folder, ".attributes-", null);
    try {
      UserDefinedFileAttributeView view =
          Files.getFileAttributeView(probe, UserDefinedFileAttributeView.class);
      if (view == null
          || !Files.getFileStore(probe)
              .supportsFileAttributeView(UserDefinedFileAttributeView.class)) {
        return false;
      }
      view.write("probe", ByteBuffer.wrap(new byte[] {1}));
      return view.size("probe") == 1;
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    } finally {
      Files.delete(probe);
    }
  }
}
