package zamba.publish;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a terminal shows after some output: as much of a terminal as the program makes use of, and
 * an error for anything else.
 */
final class ScreenText {
  private static final Pattern CONTROL = Pattern.compile("\u001b\\[([0-9;]*)([A-Za-z])");

  private final List<StringBuilder> lines = new ArrayList<>();
  private int row;
  private int column;
  private int widest;

  ScreenText(String output) {
    lines.add(new StringBuilder());
    Matcher control = CONTROL.matcher(output);
    int at = 0;
    while (at < output.length()) {
      char next = output.charAt(at);
      if (next == '\u001b') {
        if (!control.find(at) || control.start() != at) {
          // It is being written.
          return;
        }
        apply(control.group(1), control.group(2));
        at = control.end();
      } else {
        put(next);
        at++;
      }
    }
  }

  private void apply(String number, String command) {
    switch (command) {
      case "A" -> row = Math.max(0, row - Integer.parseInt(number));
      case "J" -> {
        lines.subList(row + 1, lines.size()).clear();
        lines.get(row).setLength(Math.min(column, lines.get(row).length()));
      }
      case "m" -> {
        // A colour.
      }
      default -> throw new AssertionError("control sequence " + number + command);
    }
  }

  private void put(char next) {
    if (next == '\r') {
      column = 0;
    } else if (next == '\n') {
      row++;
      if (row == lines.size()) {
        lines.add(new StringBuilder());
      }
    } else {
      StringBuilder line = lines.get(row);
      while (line.length() < column) {
        line.append(' ');
      }
      if (column < line.length()) {
        line.setCharAt(column, next);
      } else {
        line.append(next);
      }
      column++;
      widest = Math.max(widest, column);
    }
  }

  /** The longest line that was ever written, in columns. */
  int widest() {
    return widest;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append(line.toString().stripTrailing()).append('\n'));
    return text.toString().stripTrailing() + "\n";
  }
}
