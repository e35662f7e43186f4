package zamba.publish.inspect.value;

import java.util.Locale;

/** What an allowed name may be used for. */
public enum Role {
  /** Called by REDUCE, with arguments that pass the check of its name. */
  CALL,
  /** Made by NEWOBJ, without arguments. */
  NEW,
  /** Stands in what is loaded, and is never called. */
  VALUE,
  /** The kind of storage in a persistent id. */
  STORAGE,
  /** The default factory of a defaultdict. */
  FACTORY,
  /** The class that numpy's _reconstruct is told. */
  NDARRAY,
  /** Only in TorchScript archives. */
  JIT;

  static Role of(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }
}
