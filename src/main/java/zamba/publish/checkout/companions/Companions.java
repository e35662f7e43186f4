package zamba.publish.checkout.companions;

import java.io.IOException;
import java.util.List;
import zamba.publish.checkout.FileEdit;
import zamba.publish.checkout.FileTree;
import zamba.publish.checkout.Released;
import zamba.publish.checkout.Remark;

/**
 * The companions of a release: what else in the checkout names or repeats what it changes. Found by
 * reading alone; nothing of the checkout is run.
 *
 * @param edits the old checkpoints' names in {@code tests/}, and the values in {@code
 *     templates/<model>.yaml} that contradict the new official configs; in order of their paths,
 *     one a file
 * @param remarks what a person should look at, in order of path and line
 */
public record Companions(List<FileEdit> edits, List<Remark> remarks) {

  public Companions {
    edits = List.copyOf(edits);
    remarks = List.copyOf(remarks);
  }

  /**
   * Looks through {@code tests}, {@code templates}, {@code docs}, {@code zamba} and {@code
   * README.md}. A file that cannot be read is a remark.
   *
   * @param base the files that the release is made from
   * @param released the models it has, each once
   * @param mechanical whether files are edited; else there is a remark where they would be
   * @throws IOException if it cannot be told which files there are
   */
  public static Companions of(FileTree base, List<Released> released, boolean mechanical)
      throws IOException {
    Findings findings = new Findings();
    new Search(base, released, mechanical, findings).run();
    return findings.companions();
  }
}
