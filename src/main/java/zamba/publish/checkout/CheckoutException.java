package zamba.publish.checkout;

import java.util.List;

/** A checkout that does not say what is to be published, or says what cannot be. */
public final class CheckoutException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient List<String> problems;

  /**
   * @param problems a line each, beginning with the file and the line it is in
   */
  public CheckoutException(List<String> problems) {
    super(String.join("; ", problems));
    this.problems = List.copyOf(problems);
  }

  public List<String> problems() {
    return problems;
  }
}
