package zamba.publish.page.view;

import java.util.List;

/**
 * One entry.
 *
 * @param href where more of it is
 * @param name the model's name
 * @param publicName the object's name; empty if it is the same, or not known
 * @param error what is wrong; empty if nothing is
 * @param age how long ago it was looked at
 * @param seen the same as a time, in UTC
 * @param cells one for each region
 * @param verdict of the inspection; empty if there was none
 * @param signature who vouches, in a word; empty if that was not looked at
 */
public record Row(
    String href,
    String name,
    String publicName,
    Mark mark,
    String error,
    String size,
    String age,
    String seen,
    List<Cell> cells,
    String verdict,
    String signature) {

  /** The entry in one region. */
  public record Cell(Mark mark, String text) {}
}
