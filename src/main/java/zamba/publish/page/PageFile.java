package zamba.publish.page;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.camel.Variable;
import zamba.publish.publication.Report;
import zamba.publish.report.ReportFile;

/**
 * What becomes of a report where there is a page: it is remembered for a daemon's, and written as a
 * file. Where nobody asks for a page nothing is done, and none of its templates is loaded.
 */
public final class PageFile {
  private final Optional<Observer> observer;
  private final Optional<ReportFile> file;

  /**
   * @param observer remembers; empty if there is no page
   * @param file where the page is written, if it is
   */
  public PageFile(Optional<Observer> observer, Optional<ReportFile> file) {
    this.observer = observer;
    this.file = file;
  }

  /**
   * Takes the report of a run, a plan or an audit.
   *
   * @throws zamba.publish.report.ReportException if the page cannot be written; what was there is
   *     as it was
   */
  public void write(@Variable("report") Report report) {
    observer.ifPresent(it -> it.seen().ended(report));
    file.ifPresent(it -> it.write(page()));
  }

  private byte[] page() {
    return new Pages().file(observer.orElseThrow().now()).getBytes(StandardCharsets.UTF_8);
  }
}
