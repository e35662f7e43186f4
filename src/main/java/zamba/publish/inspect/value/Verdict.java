package zamba.publish.inspect.value;

import java.util.Locale;

/** What an inspection concludes. */
public enum Verdict {
  /** Data only: loading it builds nothing but tensors and plain values. */
  SAFE,
  /** A TorchScript archive: loading it runs code, within what TorchScript can do. */
  PROGRAM,
  /** Loading it may run anything, take any memory, or give other data than it seems to hold. */
  UNSAFE,
  /** No file of weights, or a broken one. */
  UNREADABLE;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
