package zamba.publish.edits;

import java.util.List;

/**
 * A committed file that somebody seems to have edited by hand, and that a commit would overwrite.
 *
 * @param file its name
 * @param why what tells, as in "config.yaml: &lt;why&gt;"
 * @param lines what was edited: what it was before ({@code -}) and what it is ({@code +}); cut
 */
public record HandEdit(String file, String why, List<String> lines) {
  public HandEdit {
    lines = List.copyOf(lines);
  }
}
