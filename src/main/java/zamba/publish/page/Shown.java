package zamba.publish.page;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import zamba.publish.report.Printable;

/** Texts and times as the page shows them. */
final class Shown {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("d MMM yyyy HH:mm:ss", Locale.ENGLISH).withZone(ZoneOffset.UTC);
  private static final int HOURS = 48;
  private static final int MINUTES = 120;
  private static final int SECONDS = 90;
  private static final int NOW = 10;

  private Shown() {}

  /** Foreign text with escapes for what is no visible character; nothing for null. */
  static String text(String text) {
    return text == null ? "" : Printable.of(text);
  }

  /** The same where an entry of the report has several lines. */
  static String lines(String text) {
    return text == null ? "" : String.join("\n", text.lines().map(Printable::of).toList());
  }

  /** A time of a report, in UTC. */
  static String time(String instant) {
    try {
      return instant == null ? "" : TIME.format(Instant.parse(instant)) + " UTC";
    } catch (DateTimeParseException e) {
      return text(instant);
    }
  }

  /** How long before another time that was. */
  static String age(String instant, String now) {
    try {
      Duration age = Duration.between(Instant.parse(instant), Instant.parse(now));
      if (age.toSeconds() < SECONDS) {
        return age.toSeconds() < NOW ? "just now" : age.toSeconds() + " s ago";
      }
      if (age.toMinutes() < MINUTES) {
        return age.toMinutes() + " min ago";
      }
      return age.toHours() < HOURS ? age.toHours() + " h ago" : age.toDays() + " days ago";
    } catch (DateTimeParseException e) {
      return "";
    }
  }

  /** A count with spaces between its thousands. */
  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number).replace(',', '\u202f');
  }
}
