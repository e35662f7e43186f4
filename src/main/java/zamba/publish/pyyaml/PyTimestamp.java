package zamba.publish.pyyaml;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** PyYAML's {@code construct_yaml_timestamp}. */
final class PyTimestamp {
  private static final Pattern PATTERN =
      Pattern.compile(
          "(?<year>[0-9][0-9][0-9][0-9])-(?<month>[0-9][0-9]?)-(?<day>[0-9][0-9]?)"
              + "(?:(?:[Tt]|[ \\t]+)(?<hour>[0-9][0-9]?):(?<minute>[0-9][0-9])"
              + ":(?<second>[0-9][0-9])(?:\\.(?<fraction>[0-9]*))?"
              + "(?:[ \\t]*(?<tz>Z|(?<tzsign>[-+])(?<tzhour>[0-9][0-9]?)"
              + "(?::(?<tzminute>[0-9][0-9]))?))?)?");

  private PyTimestamp() {}

  /**
   * Reads a date or a datetime.
   *
   * @return a {@link PyDate} or a {@link PyDateTime}
   * @throws DateTimeException with the cause, where Python raises an error
   */
  static Object parse(String value) {
    String text = value.endsWith("\n") ? value.substring(0, value.length() - 1) : value;
    Matcher match = PATTERN.matcher(text);
    if (!match.matches()) {
      throw new DateTimeException("'" + value + "' is no timestamp");
    }
    int year = number(match, "year");
    if (year == 0) {
      throw new DateTimeException("there is no year 0");
    }
    LocalDate date = LocalDate.of(year, number(match, "month"), number(match, "day"));
    if (match.group("hour") == null) {
      return new PyDate(date);
    }
    LocalDateTime local =
        date.atTime(
            number(match, "hour"),
            number(match, "minute"),
            number(match, "second"),
            microseconds(match.group("fraction")) * 1000);
    return new PyDateTime(local, offset(match));
  }

  private static int microseconds(String fraction) {
    if (fraction == null) {
      return 0;
    }
    return Integer.parseInt((fraction + "000000").substring(0, 6));
  }

  private static Integer offset(Matcher match) {
    if (match.group("tz") == null) {
      return null;
    }
    if (match.group("tzsign") == null) {
      return 0;
    }
    String minute = match.group("tzminute");
    int minutes = number(match, "tzhour") * 60 + (minute == null ? 0 : Integer.parseInt(minute));
    if (minutes >= 24 * 60) {
      throw new DateTimeException("a time zone is less than 24 hours from UTC");
    }
    return match.group("tzsign").equals("-") ? -minutes : minutes;
  }

  private static int number(Matcher match, String group) {
    return Integer.parseInt(match.group(group));
  }
}
