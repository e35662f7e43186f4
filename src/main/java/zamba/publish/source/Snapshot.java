package zamba.publish.source;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import zamba.publish.report.Printable;
import zamba.publish.s3.S3Location;

/**
 * The objects that a publication is made of, as they were at one moment.
 *
 * <p>Of a model these are its six artifacts and every other object that is named like a checkpoint,
 * since a second one makes the model ambiguous. Whatever else lies beside them, such as a training
 * log that is still written, is none of them and may change.
 */
public final class Snapshot {
  private final S3Location prefix;
  private final Predicate<String> matters;
  private final Map<String, Listed> objects = new TreeMap<>();
  private final Instant asOf;

  private Snapshot(
      S3Location prefix, Predicate<String> matters, List<Listed> objects, Instant asOf) {
    this.prefix = prefix;
    this.matters = matters;
    this.asOf = asOf;
    objects.stream()
        .filter(object -> matters.test(object.key()))
        .forEach(object -> this.objects.put(object.key(), object));
  }

  /**
   * What matters of a listing.
   *
   * @param matters whether an object of that key does
   */
  public static Snapshot of(Listing listing, Predicate<String> matters) {
    return new Snapshot(listing.prefix(), matters, listing.kept(), listing.asOf());
  }

  /** A single object; none if it is not there. */
  static Snapshot of(S3Location location, Optional<Listed> object, Instant asOf) {
    return new Snapshot(location, location.key()::equals, object.stream().toList(), asOf);
  }

  /** What was listed, or the one object. */
  S3Location prefix() {
    return prefix;
  }

  /** The same of a later listing. */
  Snapshot of(Listing later) {
    return of(later, matters);
  }

  /** Its objects. Two snapshots with equal ones are of the same content. */
  public List<Listed> objects() {
    return List.copyOf(objects.values());
  }

  /**
   * One of them.
   *
   * @throws IllegalArgumentException if it has none of that key
   */
  Listed object(String key) {
    return Optional.ofNullable(objects.get(key))
        .orElseThrow(() -> new IllegalArgumentException(key + " is not of " + prefix));
  }

  /**
   * Whether something that was begun then and is to have that key will be newer than what is here.
   */
  boolean isOvertakenBy(String key, Instant begun) {
    return matters.test(key)
        && Optional.ofNullable(objects.get(key))
            .filter(object -> object.lastModified().isAfter(begun))
            .isEmpty();
  }

  /**
   * Those of its objects that were written within {@code settle} before the snapshot, or after it,
   * the last written first. Both times are the store's own, so this program's clock does not
   * matter.
   */
  List<Listed> youngerThan(Duration settle) {
    return objects.values().stream()
        .filter(object -> object.lastModified().isAfter(asOf.minus(settle)))
        .sorted((a, b) -> b.lastModified().compareTo(a.lastModified()))
        .toList();
  }

  /** What is otherwise in a later snapshot: what was added, removed, changed; empty if nothing. */
  Optional<String> changes(Snapshot later) {
    List<String> added = new ArrayList<>(later.objects.keySet());
    added.removeAll(objects.keySet());
    List<String> removed = new ArrayList<>(objects.keySet());
    removed.removeAll(later.objects.keySet());
    List<String> changed =
        objects.values().stream()
            .filter(was -> later.objects.containsKey(was.key()))
            .filter(was -> !was.equals(later.objects.get(was.key())))
            .map(was -> changed(was, later.objects.get(was.key())))
            .toList();
    String text =
        List.of(told("added", added), told("removed", removed), told("changed", changed)).stream()
            .filter(part -> !part.isEmpty())
            .collect(Collectors.joining("; "));
    return Optional.of(text).filter(it -> !it.isEmpty());
  }

  private static String changed(Listed was, Listed is) {
    return "%s (it had %s, it has %s)".formatted(Printable.of(was.key()), was.told(), is.told());
  }

  private static String told(String what, List<String> keys) {
    return keys.isEmpty()
        ? ""
        : what + ": " + String.join(", ", keys.stream().map(Printable::of).toList());
  }
}
