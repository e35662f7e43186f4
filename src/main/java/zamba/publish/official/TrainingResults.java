package zamba.publish.official;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import zamba.publish.report.Bytes;
import zamba.publish.report.Printable;
import zamba.publish.s3.S3Location;
import zamba.publish.source.Listed;
import zamba.publish.source.Listing;
import zamba.publish.source.Snapshot;

/**
 * What a training run left behind, as far as it is published.
 *
 * @param checkpoint the weights
 * @param companions the companion files beside it, in the order of {@link CompanionFile#NAMES}
 * @param snapshot these six as they were listed, and that there is no other checkpoint
 */
public record TrainingResults(
    S3Location checkpoint, List<S3Location> companions, Snapshot snapshot) {
  /** Far above any configuration; they are held in memory. */
  public static final long LARGEST_COMPANION = 16L << 20;

  /** No more of them are named in a message. */
  private static final int NAMED = 20;

  public TrainingResults {
    companions = List.copyOf(companions);
  }

  /**
   * Which keys under a prefix tell anything about a model: those of checkpoints and of companion
   * files, and one key in each of the first folders that are named like a checkpoint.
   */
  public static Predicate<String> relevant(S3Location prefix) {
    Set<String> folders = new HashSet<>();
    return key ->
        isCheckpoint(key)
            || isCompanion(key)
            || (folders.size() < NAMED && folders.addAll(folders(prefix, key)));
  }

  /**
   * Filters a listing for the artifacts that are published.
   *
   * @param listing what is under a prefix, of which at least what is {@link #relevant} was kept
   * @throws TrainingResultsException if there is not exactly one checkpoint, or a companion file is
   *     missing or too large
   */
  public static TrainingResults filter(Listing listing) {
    S3Location prefix = listing.prefix();
    List<Listed> objects = listing.kept();
    String checkpoint = checkpoint(listing);
    String folder = checkpoint.substring(0, checkpoint.lastIndexOf('/') + 1);
    Map<String, Listed> byKey =
        objects.stream().collect(Collectors.toMap(Listed::key, o -> o, (a, b) -> a));
    List<String> missing = new ArrayList<>();
    List<S3Location> companions = new ArrayList<>();
    for (String name : CompanionFile.NAMES) {
      Listed object = byKey.get(folder + name);
      if (object == null) {
        missing.add(name + elsewhere(name, objects));
      } else if (object.size() > LARGEST_COMPANION) {
        throw new TrainingResultsException(
            "%s has %s; a companion file may have %s at the most. Is it the right file?"
                .formatted(
                    prefix.withKey(object.key()),
                    Bytes.text(object.size()),
                    Bytes.text(LARGEST_COMPANION)));
      } else {
        companions.add(prefix.withKey(object.key()));
      }
    }
    if (!missing.isEmpty()) {
      throw new TrainingResultsException(
          "Beside the checkpoint, in %s, there is no %s. Put what is missing there"
              .formatted(prefix.withKey(folder), String.join(", no ", missing)));
    }
    Set<String> keys = companions.stream().map(S3Location::key).collect(Collectors.toSet());
    return new TrainingResults(
        prefix.withKey(checkpoint),
        companions,
        Snapshot.of(listing, key -> isCheckpoint(key) || keys.contains(key)));
  }

  /** Everything that may be meant to be an artifact, where they are not complete. */
  public static Snapshot candidates(Listing listing) {
    return Snapshot.of(listing, TrainingResults::isArtifact);
  }

  /** Whether a key is that of a checkpoint or of a companion file, in whatever folder. */
  public static boolean isArtifact(String key) {
    return isCheckpoint(key) || isCompanion(key);
  }

  private static String name(String key) {
    return key.substring(key.lastIndexOf('/') + 1);
  }

  private static String checkpoint(Listing listing) {
    List<String> checkpoints =
        listing.kept().stream().map(Listed::key).filter(TrainingResults::isCheckpoint).toList();
    if (checkpoints.isEmpty()) {
      throw new TrainingResultsException(
          "There is no checkpoint (*.ckpt or *.pt) under %s, which has %d objects%s. Check the location in the catalog"
              .formatted(listing.prefix(), listing.count(), folders(listing)));
    }
    if (checkpoints.size() > 1) {
      throw new TrainingResultsException(
          "There are %d checkpoints under %s: %s. Leave the one to publish, or give its folder in the catalog"
              .formatted(checkpoints.size(), listing.prefix(), named(checkpoints)));
    }
    return checkpoints.get(0);
  }

  private static String named(List<String> keys) {
    String first = keys.stream().limit(NAMED).map(Printable::of).collect(Collectors.joining(", "));
    return keys.size() > NAMED ? first + " and %d more".formatted(keys.size() - NAMED) : first;
  }

  /** Whether a key is that of a companion file, in whatever folder. */
  public static boolean isCompanion(String key) {
    return CompanionFile.NAMES.contains(name(key));
  }

  private static boolean isCheckpoint(String key) {
    String name = name(key);
    return name.endsWith(".ckpt") || name.endsWith(".pt");
  }

  /** Folders that are named like a checkpoint: easily mistaken for one in a listing. */
  private static String folders(Listing listing) {
    TreeSet<String> folders = new TreeSet<>();
    listing.kept().forEach(object -> folders.addAll(folders(listing.prefix(), object.key())));
    return folders.isEmpty()
        ? ""
        : "; %s is a folder and not a checkpoint".formatted(named(List.copyOf(folders)));
  }

  private static Set<String> folders(S3Location prefix, String key) {
    Set<String> folders = new TreeSet<>();
    String below = key.startsWith(prefix.key()) ? key.substring(prefix.key().length()) : key;
    for (int slash = below.indexOf('/'); slash >= 0; slash = below.indexOf('/', slash + 1)) {
      if (isCheckpoint(below.substring(0, slash))) {
        folders.add(below.substring(0, slash + 1));
      }
    }
    return folders;
  }

  private static String elsewhere(String name, List<Listed> objects) {
    List<String> keys =
        objects.stream().map(Listed::key).filter(key -> key.endsWith("/" + name)).toList();
    return keys.isEmpty() ? "" : " (but there is " + named(keys) + ")";
  }
}
