package zamba.publish;

/** Runs the publisher. */
public final class Publisher {
  private Publisher() {}

  public static void main(String[] args) {
    System.out.println("hi");
  }
}
