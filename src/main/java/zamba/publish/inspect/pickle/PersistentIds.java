package zamba.publish.inspect.pickle;

import zamba.publish.inspect.bytes.Reason;
import zamba.publish.inspect.bytes.RefusedException;
import zamba.publish.inspect.value.Notes;
import zamba.publish.inspect.value.Value;

/** What a loader makes of a pickle's persistent ids. */
public interface PersistentIds {

  /** The value of an id, or a note and something unknown. */
  Value load(Value id, Notes notes) throws RefusedException;

  /** A loader that has none. */
  static PersistentIds none() {
    return (id, notes) -> {
      notes.note(Reason.PERSISTENT_ID, "a persistent id in a plain pickle");
      return new Value.Opaque(null);
    };
  }
}
