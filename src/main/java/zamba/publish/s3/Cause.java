package zamba.publish.s3;

import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.core.exception.SdkException;

/** The text of an exception that tells a user most: Camel wraps what our own code throws. */
public final class Cause {
  private Cause() {}

  /** The message for people. */
  public static String of(Throwable thrown) {
    List<Throwable> chain = new ArrayList<>();
    for (Throwable t = thrown; t != null && !chain.contains(t); t = t.getCause()) {
      chain.add(t);
    }
    for (Throwable t : chain) {
      if (t.getClass().getName().startsWith("zamba.publish.")) {
        return t.getMessage();
      }
    }
    for (Throwable t : chain) {
      if (t instanceof SdkException sdk) {
        return StoreException.of("The endpoint's check of its bucket", sdk).getMessage();
      }
    }
    Throwable root = chain.get(chain.size() - 1);
    return root instanceof IllegalArgumentException || thrown == root
        ? String.valueOf(root.getMessage())
        : thrown.getMessage() + " (" + root + ")";
  }
}
