package zamba.publish.inspect.value;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import zamba.publish.inspect.bytes.Reason;
import zamba.publish.inspect.bytes.RefusedException;

/** What speaks against a file, in the order in which a loader would come upon it. */
public final class Findings {

  private static final int MOST = 50;

  /** Beyond this, telling of more takes time and tells nobody anything. */
  private static final int TOO_MANY = 10_000;

  /**
   * One reason against a file.
   *
   * @param text with record and offset
   */
  public record Finding(Reason reason, String text) {}

  private final List<Finding> found = new ArrayList<>();
  private final Set<String> texts = new LinkedHashSet<>();
  private int more;

  public void add(Reason reason, String text) {
    if (!texts.contains(text)) {
      if (found.size() < MOST) {
        found.add(new Finding(reason, text));
        texts.add(text);
      } else {
        more++;
      }
    }
  }

  /** Says of what was found before, and begins so, more than was known then. */
  public void replace(String beginning, String better) {
    for (int index = 0; index < found.size(); index++) {
      if (found.get(index).text().startsWith(beginning)) {
        found.set(index, new Finding(found.get(index).reason(), better));
        return;
      }
    }
  }

  public void add(RefusedException refused) {
    add(refused.reason(), refused.getMessage());
  }

  /** Whether there are so many that nobody needs more. */
  public boolean tooMany() {
    return more > TOO_MANY;
  }

  public boolean isEmpty() {
    return found.isEmpty();
  }

  /** What a loader comes upon first. */
  public Optional<Finding> first() {
    return found.stream().findFirst();
  }

  public Verdict verdict() {
    return first()
        .map(finding -> finding.reason() == Reason.UNREADABLE ? Verdict.UNREADABLE : Verdict.UNSAFE)
        .orElse(Verdict.SAFE);
  }

  /** For people: the first few. */
  public List<String> texts() {
    List<String> all = new ArrayList<>(found.stream().map(Finding::text).toList());
    if (more > 0) {
      all.add("and " + more + " more");
    }
    return all;
  }
}
