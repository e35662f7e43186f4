package zamba.publish.pullrequest.body;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import zamba.publish.checkout.Remark;
import zamba.publish.official.MetricChanges.Change;
import zamba.publish.publication.Publication;

/**
 * What a pull request says of its models.
 *
 * @param models what is released
 * @param remarks what somebody should look at
 */
public record Body(List<ModelChange> models, List<Remark> remarks) {
  /** GitHub takes 65536 characters, of which some are for what others write beside ours. */
  private static final int MOST_CHARACTERS = 60_000;

  /** How many lines of what is long are shown, until it is short enough. */
  private static final int[] MOST_LINES = {2000, 500, 200, 100, 50, 20, 10, 3, 0};

  private static final String CAVEAT =
      "The old and the new numbers may come from different validation sets; then they do not compare.";

  /** The text, between our marks; at most 60,000 characters. */
  public String text() {
    String text = "";
    for (int most : MOST_LINES) {
      text = Marked.between(text(most));
      if (text.length() <= MOST_CHARACTERS) {
        return text;
      }
    }
    return Marked.between(
        "%d models are released; there is no room here to say how they change. The commit and the report have it all.\n\n%s"
            .formatted(models.size(), names(MOST_LINES[2])));
  }

  private String names(int most) {
    return Markdown.codes(models.stream().map(it -> it.released().publicName()).toList(), most);
  }

  private String text(int most) {
    List<String> parts = new ArrayList<>();
    models.forEach(model -> parts.add(model(model, most)));
    if (!remarks.isEmpty()) {
      parts.add(remarks(most));
    }
    parts.add("Made by zamba-model-publisher; edits between these marks are overwritten.\n");
    return String.join("\n", parts);
  }

  private static String model(ModelChange model, int most) {
    StringBuilder text = new StringBuilder();
    var released = model.released();
    text.append("### ").append(Markdown.code(released.model())).append("\n\n");
    text.append(
        released
            .oldPublicName()
            .map(old -> Markdown.code(old) + " → " + Markdown.code(released.publicName()))
            .orElse("New model: " + Markdown.code(released.publicName())));
    text.append(", from ").append(Markdown.code(released.source()));
    model
        .trainedAt()
        .ifPresent(hash -> text.append(", trained with zamba at ").append(Markdown.code(hash)));
    text.append(".\n\n").append(metrics(model, most)).append(species(model, most));
    List<String> diff = model.configDiff();
    if (!diff.isEmpty()) {
      text.append(
              Markdown.details(
                  "<code>config.yaml</code>, what changes", Markdown.block("diff", diff, most)))
          .append('\n');
    }
    model.publication().ifPresent(it -> text.append(checkpoint(it)));
    return text.toString();
  }

  private static String metrics(ModelChange model, int most) {
    List<Change> whole = model.metrics().stream().filter(it -> !it.ofSpecies()).toList();
    List<Change> species = model.speciesF1();
    StringBuilder text = new StringBuilder();
    if (!whole.isEmpty()) {
      text.append(table("metric", whole, most)).append('\n').append(CAVEAT).append("\n\n");
    }
    if (!species.isEmpty()) {
      text.append(
              Markdown.details(
                  "F1 of %d species, those that lose most first".formatted(species.size()),
                  table("species", species, most)))
          .append('\n');
    }
    return text.toString();
  }

  private static String table(String what, List<Change> changes, int most) {
    StringBuilder text =
        new StringBuilder("| %s | old | new | Δ | |\n|---|--:|--:|--:|---|\n".formatted(what));
    changes.stream()
        .limit(most)
        .forEach(
            change ->
                text.append(
                    "| %s | %s | %s | %s | %s |\n"
                        .formatted(
                            Markdown.code(change.speciesOfF1().orElse(change.name())),
                            value(change.old()),
                            value(change.now()),
                            change.gain().isPresent()
                                ? String.format(Locale.ROOT, "%+.3f", change.gain().getAsDouble())
                                : "",
                            change.mark())));
    return changes.size() > most
        ? text + "\n… and %d more, in `val_metrics.json`\n".formatted(changes.size() - most)
        : text.toString();
  }

  private static String value(String value) {
    if (value == null) {
      return "–";
    }
    String shown = Change.shown(value);
    return shown.matches("-?[0-9.]+") ? shown : Markdown.code(shown);
  }

  private static String species(ModelChange model, int most) {
    Optional<ModelChange.SpeciesChange> change = model.speciesChange();
    if (change.isEmpty()) {
      return "";
    }
    List<String> added = change.get().added();
    List<String> removed = change.get().removed();
    StringBuilder text = new StringBuilder();
    if (!added.isEmpty()) {
      text.append("Species added: %s\n\n".formatted(Markdown.codes(added, most)));
    }
    if (!removed.isEmpty()) {
      text.append("Species removed: %s\n\n".formatted(Markdown.codes(removed, most)));
    }
    return text.isEmpty() ? "The species are the same.\n\n" : text.toString();
  }

  private static String checkpoint(Publication publication) {
    StringBuilder text = new StringBuilder("| checkpoint | |\n|---|---|\n");
    row(text, "public name", Markdown.code(String.valueOf(publication.publicName())));
    if (publication.bytes() != null) {
      row(text, "bytes", String.format(Locale.ROOT, "%,d", publication.bytes()));
    }
    if (publication.digests() != null && publication.digests().sha256() != null) {
      row(text, "SHA-256", Markdown.code(publication.digests().sha256()));
    }
    if (publication.digests() != null && publication.digests().crc64nvme() != null) {
      row(text, "CRC64NVME", Markdown.code(publication.digests().crc64nvme()));
    }
    publication
        .replicas()
        .forEach(
            replica -> row(text, Markdown.code(replica.region()), Markdown.link(replica.url())));
    return text.append('\n').toString();
  }

  private static void row(StringBuilder text, String name, String value) {
    text.append("| %s | %s |\n".formatted(name, value));
  }

  private String remarks(int most) {
    String list =
        remarks.stream()
            .limit(most)
            .map(
                it ->
                    "- [ ] %s %s"
                        .formatted(
                            Markdown.code(it.line() == 0 ? it.path() : it.path() + ":" + it.line()),
                            Markdown.code(it.text())))
            .collect(Collectors.joining("\n"));
    return "### To look at\n\nThis release does not change it:\n\n"
        + list
        + (remarks.size() > most ? "\n- and %d more".formatted(remarks.size() - most) : "")
        + "\n";
  }
}
