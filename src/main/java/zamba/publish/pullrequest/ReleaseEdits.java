package zamba.publish.pullrequest;

import java.io.IOException;
import java.util.List;
import zamba.publish.checkout.FileEdit;
import zamba.publish.checkout.Released;
import zamba.publish.checkout.Remark;
import zamba.publish.pullrequest.git.CommitTree;

/** What a release changes in zamba's files besides the models' folders. */
public interface ReleaseEdits {

  /**
   * What it touches.
   *
   * @param edits of the tree's files, at most one of each
   * @param remarks what somebody should look at
   */
  record Touched(List<FileEdit> edits, List<Remark> remarks) {
    public Touched {
      edits = List.copyOf(edits);
      remarks = List.copyOf(remarks);
    }
  }

  /**
   * Looks through a tree.
   *
   * @param released what is released
   * @param tree the files as the pull request's base has them
   * @throws RuntimeException saying what is wrong with a file that must be edited
   */
  Touched of(List<Released> released, CommitTree tree) throws IOException;
}
