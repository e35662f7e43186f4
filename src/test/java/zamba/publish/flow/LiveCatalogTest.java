package zamba.publish.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import zamba.publish.catalog.Catalog;
import zamba.publish.catalog.CatalogEntry;
import zamba.publish.config.Configuration;
import zamba.publish.config.properties.Settings;

class LiveCatalogTest {
  @Test
  void whateverFailsWhenTheCatalogIsReadAnewRefusesTheEdit() {
    Catalog good = new Catalog(List.of(new CatalogEntry(CatalogEntry.MODEL, "m", "s3://b/m/")));
    LiveCatalog catalog =
        new LiveCatalog(
            Map.of(),
            good,
            new LiveCatalog.Reader() {
              @Override
              public Settings settings() {
                return new Settings(Map.of("weights.w.pt", "s3://b/w.pt"), Map.of(), List.of());
              }

              @Override
              public Configuration read(Settings settings) {
                throw new UnsupportedOperationException("nobody foresaw this");
              }
            });

    catalog.refresh();

    assertThat(catalog.current()).isEqualTo(good);
    assertThat(catalog.refused()).contains("nobody foresaw this");
  }
}
