package zamba.publish.folder;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Exchanges two folders in one atomic step, which Java has no call for: renameat2(2) with
 * RENAME_EXCHANGE on Linux, renamex_np(2) with RENAME_SWAP on macOS.
 */
final class FolderExchange {
  private static final int AT_FDCWD = -100;
  private static final int RENAME_EXCHANGE = 2;
  private static final int RENAME_SWAP = 2;

  interface LinuxLibrary extends Library {
    int renameat2(int oldFolder, String oldPath, int newFolder, String newPath, int flags);
  }

  interface MacLibrary extends Library {
    int renamex_np(String from, String to, int flags);
  }

  private FolderExchange() {}

  /**
   * Exchanges what two paths of one file system name.
   *
   * @return whether it was done; false where the system or the file system cannot
   */
  static boolean exchange(Path one, Path other) {
    return call(one.toAbsolutePath().toString(), other.toAbsolutePath().toString())
        .map(result -> result == 0)
        .orElse(false);
  }

  private static Optional<Integer> call(String one, String other) {
    try {
      if (Platform.isLinux()) {
        LinuxLibrary library = Native.load("c", LinuxLibrary.class);
        return Optional.of(library.renameat2(AT_FDCWD, one, AT_FDCWD, other, RENAME_EXCHANGE));
      }
      if (Platform.isMac()) {
        MacLibrary library = Native.load("c", MacLibrary.class);
        return Optional.of(library.renamex_np(one, other, RENAME_SWAP));
      }
    } catch (LinkageError e) {
      // An old C library, or a system on which native code may not be loaded.
    }
    return Optional.empty();
  }
}
