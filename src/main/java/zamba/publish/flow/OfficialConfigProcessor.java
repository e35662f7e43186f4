package zamba.publish.flow;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import zamba.publish.folder.OfficialFolder;

/** Turns a model's companion files into its official folder and public name. */
public final class OfficialConfigProcessor implements Processor {
  private final LiveCatalog catalog;

  /**
   * @param catalog in which no weights may have the name that is derived
   */
  public OfficialConfigProcessor(LiveCatalog catalog) {
    this.catalog = catalog;
  }

  /** Body in: the work with its companion files. Body out: with an {@link OfficialFolder}. */
  @Override
  public void process(Exchange exchange) {
    Work work = exchange.getMessage().getBody(Work.class);
    OfficialFolder folder = OfficialFolder.derive(work.entry().name(), work.found().companions());
    if (catalog.current().hasWeights(folder.publicName())) {
      throw new IllegalArgumentException(
          "Model %s and weights.%s have one public name; rename the weights"
              .formatted(work.entry().name(), folder.publicName()));
    }
    exchange.getMessage().setBody(work.with(folder));
  }
}
