package zamba.publish.report;

/** Names where there is little room. */
public final class Names {
  private Names() {}

  /** The name with what does not fit left out of its middle. */
  public static String shortened(String name, int width) {
    if (name.length() <= width) {
      return name;
    }
    int tail = (width - 2) / 2;
    return name.substring(0, width - 2 - tail) + ".." + name.substring(name.length() - tail);
  }
}
