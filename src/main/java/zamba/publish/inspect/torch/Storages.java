package zamba.publish.inspect.torch;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import zamba.publish.inspect.bytes.Reason;
import zamba.publish.inspect.pickle.Calls;
import zamba.publish.inspect.pickle.PersistentIds;
import zamba.publish.inspect.value.ElementType;
import zamba.publish.inspect.value.Notes;
import zamba.publish.inspect.value.Role;
import zamba.publish.inspect.value.Tuple;
import zamba.publish.inspect.value.Value;
import zamba.publish.inspect.value.Value.Int;
import zamba.publish.inspect.value.Value.Name;
import zamba.publish.inspect.value.Value.Opaque;
import zamba.publish.inspect.value.Value.Storage;
import zamba.publish.inspect.value.Value.Text;

/**
 * The storages that a pickle refers to, by the persistent ids that torch.save writes: {@code
 * ('storage', class, key, location, elements)}, and one more None before torch 1.6.
 */
final class Storages implements PersistentIds {

  private static final Pattern KEY = Pattern.compile("\\d{1,20}");
  private static final Pattern LOCATION = Pattern.compile("[a-z]{1,20}(:\\d{1,4})?");
  private static final int PARTS = 5;

  /** Where the bytes of a storage are. */
  interface Records {
    /** Number of bytes in the record of this key, or -1 if there is none. */
    long size(String key);
  }

  private final boolean legacy;
  private final Records records;
  private final Map<String, Storage> known = new LinkedHashMap<>();

  private Storages(boolean legacy, Records records) {
    this.legacy = legacy;
    this.records = records;
  }

  /** Of an archive. */
  static Storages in(Records records) {
    return new Storages(false, records);
  }

  /** Of a file from before torch 1.6, which has them at its end. */
  static Storages atTheEnd() {
    return new Storages(true, null);
  }

  Map<String, Storage> known() {
    return known;
  }

  @Override
  public Value load(Value id, Notes notes) {
    if (id instanceof Opaque) {
      return new Opaque(null);
    }
    if (!(id instanceof Tuple parts)
        || parts.size() != (legacy ? PARTS + 1 : PARTS)
        || !(parts.get(0) instanceof Text tag && tag.is("storage"))
        || !(parts.get(2) instanceof Text key)
        || !(parts.get(3) instanceof Text location && isLocation(location))
        || !(parts.get(4) instanceof Int elements)
        || (legacy && !Calls.isNone(parts.get(PARTS)))) {
      notes.note(Reason.PERSISTENT_ID, "a persistent id that is no storage: " + id.what());
      return new Opaque(null);
    }
    Value type = parts.get(1);
    if (type instanceof Opaque) {
      return type;
    }
    Optional<ElementType> elementType =
        type instanceof Name name && name.allowed().may(Role.STORAGE)
            ? ElementType.ofStorage(name.allowed().name())
            : Optional.empty();
    if (elementType.isEmpty()) {
      notes.note(Reason.ROLE, type.what() + " as the class of a storage");
      return new Opaque(null);
    }
    return storage(key, elementType.get(), elements, notes);
  }

  private Value storage(Text key, ElementType type, Int elements, Notes notes) {
    if (key.value() == null || !KEY.matcher(key.value()).matches()) {
      notes.note(Reason.STORAGE, "the key of a storage is " + key.what());
      return new Opaque(null);
    }
    if (!Calls.isWithin(elements, 0, Long.MAX_VALUE / Long.SIZE)) {
      notes.note(Reason.STORAGE, "storage %s of %s".formatted(key.value(), elements.what()));
      return new Opaque(null);
    }
    Storage storage = new Storage(key.value(), type, elements.value());
    Storage before = known.putIfAbsent(key.value(), storage);
    if (before == null) {
      check(storage, notes);
    } else if (!before.equals(storage)) {
      notes.note(
          Reason.STORAGE,
          "storage %s has %d × %s, and %d × %s elsewhere"
              .formatted(
                  storage.key(),
                  storage.elements(),
                  type.dtype(),
                  before.elements(),
                  before.type().dtype()));
    }
    return before == null ? storage : before;
  }

  private void check(Storage storage, Notes notes) {
    if (records == null) {
      return;
    }
    long there = records.size(storage.key());
    long announced = storage.elements() * storage.type().bytes();
    if (there < 0) {
      notes.note(Reason.STORAGE, "storage %s has no record".formatted(storage.key()));
    } else if (there != announced) {
      notes.note(
          Reason.STORAGE,
          "storage %s has %d bytes, and its record %d".formatted(storage.key(), announced, there));
    }
  }

  private static boolean isLocation(Text location) {
    return location.value() != null && LOCATION.matcher(location.value()).matches();
  }
}
