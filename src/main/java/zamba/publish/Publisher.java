package zamba.publish;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zamba.publish.command.ExitStatus;
import zamba.publish.command.KeyCommands;
import zamba.publish.command.Options;
import zamba.publish.command.OutOfMemory;
import zamba.publish.command.StopSignals;
import zamba.publish.config.ConfigurationSource;
import zamba.publish.config.InvalidConfigurationException;
import zamba.publish.flow.Work;
import zamba.publish.publication.Report;
import zamba.publish.s3.ErrorText;
import zamba.publish.s3.WarmUp;
import zamba.publish.turns.StoppingException;

/** The program: runs the routes until the configured trigger is done, and gives an exit status. */
public final class Publisher extends Main {
  private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);

  private static final long POLL_MILLIS = 20;

  /** Of what is waited for when the program is told to stop: the runs that write. */
  private static final List<String> RUNS =
      List.of(
          "publish-models",
          "audit-models",
          "work-on-message",
          "hear-of-change",
          "dispatch-catalog");

  private final Wiring wiring;

  /**
   * @param source where the configuration comes from
   */
  public Publisher(ConfigurationSource source) {
    this.wiring = new Wiring(source);
    setDefaultPropertyPlaceholderLocation(source.shippedLocation());
    addMainListener(
        new MainListenerSupport() {
          @Override
          public void beforeConfigure(BaseMainSupport main) {
            main.getCamelContext().getRegistry().bind("publisher", Publisher.this);
            wiring.configure(main.getCamelContext());
          }

          @Override
          public void afterConfigure(BaseMainSupport main) {
            RouteFiles.expectLoaded(main.getCamelContext());
          }
        });
  }

  /**
   * Runs until the configured trigger is done, or for a daemon until it is stopped.
   *
   * <p>Its exit status is an {@link ExitStatus}.
   *
   * @param args see {@link Options}; {@code --help} prints them
   */
  public static void main(String... args) throws Exception {
    useAsciiDigits();
    Map<String, String> options = Map.of();
    if (args.length > 0) {
      Options parsed = new Options();
      OptionalInt end = parsed.read(args);
      if (end.isPresent()) {
        System.exit(end.getAsInt());
      }
      options = parsed.properties();
      OptionalInt done = new KeyCommands(System.out, System.err).run(parsed, source(options));
      if (done.isPresent()) {
        System.exit(done.getAsInt());
      }
    }
    WarmUp.begin();
    ConfigurationSource source = source(options);
    Publisher publisher = new Publisher(source);
    new StopSignals(publisher::stopInOrder).install();
    publisher.endAtOnceWhen(new OutOfMemory(Runtime.getRuntime()::halt));
    int status = publisher.runToEnd();
    if (status != 0 || publisher.wiring.stopping().asked()) {
      System.exit(status);
    }
  }

  private static ConfigurationSource source(Map<String, String> options) {
    return new ConfigurationSource(Path.of(""), System.getProperties(), System.getenv(), options);
  }

  /**
   * What is said is English whatever the locale is, and so are its numbers: with some locales the
   * JVM would write 12 as \u0661\u0662, in keys' and files' messages too, which no script could
   * read.
   */
  private static void useAsciiDigits() {
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
  }

  public int runToEnd() throws Exception {
    useAsciiDigits();
    try {
      return run(new String[0]);
    } catch (InvalidConfigurationException e) {
      LOG.error("{}", e.getMessage());
      return ExitStatus.UNUSABLE.number();
    } finally {
      close();
    }
  }

  /** What the run came to counts, whatever does not close. */
  private void close() {
    try {
      wiring.close();
    } catch (IllegalStateException e) {
      LOG.warn("Not everything could be closed: {}", String.valueOf(e.getCause()));
    }
  }

  private void endAtOnceWhen(OutOfMemory outOfMemory) {
    Thread.setDefaultUncaughtExceptionHandler(outOfMemory);
    addMainListener(
        new MainListenerSupport() {
          @Override
          public void beforeConfigure(BaseMainSupport main) {
            main.getCamelContext().getCamelContextExtension().addInterceptStrategy(outOfMemory);
          }
        });
  }

  /** The report of the run that the exchange went through. */
  public Report report(@Body List<Work> works, Exchange exchange) {
    return Report.of(
        Instant.ofEpochMilli(exchange.getClock().getCreated()),
        Clock.systemUTC(),
        works.stream().map(Work::publication).toList());
  }

  /**
   * Begins nothing new, ends the copies that are under way, waits for the report, and then ends the
   * program; or ends it after {@code publish.stop-timeout} whatever is under way.
   */
  private void stopInOrder() {
    LOG.info("Stopping; a second signal ends the program at once");
    long deadline = System.nanoTime() + wiring.stopTimeout().toNanos();
    wiring.stopping().ask();
    Thread watch = new Thread(() -> endAt(deadline), "stop-timeout");
    watch.setDaemon(true);
    watch.start();
    wiring.stopCopies();
    try {
      while (isRunning()) {
        Thread.sleep(POLL_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!wiring.isDaemon()) {
      // Until there is a report: nobody is to take a run that never began for one that succeeded.
      exitCode.compareAndSet(UNINITIALIZED_EXIT_CODE, ExitStatus.TERMINATED.number());
    }
    completed();
  }

  private boolean isRunning() {
    return camelContext != null
        && RUNS.stream().anyMatch(run -> camelContext.getInflightRepository().size(run) > 0);
  }

  private static void endAt(long deadline) {
    try {
      TimeUnit.NANOSECONDS.sleep(deadline - System.nanoTime());
      LOG.error("Not stopped within publish.stop-timeout; what is unfinished is left as it is");
      Runtime.getRuntime().halt(ExitStatus.FAILED.number());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the program because a run broke off for a reason that is no publication's. */
  public void breakOff(Exception cause) {
    if (cause instanceof StoppingException) {
      LOG.info("Stopped before anything was done");
      exitCode.set(ExitStatus.TERMINATED.number());
    } else {
      LOG.error("The run broke off: {}", ErrorText.of(cause), cause);
      exitCode.set(ExitStatus.FAILED.number());
    }
    completed();
  }

  /** Ends the program with the status of a run, a plan or an audit. */
  public void finish(@Variable("report") Report report) {
    exitCode.set(ExitStatus.of(report).number());
    completed();
  }
}
