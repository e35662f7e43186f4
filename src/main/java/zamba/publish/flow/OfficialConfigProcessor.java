package zamba.publish.flow;

import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import zamba.publish.catalog.CatalogEntry;
import zamba.publish.folder.OfficialFolder;
import zamba.publish.official.CompanionFile;

/** Turns a model's companion files into its official folder and public name. */
public final class OfficialConfigProcessor implements Processor {
  private final LiveCatalog catalog;

  /**
   * @param catalog in which no weights may have the name that is derived
   */
  public OfficialConfigProcessor(LiveCatalog catalog) {
    this.catalog = catalog;
  }

  /** Body in: the companion files. Body out: an {@link OfficialFolder}. */
  @Override
  public void process(Exchange exchange) {
    CatalogEntry model = exchange.getVariable("entry", CatalogEntry.class);
    @SuppressWarnings("unchecked")
    List<CompanionFile> companions = exchange.getMessage().getBody(List.class);
    OfficialFolder folder = OfficialFolder.derive(model.name(), companions);
    if (catalog.current().hasWeights(folder.publicName())) {
      throw new IllegalArgumentException(
          "Model %s and weights.%s have one public name; rename the weights"
              .formatted(model.name(), folder.publicName()));
    }
    exchange.getMessage().setBody(folder);
  }
}
