package zamba.publish;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import zamba.publish.config.Configuration;
import zamba.publish.config.Task;
import zamba.publish.files.WritableFolder;
import zamba.publish.folder.OfficialModels;
import zamba.publish.queue.WorkingCopy;
import zamba.publish.report.ReportFile;

/** Where a run writes on this machine's disk, looked at before anything is asked of a store. */
final class Places implements AutoCloseable {
  private final Configuration configuration;
  private final ReportFile report;
  private final Optional<ReportFile> page;
  private final Optional<WorkingCopy> workingCopy;
  private final OfficialModels officialModels;

  /**
   * @param configuration names the places
   * @param officialModels where models are committed instead of where it says, if they are
   * @param read the files that the properties are read from
   * @param output the program's standard output
   */
  Places(
      Configuration configuration,
      Optional<Path> officialModels,
      List<Path> read,
      PrintStream output) {
    this.configuration = configuration;
    this.report = new ReportFile(configuration.report(), read, output);
    this.page =
        configuration
            .reportPage()
            .map(path -> new ReportFile(ReportFile.Kind.PAGE, path, read, output));
    this.workingCopy =
        QueueConfiguration.leavesOutcomes(configuration)
            ? Optional.of(WorkingCopy.make())
            : Optional.empty();
    this.officialModels =
        new OfficialModels(
            workingCopy
                .map(WorkingCopy::folder)
                .or(() -> officialModels)
                .orElseGet(configuration::officialModels),
            configuration.gate().overwritesEdits());
  }

  /** What names them. */
  Configuration configuration() {
    return configuration;
  }

  /** Where the report goes. */
  ReportFile report() {
    return report;
  }

  /** Where the page goes, if it is to be written. */
  Optional<ReportFile> page() {
    return page;
  }

  /** Where the models' folders are committed. */
  OfficialModels officialModels() {
    return officialModels;
  }

  /** Why a run could not write its results, one line for each place; found out by looking. */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    add("report.file", report.problem(), problems);
    page.ifPresent(it -> add("report.html", it.problem().or(() -> it.same(report)), problems));
    if (configuration.task() == Task.AUDIT) {
      add("official-models.dir", officialModels.unreadable(), problems);
    } else if (commits()) {
      add("official-models.dir", officialModels.problem(), problems);
    }
    if (configuration.task() != Task.AUDIT && !configuration.pullRequest().asked()) {
      configuration
          .checkout()
          .ifPresent(it -> add("zamba.checkout", it.checkout().unwritable(), problems));
    }
    configuration
        .embeddedDir()
        .ifPresent(dir -> add("embedded.dir", new WritableFolder(dir).problem(), problems));
    if (configuration.isDaemon()) {
      configuration
          .operation()
          .lockDir()
          .ifPresent(dir -> add("cluster.lock-dir", new WritableFolder(dir).problem(), problems));
    }
    return problems;
  }

  /** The same, found out by writing: for a plan only where its own report goes. */
  List<String> attempts() {
    List<String> problems = new ArrayList<>();
    add("report.file", report.attempt(), problems);
    page.ifPresent(it -> add("report.html", it.attempt(), problems));
    if (configuration.task() == Task.PUBLISH && commits()) {
      add("official-models.dir", officialModels.attempt(), problems);
    }
    if (configuration.task() == Task.PUBLISH && !configuration.pullRequest().asked()) {
      configuration
          .checkout()
          .ifPresent(it -> add("zamba.checkout", it.checkout().attempt(), problems));
    }
    return problems;
  }

  @Override
  public void close() {
    workingCopy.ifPresent(WorkingCopy::close);
  }

  private boolean commits() {
    return !configuration.catalog().weightLookup().isEmpty();
  }

  private static void add(String property, Optional<String> problem, List<String> problems) {
    problem.ifPresent(text -> problems.add(property + ": " + text));
  }
}
