package zamba.publish.folder;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zamba.publish.files.Reason;

/**
 * The hidden folders in which new ones are built, beside those whose place they take.
 *
 * @param root the folder official_models
 */
record HiddenFolders(Path root) {
  private static final Logger LOG = LoggerFactory.getLogger(HiddenFolders.class);

  /** What the hidden folders are called in which new ones are built. */
  private static final String STAGING = ".publishing-";

  private static final String HOST = host() + "-";
  private static final String PROCESS =
      HOST + ProcessHandle.current().pid() + "-" + started(ProcessHandle.current()) + "-";
  private static final Pattern PROCESS_IN_NAME = Pattern.compile("([0-9]{1,9})-([0-9]{1,15})-.*");
  private static final Duration FORGOTTEN = Duration.ofDays(1);

  /** A start is told by the clock, which may have been set meanwhile. */
  private static final Duration CLOCK_CHANGE = Duration.ofSeconds(10);

  /** A name that no other has, which tells whose it is. */
  Path fresh() {
    return root.resolve(STAGING + PROCESS + UUID.randomUUID());
  }

  /** What a killed run left behind: not what another run is about to commit. */
  void removeLeftovers() throws IOException {
    try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(root, STAGING + "*")) {
      for (Path leftover : leftovers) {
        if (isForgotten(leftover)) {
          removeLeftover(leftover);
        }
      }
    }
  }

  private void removeLeftover(Path leftover) {
    try {
      Staging.removeLeftover(leftover, root);
    } catch (NoSuchFileException e) {
      LOG.debug("{} was removed by another process", leftover);
    } catch (IOException e) {
      LOG.warn("{} is left over and could not be removed: {}", leftover, new Reason(e));
    }
  }

  private static boolean isForgotten(Path leftover) throws IOException {
    String name = leftover.getFileName().toString().substring(STAGING.length());
    if (name.startsWith(HOST)) {
      Matcher process = PROCESS_IN_NAME.matcher(name.substring(HOST.length()));
      if (!process.matches() || !isAlive(process)) {
        return true;
      }
    }
    try {
      Instant modified = Files.getLastModifiedTime(leftover).toInstant();
      return modified.isBefore(Instant.now().minus(FORGOTTEN));
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** In a container the numbers of processes are soon used again, so the start counts as well. */
  private static boolean isAlive(Matcher process) {
    long started = Long.parseLong(process.group(2));
    return ProcessHandle.of(Long.parseLong(process.group(1)))
        .map(handle -> Math.abs(started(handle) - started) < CLOCK_CHANGE.toMillis())
        .orElse(false);
  }

  /** In milliseconds; 0 where the system does not tell. */
  private static long started(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
