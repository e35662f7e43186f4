package zamba.publish.pullrequest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import zamba.publish.catalog.CatalogEntry;
import zamba.publish.checkout.FileEdit;
import zamba.publish.checkout.Released;
import zamba.publish.publication.Proposal;
import zamba.publish.publication.Publication;
import zamba.publish.publication.Replica;
import zamba.publish.publication.Report;
import zamba.publish.pullrequest.body.ModelChange;
import zamba.publish.pullrequest.git.CommitTree;
import zamba.publish.pullrequest.git.NewFile;

/**
 * What a run released, and the files that say so. Nothing of a run goes into a pull request unless
 * all of its models are in every region, verified, and for everyone: zamba's tests download them.
 *
 * @param base the files as the pull request's base has them
 * @param staged the models' folders as the run left them
 * @param edits what else changes
 */
record Releases(CommitTree base, StagedModels staged, ReleaseEdits edits) {

  /** Gives what is to be committed, or why nothing is. */
  Proposing of(Report report) throws IOException {
    List<String> obstacles =
        models(report).stream().map(Releases::obstacle).flatMap(Optional::stream).toList();
    if (!obstacles.isEmpty()) {
      return Proposing.concluded(
          report,
          new Proposal(
              null,
              null,
              null,
              Proposal.State.FAILED,
              "No pull request: %s. Nothing was committed; run again"
                  .formatted(String.join("; ", obstacles))));
    }
    return found(report);
  }

  /** The same of a plan, whose models need not be anywhere yet. */
  Proposing planned(Report report) throws IOException {
    List<String> failing =
        models(report).stream()
            .filter(Publication::failed)
            .map(it -> it.name() + " would fail")
            .toList();
    return failing.isEmpty()
        ? found(report)
        : Proposing.concluded(
            report,
            new Proposal(
                null,
                null,
                null,
                Proposal.State.FAILED,
                "There would be no pull request: " + String.join("; ", failing)));
  }

  private Proposing found(Report report) throws IOException {
    List<ModelChange> changes = new ArrayList<>();
    for (Publication publication : models(report)) {
      staged
          .released(publication)
          .ifPresent(it -> changes.add(new ModelChange(it, Optional.of(publication))));
    }
    if (changes.isEmpty()) {
      return Proposing.concluded(
          report,
          new Proposal(
              null,
              null,
              null,
              Proposal.State.NONE,
              "Nothing to release: zamba has the official configs of all models"));
    }
    List<Released> released = changes.stream().map(ModelChange::released).toList();
    ReleaseEdits.Touched touched = edits.of(released, base);
    return Proposing.of(report, changes, files(released, touched.edits()), touched.remarks());
  }

  private static List<Publication> models(Report report) {
    return report.publications().stream()
        .filter(it -> it.kind().equals(CatalogEntry.MODEL))
        .toList();
  }

  private static Optional<String> obstacle(Publication model) {
    if (model.failed() || model.status() == Publication.Status.WAITING) {
      return Optional.of(
          "%s %s".formatted(model.name(), model.status().toString().toLowerCase(Locale.ROOT)));
    }
    List<String> regions =
        model.replicas().stream()
            .filter(it -> !it.inPlace() || !it.verified() || !Boolean.TRUE.equals(it.anonymous()))
            .map(Replica::region)
            .toList();
    return regions.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%s is not verified and downloadable for everyone in %s"
                .formatted(model.name(), regions.stream().collect(Collectors.joining(", "))));
  }

  private static List<NewFile> files(List<Released> released, List<FileEdit> edits) {
    Map<String, NewFile> files = new TreeMap<>();
    for (Released model : released) {
      model
          .after()
          .forEach(
              (name, content) -> {
                if (!Arrays.equals(content, model.before().get(name))) {
                  String path = StagedModels.FOLDER + "/" + model.model() + "/" + name;
                  files.put(path, new NewFile(path, content, false));
                }
              });
    }
    for (FileEdit edit : edits) {
      files.put(edit.path(), new NewFile(edit.path(), edit.after().getBytes(UTF_8), true));
    }
    return List.copyOf(files.values());
  }
}
