package zamba.publish.page.view;

import java.util.List;

/**
 * One entry, as far as anything is known of it.
 *
 * @param anchor its name in the page
 * @param facts what it is
 * @param names its public names, the newest first
 * @param digests of its content
 * @param verify the command that verifies a download; empty if nobody vouches for it
 * @param replicas where it is
 * @param chart of F1 by species; none if that is not known
 * @param scores F1 of the whole, in words; empty if it is not known
 * @param changed whether the chart has an old value
 * @param files what changes in its official folder
 * @param warnings what is not as it should be
 */
public record Entry(
    String anchor,
    Row row,
    List<Fact> facts,
    List<PublicName> names,
    List<Fact> digests,
    String verify,
    List<Place> replicas,
    List<Score> chart,
    String scores,
    boolean changed,
    List<File> files,
    List<String> warnings) {

  /** A name and a value. */
  public record Fact(String name, String value) {}

  /** A public name, and who says that it is one of this entry's. */
  public record PublicName(String name, String from) {}

  /**
   * The object in one region.
   *
   * @param proof how its content is known to be the source's
   * @param url empty if it has none that can be followed
   */
  public record Place(String region, Mark mark, String proof, String url, String error) {}

  /**
   * F1 of one species.
   *
   * @param old where the old value is on the scale, in percent; null if there is none
   * @param now the same of the new one
   * @param text both in words
   */
  public record Score(String species, String old, String now, String text, String tone) {}

  /** A file that changes, and its lines. */
  public record File(String name, String change, List<Line> lines) {}

  /** A line, and whether it comes, goes or stays. */
  public record Line(String text, String tone) {}
}
