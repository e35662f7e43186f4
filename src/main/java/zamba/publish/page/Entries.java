package zamba.publish.page;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import zamba.publish.page.view.Entry;
import zamba.publish.page.view.Row;
import zamba.publish.publication.Digests;
import zamba.publish.publication.FileChange;
import zamba.publish.publication.Inspected;
import zamba.publish.publication.PublicObject;
import zamba.publish.publication.Publication;
import zamba.publish.publication.Replica;

/** Makes of an entry all that is shown of it. */
final class Entries {
  /** As zamba's {@code publish_models.py} names checkpoints. */
  private static final Pattern PUBLIC_NAME = Pattern.compile("(.+)_[0-9a-f]{10}\\.ckpt");

  /** A name that means nothing to a shell. */
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*");

  private static final int LINES = 400;
  private static final int HUNDRED = 100;

  private final Rows rows;
  private final Map<String, Map<String, List<String>>> earlier = new LinkedHashMap<>();

  Entries(Status status) {
    rows = new Rows(status.made(), status.regions());
    for (PublicObject object : status.unreferenced()) {
      String name = object.key().substring(object.key().lastIndexOf('/') + 1);
      Matcher ofModel = PUBLIC_NAME.matcher(name);
      if (ofModel.matches()) {
        earlier
            .computeIfAbsent(ofModel.group(1), it -> new LinkedHashMap<>())
            .computeIfAbsent(name, it -> new ArrayList<>())
            .add(Shown.text(object.region()));
      }
    }
  }

  /**
   * One entry.
   *
   * @param anchor its name in the page
   * @param href where it is
   */
  Entry of(Status.Entry entry, String anchor, String href) {
    Publication it = entry.publication();
    Row row = rows.of(entry, href);
    List<String> warnings = new ArrayList<>(it.warnings());
    if (it.inspection() != null) {
      warnings.addAll(it.inspection().reasons());
    }
    if (entry.facts() != null) {
      warnings.addAll(entry.facts().problems());
    }
    boolean changed = entry.before() != null && !entry.before().f1().isEmpty();
    return new Entry(
        anchor,
        row,
        facts(entry),
        names(entry),
        digests(it.digests()),
        verify(it, row),
        it.replicas().stream().map(Entries::place).toList(),
        chart(entry, changed),
        scores(entry),
        changed,
        entry.changes().stream().map(Entries::file).toList(),
        warnings.stream().distinct().map(Shown::lines).toList());
  }

  private static List<Entry.Fact> facts(Status.Entry entry) {
    Publication it = entry.publication();
    List<Entry.Fact> facts = new ArrayList<>();
    add(facts, "Kind", it.kind());
    Facts model = entry.facts();
    if (model != null) {
      add(facts, "Architecture", model.architecture());
    }
    Inspected inspected = it.inspection();
    if (inspected != null) {
      add(facts, "Parameters", Shown.count(inspected.parameters()));
      add(facts, "Tensors", Shown.count(inspected.tensors()));
      add(facts, "Inspection", inspected.verdict());
    }
    if (model != null) {
      add(facts, "Training commit", model.trainingCommit());
      add(facts, "Trained", model.trained());
      if (!model.species().isEmpty()) {
        add(
            facts,
            "Species",
            "%d: %s".formatted(model.species().size(), String.join(", ", model.species())));
      }
    }
    add(facts, "Source", it.source());
    if (it.signature() != null) {
      String note = it.signature().note();
      add(facts, "Signature", Rows.signature(it.signature()) + (note == null ? "" : ": " + note));
      add(facts, "Key", it.signature().key());
    }
    return facts;
  }

  private static void add(List<Entry.Fact> facts, String name, String value) {
    if (value != null && !value.isBlank()) {
      facts.add(new Entry.Fact(name, Shown.text(value)));
    }
  }

  /** Each with all who say that it is one. */
  private List<Entry.PublicName> names(Status.Entry entry) {
    Publication it = entry.publication();
    Map<String, List<String>> names = new LinkedHashMap<>();
    name(names, it.publicName(), "by the training configuration");
    if (entry.facts() != null) {
      name(names, entry.facts().publicCheckpoint(), "in config.yaml");
    }
    if (entry.before() != null) {
      name(names, entry.before().publicCheckpoint(), "in config.yaml before");
    }
    earlier
        .getOrDefault(it.name(), Map.of())
        .forEach(
            (name, regions) ->
                name(
                    names,
                    name,
                    "in %s, where nothing refers to it any more"
                        .formatted(String.join(", ", regions))));
    return names.entrySet().stream()
        .map(
            name ->
                new Entry.PublicName(Shown.text(name.getKey()), String.join("; ", name.getValue())))
        .toList();
  }

  private static void name(Map<String, List<String>> names, String name, String from) {
    if (name != null) {
      names.computeIfAbsent(name, it -> new ArrayList<>()).add(from);
    }
  }

  private static List<Entry.Fact> digests(Digests digests) {
    List<Entry.Fact> known = new ArrayList<>();
    if (digests != null) {
      add(known, "SHA-256", digests.sha256());
      add(known, "CRC64NVME", digests.crc64nvme());
    }
    return known;
  }

  private static String verify(Publication it, Row row) {
    if (it.publicName() == null || !PLAIN.matcher(it.publicName()).matches()) {
      return "";
    }
    if (row.signature().equals("signed")) {
      return "java -jar zamba-model-publisher.jar --trusted zamba.pub --verify " + it.publicName();
    }
    return it.digests() == null
            || it.digests().sha256() == null
            || !PLAIN.matcher(it.digests().sha256()).matches()
        ? ""
        : "echo '%s  %s' | sha256sum -c".formatted(it.digests().sha256(), it.publicName());
  }

  private static Entry.Place place(Replica replica) {
    String url = replica.url() == null ? "" : replica.url();
    boolean followed =
        (url.startsWith("https://") || url.startsWith("http://")) && Shown.text(url).equals(url);
    return new Entry.Place(
        Shown.text(replica.region()),
        Rows.mark(replica),
        replica.verifiedBy() == null ? "" : "proved by " + Shown.text(replica.verifiedBy()),
        followed ? url : "",
        Shown.lines(replica.error()));
  }

  private static List<Entry.Score> chart(Status.Entry entry, boolean changed) {
    if (entry.facts() == null || entry.facts().f1().isEmpty()) {
      return List.of();
    }
    Map<String, Double> now = entry.facts().f1();
    Map<String, Double> old = changed ? entry.before().f1() : Map.of();
    TreeSet<String> all = new TreeSet<>(now.keySet());
    all.addAll(old.keySet());
    return all.stream()
        .sorted(Comparator.comparingDouble(it -> -now.getOrDefault(it, -1.0)))
        .map(it -> score(Shown.text(it), old.get(it), now.get(it), changed))
        .toList();
  }

  private static Entry.Score score(String species, Double old, Double now, boolean changed) {
    double gain = old == null || now == null ? 0 : now - old;
    String tone = gain > 0 ? "gain" : gain < 0 ? "loss" : "same";
    String text =
        changed
            ? "%s \u2192 %s%s"
                .formatted(
                    number(old), number(now), gain > 0 ? " \u25b2" : gain < 0 ? " \u25bc" : "")
            : number(now);
    return new Entry.Score(species, percent(old), percent(now), text, tone);
  }

  private static String number(Double value) {
    return value == null ? "none" : String.format(Locale.ROOT, "%.3f", value);
  }

  /** On a scale that leaves room at both ends for half a dot. */
  private static String percent(Double value) {
    return value == null ? null : String.format(Locale.ROOT, "%.1f%%", 2 + value * (HUNDRED - 4));
  }

  private static String scores(Status.Entry entry) {
    if (entry.facts() == null || entry.facts().macroF1() == null) {
      return "";
    }
    Double old = entry.before() == null ? null : entry.before().macroF1();
    String now = number(entry.facts().macroF1());
    return "Macro F1 " + (old == null ? now : number(old) + " \u2192 " + now);
  }

  private static Entry.File file(FileChange file) {
    List<Entry.Line> lines =
        file.lines().stream()
            .limit(LINES)
            .map(it -> new Entry.Line(Shown.text(it), tone(it)))
            .collect(Collectors.toCollection(ArrayList::new));
    if (file.lines().size() > LINES) {
      lines.add(
          new Entry.Line(
              "\u2026 and %d more lines".formatted(file.lines().size() - LINES), "same"));
    }
    return new Entry.File(Shown.text(file.name()), file.change().toString(), lines);
  }

  private static String tone(String line) {
    if (line.startsWith("+++") || line.startsWith("---")) {
      return "same";
    }
    return line.startsWith("+") ? "comes" : line.startsWith("-") ? "goes" : "same";
  }
}
