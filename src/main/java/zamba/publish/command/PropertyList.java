package zamba.publish.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.Column.Overflow;
import picocli.CommandLine.Help.TextTable;

/** Every property with its default, from the metadata that editors read too. */
final class PropertyList {
  private static final String METADATA = "/META-INF/spring-configuration-metadata.json";
  private static final int NAME_WIDTH = 27;

  private final CommandLine line;

  /**
   * @param line whose help it is a part of
   */
  PropertyList(CommandLine line) {
    this.line = line;
  }

  /** As a section of the help, as wide as that is. */
  String text(Ansi ansi) {
    int width = line.getCommandSpec().usageMessage().width();
    TextTable table =
        TextTable.forColumns(
            CommandLine.Help.defaultColorScheme(ansi),
            new Column(NAME_WIDTH, 2, Overflow.SPAN),
            new Column(width - NAME_WIDTH, 2, Overflow.WRAP));
    try (InputStream stream = PropertyList.class.getResourceAsStream(METADATA)) {
      for (JsonNode property : new ObjectMapper().readTree(stream).path("properties")) {
        String otherwise = property.path("defaultValue").asText();
        table.addRowValues(
            property.path("name").asText(),
            property.path("description").asText()
                + (otherwise.isEmpty() ? "" : " Default: " + otherwise));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return "%nProperties, set with -D, in application.properties, in the file of -p, or in the%nenvironment (S3_ENDPOINT for s3.endpoint):%n"
            .formatted()
        + table;
  }
}
