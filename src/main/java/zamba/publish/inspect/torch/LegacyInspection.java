package zamba.publish.inspect.torch;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import zamba.publish.inspect.bytes.Cursor;
import zamba.publish.inspect.bytes.Reason;
import zamba.publish.inspect.bytes.RefusedException;
import zamba.publish.inspect.pickle.PersistentIds;
import zamba.publish.inspect.pickle.Pickle;
import zamba.publish.inspect.pickle.PickleContext;
import zamba.publish.inspect.value.Dict;
import zamba.publish.inspect.value.Value;
import zamba.publish.inspect.value.Value.Bool;
import zamba.publish.inspect.value.Value.Int;
import zamba.publish.inspect.value.Value.Sequence;
import zamba.publish.inspect.value.Value.Storage;
import zamba.publish.inspect.value.Value.Text;

/**
 * What torch.save wrote before 1.6 (torch/serialization.py, _legacy_save): five pickles, then for
 * each storage the number of its elements and these.
 */
public final class LegacyInspection {

  private static final long VERSION = 1001;
  private static final int COUNT = Long.BYTES;

  /** Reads for the counts of storages that are far from each other. */
  private static final int READS = 6;

  private final Cursor cursor;
  private final PickleContext context;

  /**
   * @param cursor after the first pickle, torch's magic number
   */
  public LegacyInspection(Cursor cursor, PickleContext context) {
    this.cursor = cursor;
    this.context = context;
  }

  /** What the fourth pickle would load. */
  public Value inspect() throws IOException, RefusedException {
    Value version = load(PersistentIds.none());
    if (!(version instanceof Int number && number.fits() && number.value() == VERSION)) {
      throw new RefusedException(
          Reason.UNREADABLE, "a torch file whose version is " + version.what());
    }
    Value system = load(PersistentIds.none());
    if (!(system instanceof Dict facts
        && facts.get("little_endian") instanceof Bool little
        && little.value())) {
      context.findings().add(Reason.RECORD, "it was not written on a little-endian machine");
    }
    Storages storages = Storages.atTheEnd();
    Value root = load(storages);
    Value keys = load(PersistentIds.none());
    if (context.findings().isEmpty()) {
      checkStorages(storages.known(), keys);
    }
    return root;
  }

  private Value load(PersistentIds ids) throws IOException, RefusedException {
    return new Pickle(cursor, context, ids).load();
  }

  private void checkStorages(Map<String, Storage> storages, Value keys)
      throws IOException, RefusedException {
    if (!(keys instanceof Sequence list) || !list.whole()) {
      throw new RefusedException(Reason.STORAGE, "the keys of the storages are " + keys.what());
    }
    Set<String> listed = new HashSet<>();
    long expected = 0;
    for (Value key : list.elements) {
      if (!(key instanceof Text text)
          || !storages.containsKey(text.value())
          || !listed.add(text.value())) {
        throw new RefusedException(
            Reason.STORAGE,
            "no tensor refers to the storage %s, or it is there twice".formatted(key.what()));
      }
      expected += COUNT + bytes(storages.get(text.value()));
    }
    if (listed.size() != storages.size()) {
      throw new RefusedException(
          Reason.STORAGE,
          "%d storages are referred to, and %d are there"
              .formatted(storages.size(), listed.size()));
    }
    if (expected < 0 || expected > cursor.left()) {
      throw new RefusedException(
          Reason.STORAGE,
          "the storages have %d bytes, and the file has %d for them"
              .formatted(expected, cursor.left()));
    }
    long after = cursor.left() - expected;
    checkCounts(storages, list.elements);
    if (after > 0) {
      throw new RefusedException(Reason.GAP, "%d bytes after the last storage".formatted(after));
    }
  }

  /**
   * The counts before the storages' bytes: all that are near each other, and some of the others.
   * Torch refuses a file in which one is wrong.
   */
  private void checkCounts(Map<String, Storage> storages, List<Value> keys)
      throws IOException, RefusedException {
    int reads = 0;
    for (Value key : keys) {
      Storage storage = storages.get(((Text) key).value());
      if (cursor.has(COUNT) || reads++ < READS) {
        long count = cursor.i64();
        if (count != storage.elements()) {
          throw new RefusedException(
              Reason.STORAGE,
              "storage %s has %d elements, and %d before its bytes"
                  .formatted(storage.key(), storage.elements(), count));
        }
      } else {
        cursor.jump(COUNT);
      }
      cursor.jump(bytes(storage));
    }
  }

  private static long bytes(Storage storage) {
    return storage.elements() * storage.type().bytes();
  }
}
