package zamba.publish;

import java.time.Clock;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.StartupListener;
import org.apache.camel.component.platform.http.main.ManagementHttpServer;
import zamba.publish.config.Configuration;
import zamba.publish.daemon.Runs;
import zamba.publish.flow.LiveCatalog;
import zamba.publish.page.Copies;
import zamba.publish.page.LivePage;
import zamba.publish.page.ModelFacts;
import zamba.publish.page.Observer;
import zamba.publish.page.PageFile;
import zamba.publish.page.Seen;
import zamba.publish.publication.Report;
import zamba.publish.transfer.CopyListeners;

/** The page to look at, if anybody can: as a file, or at a daemon's address. */
final class PageConfiguration implements StartupListener {
  private final Configuration configuration;
  private final Observer observer;

  private PageConfiguration(Configuration configuration, Observer observer) {
    this.configuration = configuration;
    this.observer = observer;
  }

  /** Binds what the routes hand reports to. */
  static void bind(
      CamelContext context,
      Configuration configuration,
      Places places,
      LiveCatalog catalog,
      Runs runs,
      CopyListeners listeners) {
    boolean live = DaemonConfiguration.isServed(configuration);
    Optional<Observer> observer = Optional.empty();
    if (live || places.page().isPresent()) {
      observer = Optional.of(observer(configuration, places, catalog, runs, listeners, live));
    }
    context.getRegistry().bind("page", new PageFile(observer, places.page()));
    if (live) {
      listen(context, new PageConfiguration(configuration, observer.orElseThrow()));
    }
  }

  private static void listen(CamelContext context, PageConfiguration page) {
    try {
      context.addStartupListener(page);
    } catch (Exception e) { // what Camel declares
      throw new IllegalStateException(e);
    }
  }

  private static Observer observer(
      Configuration configuration,
      Places places,
      LiveCatalog catalog,
      Runs runs,
      CopyListeners listeners,
      boolean live) {
    Seen seen =
        new Seen(
            () ->
                catalog.current().entries().stream()
                    .map(entry -> entry.kind() + " " + entry.name())
                    .collect(Collectors.toSet()),
            Clock.systemUTC());
    runs.add(
        new Runs.Listener() {
          @Override
          public void ended(Report report) {
            // A message's too, whose report is not written.
            seen.ended(report);
          }

          @Override
          public void brokeOff() {
            seen.brokeOff();
          }
        });
    ModelFacts models = new ModelFacts(configuration.officialModels());
    places.officialModels().add(models);
    Copies copies = new Copies();
    if (live) {
      listeners.add(copies);
    }
    return new Observer(
        configuration.regions().stream().map(region -> region.name()).toList(),
        seen,
        models,
        copies,
        Clock.systemUTC(),
        live);
  }

  @Override
  public void onCamelContextStarted(CamelContext context, boolean alreadyStarted) {
    ManagementHttpServer server = context.hasService(ManagementHttpServer.class);
    if (server != null) {
      new LivePage(
              observer,
              configuration.operation().managementHost(),
              configuration.operation().managementPort())
          .serve(server.getRouter());
    }
  }
}
