package zamba.publish.inspect;

/** What sort of file was inspected, by its content. */
public enum Kind {
  /** What torch.save writes since 1.6: a zip archive. */
  TORCH_ARCHIVE("torch archive"),
  /** What torch.jit.save writes. */
  TORCHSCRIPT("TorchScript archive"),
  /** What torch.save wrote before 1.6: five pickles, then the storages. */
  LEGACY_TORCH("torch file from before 1.6"),
  /** One pickle, of numpy arrays for instance. */
  PICKLE("pickle"),
  /** Nothing that is known here. */
  OTHER("unknown");

  private final String text;

  Kind(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
