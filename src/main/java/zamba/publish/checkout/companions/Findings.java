package zamba.publish.checkout.companions;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import zamba.publish.checkout.FileEdit;
import zamba.publish.checkout.Remark;
import zamba.publish.report.Printable;

/** What was found so far; no more of it than a person reads. */
final class Findings {
  private static final int OF_A_FILE = 20;
  private static final int IN_ALL = 200;

  private final List<FileEdit> edits = new ArrayList<>();
  private final Map<String, List<Remark>> remarks = new TreeMap<>();
  private int kept;
  private int more;

  void edit(FileEdit edit) {
    edits.add(edit);
  }

  /**
   * Adds a remark.
   *
   * @param line from 1, or 0
   * @param text may have foreign text in it
   */
  void remark(String path, int line, String text) {
    List<Remark> ofFile = remarks.computeIfAbsent(path, it -> new ArrayList<>());
    Remark remark = new Remark(path, line, Printable.message(text));
    if (ofFile.contains(remark)) {
      return;
    }
    if (ofFile.size() == OF_A_FILE || kept == IN_ALL) {
      more++;
      return;
    }
    ofFile.add(remark);
    kept++;
  }

  Companions companions() {
    Stream<Remark> all =
        remarks.values().stream()
            .flatMap(it -> it.stream().sorted(Comparator.comparingInt(Remark::line)));
    Stream<Remark> rest =
        more == 0
            ? Stream.of()
            : Stream.of(new Remark(".", 0, "there are %d more places like these".formatted(more)));
    return new Companions(
        edits.stream().sorted(Comparator.comparing(FileEdit::path)).toList(),
        Stream.concat(all, rest).toList());
  }
}
