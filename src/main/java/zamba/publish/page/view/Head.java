package zamba.publish.page.view;

import java.util.List;

/**
 * How it stands, at a glance.
 *
 * @param mark the whole
 * @param headline the same in a sentence
 * @param made when this was found out or looked at, in UTC
 * @param lastInPlace when the whole catalog was last in place, in UTC; null if it never was
 * @param runs the last ones, the newest last
 * @param copies under way; none in a file
 * @param version changes when a run ends
 */
public record Head(
    Mark mark,
    String headline,
    String made,
    String lastInPlace,
    List<Run> runs,
    List<Copy> copies,
    int version) {

  /**
   * One run, plan or audit.
   *
   * @param time when it ended, in UTC
   * @param text what came of it
   */
  public record Run(Mark mark, String time, String text) {}

  /**
   * One copy that is under way.
   *
   * @param percent from 0 to 100
   * @param text how far it is
   */
  public record Copy(String name, String region, int percent, String text) {}
}
