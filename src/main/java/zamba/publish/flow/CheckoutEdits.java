package zamba.publish.flow;

import static java.util.stream.Collectors.toList;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.camel.Body;
import zamba.publish.checkout.CheckoutException;
import zamba.publish.checkout.FileEdit;
import zamba.publish.checkout.ZambaCheckout;
import zamba.publish.publication.FileChange;
import zamba.publish.report.Printable;

/** What a publication writes into a checkout's own files, if the catalog is one's. */
public final class CheckoutEdits {
  private static final int CONTEXT_LINES = 3;

  private final Optional<ZambaCheckout> checkout;
  private final boolean writes;

  /**
   * @param checkout the checkout, if the catalog is one's
   * @param writes whether its work tree is written; else a pull request has the edits
   */
  public CheckoutEdits(Optional<ZambaCheckout> checkout, boolean writes) {
    this.checkout = checkout;
    this.writes = writes;
  }

  /**
   * Looks whether a model's folder may be written there now, and its entry can be edited.
   *
   * @throws CheckoutException if not, with the reason
   */
  public void check(@Body Work work) {
    if (checkout.isEmpty() || !work.model()) {
      return;
    }
    checkout
        .get()
        .underway()
        .ifPresent(
            text -> {
              throw new CheckoutException(List.of(text));
            });
    edit(work);
  }

  /** Writes the model's entry into the lookup, if it is to be another than is there. */
  public Work write(@Body Work work) {
    boolean wrote =
        writes && work.model() && checkout.map(it -> it.write(work.entry().name())).orElse(false);
    return wrote ? work.withCommitted(true) : work;
  }

  /** How the checkout's own files would change. */
  List<FileChange> changes(Work work) {
    return edit(work).stream().map(CheckoutEdits::change).toList();
  }

  private Optional<FileEdit> edit(Work work) {
    return work.model()
        ? checkout.flatMap(it -> it.edit(it.tree(), work.entry().name()))
        : Optional.empty();
  }

  private static FileChange change(FileEdit edit) {
    List<String> before = edit.before().stream().flatMap(String::lines).collect(toList());
    List<String> after = Stream.of(edit.after()).flatMap(String::lines).collect(toList());
    return new FileChange(
        edit.path(),
        edit.before().isEmpty() ? FileChange.Change.ADDED : FileChange.Change.CHANGED,
        UnifiedDiffUtils.generateUnifiedDiff(
                "old/" + edit.path(),
                "new/" + edit.path(),
                before,
                DiffUtils.diff(before, after),
                CONTEXT_LINES)
            .stream()
            .map(Printable::of)
            .toList());
  }
}
