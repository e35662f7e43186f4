package zamba.publish.page;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import zamba.publish.page.view.Head;
import zamba.publish.page.view.Mark;
import zamba.publish.page.view.Overview;
import zamba.publish.page.view.Row;
import zamba.publish.publication.PublicObject;
import zamba.publish.report.Bytes;

/** Makes the overview. */
final class Overviews {
  /** A bucket can hold anything; who wants to see it all reads the report. */
  private static final int UNREFERENCED = 200;

  private Overviews() {}

  /**
   * Of how it stands.
   *
   * @param href where more is of the entry with a number
   */
  static Overview of(Status status, IntFunction<String> href) {
    Rows rows = new Rows(status.made(), status.regions());
    List<Row> attention = new ArrayList<>();
    List<Row> settled = new ArrayList<>();
    for (int i = 0; i < status.entries().size(); i++) {
      Row row = rows.of(status.entries().get(i), href.apply(i));
      (row.mark().needsLook() ? attention : settled).add(row);
    }
    attention.sort(Comparator.comparing(Row::mark));
    Map<String, List<PublicObject>> byKey =
        status.unreferenced().stream()
            .collect(
                Collectors.groupingBy(PublicObject::key, LinkedHashMap::new, Collectors.toList()));
    Head head = Heads.of(status);
    return new Overview(
        head,
        status.regions().stream().map(Shown::text).toList(),
        tallies(attention, byKey.size()),
        attention,
        settled,
        byKey.entrySet().stream()
            .limit(UNREFERENCED)
            .map(it -> unreferenced(it.getKey(), it.getValue()))
            .toList(),
        Math.max(0, byKey.size() - UNREFERENCED));
  }

  private static List<Overview.Tally> tallies(List<Row> attention, int unreferenced) {
    Map<Mark, Integer> counts = new EnumMap<>(Mark.class);
    attention.forEach(row -> counts.merge(row.mark(), 1, Integer::sum));
    List<Overview.Tally> tallies = new ArrayList<>();
    counts.forEach(
        (mark, count) ->
            tallies.add(
                new Overview.Tally(mark, Shown.count(count) + " " + mark.ofEntry(), "#attention")));
    if (unreferenced > 0) {
      tallies.add(
          new Overview.Tally(
              Mark.NONE, Shown.count(unreferenced) + " that nothing refers to", "#unreferenced"));
    }
    return tallies;
  }

  private static Overview.Unreferenced unreferenced(String key, List<PublicObject> objects) {
    return new Overview.Unreferenced(
        Shown.text(key),
        Bytes.text(objects.get(0).bytes()),
        objects.stream()
            .map(PublicObject::region)
            .map(Shown::text)
            .collect(Collectors.joining(", ")));
  }
}
