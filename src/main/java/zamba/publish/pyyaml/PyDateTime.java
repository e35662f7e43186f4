package zamba.publish.pyyaml;

import java.time.LocalDateTime;
import java.time.temporal.ChronoField;

/**
 * A Python {@code datetime.datetime}, naive or with a fixed {@code datetime.timezone}. A class, not
 * a record, for the reason given at {@link PyDate}.
 */
public final class PyDateTime {
  private final LocalDateTime local;
  private final Integer offsetMinutes;

  /**
   * Makes a datetime.
   *
   * @param local the date and time as written
   * @param offsetMinutes minutes east of UTC, null if naive
   */
  public PyDateTime(LocalDateTime local, Integer offsetMinutes) {
    this.local = local;
    this.offsetMinutes = offsetMinutes;
  }

  /**
   * Gives the clock's reading.
   *
   * @return the date and time as written
   */
  public LocalDateTime local() {
    return local;
  }

  /**
   * Gives the zone.
   *
   * @return minutes east of UTC, null if naive
   */
  public Integer offsetMinutes() {
    return offsetMinutes;
  }

  int microsecond() {
    return local.get(ChronoField.MICRO_OF_SECOND);
  }

  /** CPython's {@code datetime.isoformat(' ')}. */
  String isoFormat() {
    StringBuilder text =
        new StringBuilder(
            "%04d-%02d-%02d %02d:%02d:%02d"
                .formatted(
                    local.getYear(),
                    local.getMonthValue(),
                    local.getDayOfMonth(),
                    local.getHour(),
                    local.getMinute(),
                    local.getSecond()));
    if (microsecond() != 0) {
      text.append(".%06d".formatted(microsecond()));
    }
    if (offsetMinutes != null) {
      int minutes = Math.abs(offsetMinutes);
      text.append(offsetMinutes < 0 ? '-' : '+');
      text.append("%02d:%02d".formatted(minutes / 60, minutes % 60));
    }
    return text.toString();
  }

  /** Aware datetimes are equal when they are the same moment; a naive one never equals an aware. */
  @Override
  public boolean equals(Object other) {
    return other instanceof PyDateTime that
        && (offsetMinutes == null) == (that.offsetMinutes == null)
        && utc().equals(that.utc());
  }

  @Override
  public int hashCode() {
    return utc().hashCode();
  }

  private LocalDateTime utc() {
    return offsetMinutes == null ? local : local.minusMinutes(offsetMinutes);
  }

  @Override
  public String toString() {
    return PyRepr.repr(this);
  }
}
