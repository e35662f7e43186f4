package zamba.publish.page.view;

import java.util.List;

/**
 * Every entry in every region.
 *
 * @param regions the columns
 * @param tallies how many there are of what needs a look
 * @param attention the entries that need a look, the most urgent first
 * @param settled the others, in the catalog's order
 * @param unreferenced what nothing refers to
 * @param unreferencedMore how many more of them are not shown
 */
public record Overview(
    Head head,
    List<String> regions,
    List<Tally> tallies,
    List<Row> attention,
    List<Row> settled,
    List<Unreferenced> unreferenced,
    int unreferencedMore) {

  /** So many of a kind. */
  public record Tally(Mark mark, String text, String href) {}

  /** An object that nothing refers to, and where it is. */
  public record Unreferenced(String key, String size, String regions) {}
}
