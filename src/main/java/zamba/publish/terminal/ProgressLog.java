package zamba.publish.terminal;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zamba.publish.report.Bytes;
import zamba.publish.transfer.CopyListener;

/**
 * Progress where there is no terminal, as lines of the log: when a copy has taken a second, then
 * every 10 % or 30 seconds, and when it has ended.
 */
public final class ProgressLog extends Progress {
  private static final Logger LOG = LoggerFactory.getLogger("publish.copy");
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(30);
  private static final int STEP_PERCENT = 10;

  /** When a copy was last spoken of, and how far it was. */
  private record Said(long nanos, long percent) {}

  private final CopyContext context;
  private final Map<CopyListener.Copy, Said> said = new HashMap<>();

  /**
   * @param prefix the key prefix in every public bucket
   */
  public ProgressLog(String prefix) {
    this.context = new CopyContext(prefix);
    start();
  }

  @Override
  void come(Going going) {
    said.put(going.copy(), new Said(System.nanoTime(), percent(going)));
    say(
        going,
        "copying, %s in %d part%s%s"
            .formatted(
                Bytes.text(going.copy().bytes()),
                going.copy().parts(),
                going.copy().parts() == 1 ? "" : "s",
                going.found() == 0
                    ? ""
                    : "; %s are there already".formatted(Bytes.text(going.found()))));
  }

  @Override
  void show(List<Going> all) {
    for (Going going : all) {
      Said last = said.get(going.copy());
      long percent = percent(going);
      boolean silent = System.nanoTime() - last.nanos() >= LONGEST_SILENCE.toNanos();
      if (percent >= last.percent() + STEP_PERCENT || silent) {
        said.put(going.copy(), new Said(System.nanoTime(), percent - percent % STEP_PERCENT));
        say(
            going,
            "%d %%, %s of %s, %s/s%s"
                .formatted(
                    percent,
                    Bytes.text(going.done()),
                    Bytes.text(going.copy().bytes()),
                    Bytes.text((long) going.rate()),
                    going.left().map(left -> ", " + left + " left").orElse("")));
      }
    }
  }

  private static long percent(Going going) {
    return going.copy().bytes() == 0 ? 0 : going.done() * 100 / going.copy().bytes();
  }

  @Override
  void gone(Going going, boolean visible) {
    said.remove(going.copy());
    double seconds = going.elapsed().toMillis() / 1000.0;
    say(
        going,
        visible
            ? String.format(
                Locale.ROOT, "copied in %.1f s, %s/s", seconds, Bytes.text((long) going.rate()))
            : String.format(Locale.ROOT, "not copied after %.1f s", seconds));
  }

  private void say(Going going, String text) {
    CopyListener.Copy copy = going.copy();
    context.in(copy, () -> LOG.info("{} to {}: {}", copy.publicName(), copy.region(), text));
  }
}
