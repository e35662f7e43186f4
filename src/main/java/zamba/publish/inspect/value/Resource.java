package zamba.publish.inspect.value;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A table that is shipped: tab-separated columns, comments after {@code # }. */
public final class Resource {

  private static final String FOLDER = "/zamba/publish/inspect/";

  private Resource() {}

  /** The rows without comments, each with at least {@code columns} columns. */
  public static List<String[]> rows(String name, int columns) {
    try (InputStream in = Resource.class.getResourceAsStream(FOLDER + name)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      List<String[]> rows =
          text.lines()
              .filter(line -> !line.startsWith("#") && !line.isBlank())
              .map(line -> line.split("\t", -1))
              .toList();
      rows.stream()
          .filter(row -> row.length < columns)
          .findFirst()
          .ifPresent(
              row -> {
                throw new IllegalStateException(name + ": not a row: " + String.join(" ", row));
              });
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }
}
