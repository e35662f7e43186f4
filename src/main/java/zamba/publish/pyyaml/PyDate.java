package zamba.publish.pyyaml;

import java.time.LocalDate;

/**
 * A Python {@code datetime.date}. A class, not a record: two equal dates are two objects, and
 * PyYAML's dumper writes an anchor where one of them is met twice.
 */
public final class PyDate {
  private final LocalDate date;

  /**
   * Makes a date.
   *
   * @param date a day of the years 1 to 9999
   */
  public PyDate(LocalDate date) {
    this.date = date;
  }

  /**
   * Gives the day.
   *
   * @return the day
   */
  public LocalDate toLocalDate() {
    return date;
  }

  /** CPython's {@code date.isoformat()}. */
  String isoFormat() {
    return "%04d-%02d-%02d".formatted(date.getYear(), date.getMonthValue(), date.getDayOfMonth());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PyDate that && date.equals(that.date);
  }

  @Override
  public int hashCode() {
    return date.hashCode();
  }

  @Override
  public String toString() {
    return PyRepr.repr(this);
  }
}
