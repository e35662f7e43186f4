package zamba.publish.content;

/** What is found has not the digest that the catalog says, or the catalog says none. */
public final class DigestException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DigestException(String message) {
    super(message);
  }
}
