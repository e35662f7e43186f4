package zamba.publish.s3;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.exception.SdkException;
import zamba.publish.report.Printable;

/** The text of an exception that tells a user most: Camel wraps what our own code throws. */
public final class ErrorText {
  private ErrorText() {}

  /** Whether it says no more than that the source is being written, or was a moment ago. */
  public static boolean isUnsettledSource(Throwable thrown) {
    for (Throwable t : chain(thrown)) {
      if (t instanceof UnsettledSourceException
          || (t instanceof StoreException e && e.listedObjectChanged())) {
        return true;
      }
    }
    return false;
  }

  private static List<Throwable> chain(Throwable thrown) {
    List<Throwable> chain = new ArrayList<>();
    for (Throwable t = thrown; t != null && !chain.contains(t); t = t.getCause()) {
      chain.add(t);
    }
    return chain;
  }

  /** The exception or the first of its causes that is of a type. */
  public static <T extends Throwable> Optional<T> find(Throwable thrown, Class<T> type) {
    return chain(thrown).stream().filter(type::isInstance).map(type::cast).findFirst();
  }

  /** The message for people: one line, whatever others put into it. */
  public static String of(Throwable thrown) {
    String text = text(thrown);
    return text == null
        ? null
        : Printable.of(
            text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .collect(Collectors.joining(" ")));
  }

  private static String text(Throwable thrown) {
    List<Throwable> chain = chain(thrown);
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
