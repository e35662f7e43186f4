package zamba.publish;

import java.io.PrintStream;
import org.apache.camel.CamelContext;
import zamba.publish.config.Configuration;
import zamba.publish.config.properties.Settings;
import zamba.publish.daemon.LogContext;
import zamba.publish.flow.Telling;
import zamba.publish.report.Summary;
import zamba.publish.terminal.CopyLog;
import zamba.publish.terminal.Progress;
import zamba.publish.terminal.ProgressBars;
import zamba.publish.terminal.ProgressLog;
import zamba.publish.terminal.Screen;
import zamba.publish.terminal.StandardOutput;
import zamba.publish.transfer.CopyListeners;

/** What people see while it runs, and where it is printed. */
final class ScreenConfiguration implements AutoCloseable {
  private static final String JSON = "json";

  private final Configuration configuration;
  private final PrintStream standardOutput;
  private final Screen screen;
  private Progress progress;

  /**
   * @param standardOutput the program's own
   */
  ScreenConfiguration(Configuration configuration, PrintStream standardOutput) {
    this.configuration = configuration;
    this.standardOutput = standardOutput;
    this.screen =
        configuration.reportFormat().equals(JSON)
            ? Screen.error(System.getenv())
            : Screen.output(System.getenv());
  }

  /** Before anything is said: what a script reads is not mixed with what people read. */
  static void choose(Settings settings) {
    if (JSON.equals(settings.values().get("report.format"))) {
      System.setOut(System.err);
    }
    if (JSON.equals(settings.values().get("log.format"))) {
      LogFormat.useJson();
    }
  }

  /** Binds what tells of entries and runs, and follows the copies. */
  void bind(CamelContext context, CopyListeners copies) {
    context.getRegistry().bind("tell", new Telling(new Summary(screen.look())));
    context.getRegistry().bind("standardOutput", new StandardOutput(standardOutput));
    follow(context, copies);
  }

  /** Shows the progress of copies: as the JSON log, on the terminal, or as lines of the log. */
  private void follow(CamelContext context, CopyListeners copies) {
    String prefix = configuration.regions().get(0).prefix();
    boolean json = configuration.operation().logFormat().equals(JSON);
    if (json) {
      context.getCamelContextExtension().addInterceptStrategy(new LogContext(prefix));
      copies.add(new CopyLog(prefix));
    }
    if (screen.isTerminal() && !json) {
      ProgressBars bars = new ProgressBars(screen);
      System.setOut(bars.above());
      progress = bars;
      copies.add(bars);
    } else {
      ProgressLog lines = new ProgressLog(prefix);
      progress = lines;
      copies.add(lines);
    }
  }

  @Override
  public void close() {
    if (progress != null) {
      progress.close();
    }
  }
}
