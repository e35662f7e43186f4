package zamba.publish.config.properties;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.Serial;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** A properties file in its own order, with the line that each property is on. */
public final class PropertyFile {
  /** Some editors begin a file with it. */
  private static final String BYTE_ORDER_MARK = "\ufeff";

  private final String name;
  private final Map<String, String> values = new LinkedHashMap<>();
  private final Map<String, String> places = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();

  private PropertyFile(String name) {
    this.name = name;
  }

  /**
   * Reads a file in the format of {@link Properties#load(Reader)}. That does not tell lines, so it
   * is given one logical line after the other: a line and those it is continued on.
   *
   * @param name the file's name, for messages
   * @throws IOException if it cannot be read
   */
  public static PropertyFile read(String name, Reader reader) throws IOException {
    PropertyFile file = new PropertyFile(name);
    BufferedReader lines = new BufferedReader(reader);
    int number = 0;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      int first = ++number;
      if (number == 1 && line.startsWith(BYTE_ORDER_MARK)) {
        line = line.substring(BYTE_ORDER_MARK.length());
      }
      StringBuilder logical = new StringBuilder(line);
      while (!isComment(logical) && isContinued(line)) {
        line = lines.readLine();
        if (line == null) {
          break;
        }
        number++;
        logical.append('\n').append(line);
      }
      file.add(first, logical.toString());
    }
    return file;
  }

  private static boolean isComment(CharSequence line) {
    String text = line.toString().stripLeading();
    return text.startsWith("#") || text.startsWith("!");
  }

  /** An even number of backslashes at the end are so many halves of them, and no continuation. */
  private static boolean isContinued(String line) {
    int backslashes = 0;
    while (backslashes < line.length() && line.charAt(line.length() - 1 - backslashes) == '\\') {
      backslashes++;
    }
    return backslashes % 2 == 1;
  }

  private void add(int number, String line) throws IOException {
    Sink sink = new Sink(name + ":" + number);
    try {
      sink.load(new StringReader(line));
    } catch (IllegalArgumentException e) {
      problems.add(
          "%s:%d: '%s' has a backslash and u without four hexadecimal digits; write a backslash as \\\\"
              .formatted(name, number, line.strip()));
    }
  }

  public Map<String, String> values() {
    return values;
  }

  /** Where each property is: {@code application.properties:12}. */
  public Map<String, String> places() {
    return places;
  }

  /** What is no property, or one of ours for the second time. */
  public List<String> problems() {
    return problems;
  }

  /** Takes what {@code load} reads of one line. */
  private final class Sink extends Properties {
    @Serial private static final long serialVersionUID = 1L;
    private final String place;

    Sink(String place) {
      this.place = place;
    }

    @Override
    public synchronized Object put(Object key, Object value) {
      String property = key.toString();
      String previous = values.put(property, value.toString().strip());
      String before = places.put(property, place);
      if (before != null && PropertyNames.isOurs(property)) {
        problems.add("%s: %s is set at %s already; keep one".formatted(place, property, before));
      }
      return previous;
    }
  }
}
