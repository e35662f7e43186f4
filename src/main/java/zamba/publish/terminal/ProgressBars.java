package zamba.publish.terminal;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.text.DecimalFormat;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import me.tongfei.progressbar.DefaultProgressBarRenderer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;
import me.tongfei.progressbar.ProgressState;
import zamba.publish.report.Bytes;
import zamba.publish.report.Names;
import zamba.publish.transfer.CopyListener;

/**
 * Progress on a terminal: a bar for each copy below everything else, which goes when the copy has
 * ended. Everything that is printed to standard output meanwhile appears above the bars.
 */
public final class ProgressBars extends Progress {
  /** More would push everything else off the screen. */
  private static final int MOST = 12;

  private static final int REFRESH_MILLIS = 200;
  private static final long KIBIBYTE = 1L << 10;
  private static final long MEBIBYTE = 1L << 20;

  /** What of a line is no name: percentage, a short bar, sizes, time left, rate. */
  private static final int REST = 60;

  private static final int SHORTEST_NAME = 16;

  private final Screen screen;
  private final LiveLines lines;
  private final Map<CopyListener.Copy, Bar> bars = new LinkedHashMap<>();

  /**
   * @param screen a terminal
   */
  public ProgressBars(Screen screen) {
    this.screen = screen;
    this.lines = new LiveLines(screen.stream());
    start();
  }

  /** What is to be used in the place of the stream that the terminal shows. */
  public PrintStream above() {
    return new PrintStream(lines, true, StandardCharsets.UTF_8);
  }

  @Override
  void come(Going going) {
    if (going.copy().bytes() > 0) {
      bars.put(going.copy(), new Bar(going));
    }
  }

  @Override
  void show(List<Going> all) {
    List<String> shown = new ArrayList<>();
    for (Going going : all) {
      Bar bar = bars.get(going.copy());
      if (bar != null) {
        bar.bar.stepTo(going.done());
        if (shown.size() < MOST && !bar.line.isBlank()) {
          shown.add(bar.line);
        }
      }
    }
    if (bars.size() > shown.size() && shown.size() == MOST) {
      shown.add("and %d more".formatted(bars.size() - MOST));
    }
    lines.show(shown);
  }

  @Override
  void gone(Going going, boolean visible) {
    Bar bar = bars.remove(going.copy());
    if (bar != null) {
      bar.bar.close();
    }
  }

  @Override
  public void close() {
    super.close();
    bars.values().forEach(bar -> bar.bar.close());
    lines.close();
  }

  /** One bar; the library draws it, and hands over the line. */
  private final class Bar implements ProgressBarConsumer {
    private final ProgressBar bar;
    private volatile String line = "";

    Bar(Going going) {
      CopyListener.Copy copy = going.copy();
      this.bar =
          new ProgressBarBuilder()
              .setTaskName(Names.shortened(copy.region() + " " + copy.publicName(), nameRoom()))
              .setInitialMax(copy.bytes())
              .startsFrom(0, going.elapsed())
              .continuousUpdate()
              .setUpdateIntervalMillis(REFRESH_MILLIS)
              .setRenderer(new Renderer(going))
              .setConsumer(this)
              .build();
    }

    private int nameRoom() {
      return Math.max(SHORTEST_NAME, screen.width() - REST);
    }

    @Override
    public int getMaxRenderedLength() {
      // A line that fills the terminal would make it begin another.
      return screen.width() - 1;
    }

    @Override
    public void accept(String rendered) {
      String text = rendered.strip();
      line = text.substring(0, Math.min(text.length(), getMaxRenderedLength()));
    }

    @Override
    public void close() {
      // The line goes with the bar.
    }
  }

  /**
   * With the rate and the time left of the copy itself, of which the library saw no beginning, and
   * which may have found parts that it did not bring.
   */
  private static final class Renderer extends DefaultProgressBarRenderer {
    private final Going going;

    Renderer(Going going) {
      this(going, going.copy().bytes() < 100 * MEBIBYTE);
    }

    private Renderer(Going going, boolean small) {
      super(
          ProgressBarStyle.ASCII,
          small ? " KiB" : " MiB",
          small ? KIBIBYTE : MEBIBYTE,
          true,
          new DecimalFormat("0.0"),
          ChronoUnit.SECONDS,
          true,
          state -> Optional.empty());
      this.going = going;
    }

    @Override
    protected String speed(ProgressState state) {
      return going.rate() > 0 ? Bytes.text((long) going.rate()) + "/s" : "";
    }

    @Override
    protected String etaString(ProgressState state) {
      return going.left().map(left -> left + " left").orElse("");
    }
  }
}
