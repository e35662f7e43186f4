package zamba.publish.pullrequest.body;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import zamba.publish.official.MetricChanges.Change;
import zamba.publish.report.Printable;

/** A picture of each species' F1, as it was and is. */
public final class F1Chart {
  /** More cannot be told apart; those that lose most are shown. */
  private static final int MOST_SPECIES = 80;

  private static final int WIDTH = 400;
  private static final int WIDTH_OF_A_SPECIES = 28;
  private static final int HEIGHT = 600;
  private static final int LONGEST_NAME = 40;

  private F1Chart() {}

  /**
   * A PNG.
   *
   * @return empty if there are no such metrics
   * @throws IOException if it cannot be drawn here, as on a machine without any font
   */
  public static Optional<byte[]> png(ModelChange model) throws IOException {
    List<Change> species = model.speciesF1().stream().limit(MOST_SPECIES).toList();
    if (species.isEmpty()) {
      return Optional.empty();
    }
    // No window system is looked for, and none opened.
    System.setProperty("java.awt.headless", "true");
    try {
      ByteArrayOutputStream png = new ByteArrayOutputStream();
      BitmapEncoder.saveBitmap(chart(model, species), png, BitmapEncoder.BitmapFormat.PNG);
      return Optional.of(png.toByteArray());
    } catch (LinkageError | RuntimeException e) {
      // A Java without java.desktop's libraries, a machine without fonts.
      throw new IOException("the picture cannot be drawn here: " + e, e);
    }
  }

  private static CategoryChart chart(ModelChange model, List<Change> species) {
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(WIDTH + WIDTH_OF_A_SPECIES * species.size())
            .height(HEIGHT)
            .title("F1 by species: " + Printable.of(model.released().model()))
            .yAxisTitle("F1")
            .build();
    chart.getStyler().setXAxisLabelRotation(60).setYAxisMin(0.0).setYAxisMax(1.0);
    List<String> names = new ArrayList<>();
    List<Double> old = new ArrayList<>();
    List<Double> now = new ArrayList<>();
    for (Change change : species) {
      String name = Printable.of(change.speciesOfF1().orElseThrow());
      names.add(name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME) + "…");
      old.add(bounded(change.before().orElse(0)));
      now.add(bounded(change.after().orElse(0)));
    }
    if (model.released().oldPublicName().isPresent()) {
      chart.addSeries("old", names, old);
    }
    chart.addSeries("new", names, now);
    return chart;
  }

  private static double bounded(double f1) {
    return Math.max(0, Math.min(1, f1));
  }
}
