package zamba.publish.checkout.companions;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A page in Markdown, and which of zamba's models its places are about. */
final class Page {
  private static final Pattern FENCE = Pattern.compile("([ \\t]*)(`{3,}|~{3,})[ \\t]*([\\w+-]*).*");
  private static final Pattern HEADING = Pattern.compile("(#{1,6})[ \\t]+(.*)");

  /** Tabs and notes of MkDocs, {@code === "YAML file"}: no text of their own. */
  private static final Pattern FRAME = Pattern.compile("[ \\t]*(===|\\?\\?\\?|!!!).*");

  /**
   * A block of code.
   *
   * @param line of its first line of content, from 1
   * @param content its lines, without the indentation of the whole
   */
  record Fence(int line, String language, List<String> content) {}

  private final String path;
  private final ModelNames models;
  private final String[] lines;
  private final boolean[] inFence;
  private final List<Fence> fences = new ArrayList<>();

  Page(String path, String text, ModelNames models) {
    this.path = path;
    this.models = models;
    this.lines = text.split("\r\n|\r|\n", -1);
    this.inFence = new boolean[lines.length];
    for (int i = 0; i < lines.length; i++) {
      Matcher opening = FENCE.matcher(lines[i]);
      if (opening.matches()) {
        i = fence(i, opening);
      }
    }
  }

  /** Reads a block of code. Its last line's index. */
  private int fence(int first, Matcher opening) {
    String indent = opening.group(1);
    String mark = opening.group(2);
    List<String> content = new ArrayList<>();
    int at = first;
    inFence[first] = true;
    while (++at < lines.length) {
      inFence[at] = true;
      String line = lines[at];
      String stripped = line.strip();
      if (stripped.startsWith(mark) && stripped.chars().allMatch(it -> it == mark.charAt(0))) {
        break;
      }
      content.add(line.startsWith(indent) ? line.substring(indent.length()) : line.stripLeading());
    }
    fences.add(new Fence(first + 2, opening.group(3), content));
    return at;
  }

  String path() {
    return path;
  }

  List<Fence> fences() {
    return fences;
  }

  /** The lines; null in the place of those within a block of code. */
  List<String> prose() {
    List<String> prose = new ArrayList<>(Arrays.asList(lines));
    for (int i = 0; i < lines.length; i++) {
      if (inFence[i]) {
        prose.set(i, null);
      }
    }
    return prose;
  }

  /**
   * The models that a place is about: those in the nearest paragraph above it that names one, else
   * in the innermost heading that does, else the one that the page is named for.
   *
   * @param line from 1
   * @param paragraphs how many are looked at
   */
  Set<String> about(int line, int paragraphs) {
    for (String paragraph : above(line, paragraphs)) {
      Set<String> named = models.in(paragraph);
      if (!named.isEmpty()) {
        return named;
      }
    }
    Set<String> named = ofHeadings(line);
    String name = path.substring(path.lastIndexOf('/') + 1).replaceFirst("\\.md$", "");
    return named.isEmpty() ? models.in(name.replace('-', '_')) : named;
  }

  /**
   * The paragraphs above a place, the nearest first, up to a heading or a block of code.
   *
   * @param line from 1
   */
  List<String> above(int line, int most) {
    List<String> paragraphs = new ArrayList<>();
    List<String> paragraph = new ArrayList<>();
    for (int i = line - 2; i >= 0 && paragraphs.size() < most; i--) {
      boolean ends = inFence[i] || HEADING.matcher(lines[i]).matches();
      if (!ends && !lines[i].isBlank()) {
        if (!FRAME.matcher(lines[i]).matches()) {
          paragraph.add(0, lines[i].strip());
        }
        continue;
      }
      if (!paragraph.isEmpty()) {
        paragraphs.add(String.join(" ", paragraph));
        paragraph.clear();
      }
      if (ends) {
        return paragraphs;
      }
    }
    if (!paragraph.isEmpty() && paragraphs.size() < most) {
      paragraphs.add(String.join(" ", paragraph));
    }
    return paragraphs;
  }

  private Set<String> ofHeadings(int line) {
    List<Set<String>> byLevel = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      byLevel.add(Set.of());
    }
    for (int i = 0; i < line - 1 && i < lines.length; i++) {
      Matcher heading = HEADING.matcher(lines[i]);
      if (!inFence[i] && heading.matches()) {
        int level = heading.group(1).length();
        byLevel.set(level, models.in(heading.group(2)));
        byLevel.subList(level + 1, 7).replaceAll(it -> Set.of());
      }
    }
    for (int level = 6; level > 0; level--) {
      if (!byLevel.get(level).isEmpty()) {
        return byLevel.get(level);
      }
    }
    return Set.of();
  }
}
