package zamba.publish.checkout.companions;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lists of species in the documentation, an item a line in backticks, that are not what the new
 * model is trained for.
 */
final class SpeciesLists {
  private static final Pattern ITEM = Pattern.compile("[ \\t]*[*+-][ \\t]+`([^`]+)`[ \\t]*");
  private static final int FEWEST = 3;

  /** Between the words that introduce a list and the list there may be a frame in HTML. */
  private static final int PARAGRAPHS = 3;

  private static final int SHOWN = 10;

  private final List<Release> releases;
  private final ModelNames models;
  private final Findings findings;

  SpeciesLists(List<Release> releases, ModelNames models, Findings findings) {
    this.releases = releases;
    this.models = models;
    this.findings = findings;
  }

  void look(Page page) {
    List<String> lines = page.prose();
    Set<String> items = new LinkedHashSet<>();
    int first = 0;
    for (int i = 0; i <= lines.size(); i++) {
      String line = i < lines.size() ? lines.get(i) : null;
      Matcher item = ITEM.matcher(line == null ? "" : line);
      if (item.matches()) {
        first = items.isEmpty() ? i + 1 : first;
        items.add(item.group(1));
      } else if (!items.isEmpty()) {
        if (items.size() >= FEWEST) {
          look(page, first, items);
        }
        items.clear();
      }
    }
  }

  private void look(Page page, int line, Set<String> items) {
    if (models.in(String.join(" ", items)).size() >= FEWEST) {
      return;
    }
    Set<String> about = page.about(line, PARAGRAPHS);
    for (Release release : releases) {
      if (about.contains(release.model()) && !release.species().isEmpty()) {
        compare(page, line, items, release);
      }
    }
  }

  private void compare(Page page, int line, Set<String> items, Release release) {
    Set<String> known = new LinkedHashSet<>(release.species());
    known.addAll(release.speciesBefore());
    known.retainAll(items);
    Set<String> missing = without(release.species(), items);
    Set<String> unknown = without(items, release.species());
    // A list of other things may have a species in it.
    if (known.size() * 2 < items.size() || (missing.isEmpty() && unknown.isEmpty())) {
      return;
    }
    findings.remark(
        page.path(),
        line,
        "lists the species of %s%s%s"
            .formatted(
                release.model(),
                missing.isEmpty() ? "" : " without " + shown(missing),
                unknown.isEmpty()
                    ? ""
                    : (missing.isEmpty() ? "" : " and")
                        + " with %s, which it is not trained for".formatted(shown(unknown))));
  }

  private static Set<String> without(Set<String> all, Set<String> others) {
    Set<String> rest = new LinkedHashSet<>(all);
    rest.removeAll(others);
    return rest;
  }

  private static String shown(Set<String> names) {
    String some = String.join(", ", names.stream().limit(SHOWN).toList());
    return names.size() <= SHOWN ? some : some + " and %d more".formatted(names.size() - SHOWN);
  }
}
