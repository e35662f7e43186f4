package zamba.publish.s3;

/** The source was found to be another than when its copy began. Nothing has become visible. */
public final class SourceChangedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public SourceChangedException(String message) {
    super(message);
  }
}
