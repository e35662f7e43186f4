package zamba.publish;

import java.time.Duration;
import org.apache.camel.spi.Registry;
import org.apache.camel.util.TimeUtils;
import zamba.publish.config.CheckoutSettings;
import zamba.publish.config.Configuration;
import zamba.publish.flow.AllRegions;
import zamba.publish.flow.Audit;
import zamba.publish.flow.AuditConclusions;
import zamba.publish.flow.BodiesInOrder;
import zamba.publish.flow.CheckoutEdits;
import zamba.publish.flow.IntoWork;
import zamba.publish.flow.LiveCatalog;
import zamba.publish.flow.MemoryRoom;
import zamba.publish.flow.OfficialConfigProcessor;
import zamba.publish.flow.Publications;
import zamba.publish.flow.PublishedCache;
import zamba.publish.flow.Sources;
import zamba.publish.flow.Verifying;
import zamba.publish.folder.OfficialModels;
import zamba.publish.gate.CheckpointGate;
import zamba.publish.official.TrainingResults;
import zamba.publish.source.SourceBucket;
import zamba.publish.turns.Stopping;
import zamba.publish.turns.Turns;

/** What the routes' steps conclude with. */
final class FlowConfiguration {
  private FlowConfiguration() {}

  /** Binds it. */
  static void bind(
      Registry registry,
      Configuration configuration,
      StoresConfiguration stores,
      Places places,
      LiveCatalog catalog,
      Stopping stopping) {
    OfficialModels officialModels = places.officialModels();
    PublishedCache lastTime = new PublishedCache(officialModels);
    catalog.onChange(lastTime::keepOnly);
    registry.bind("catalog", catalog);
    registry.bind("lastTime", lastTime);
    registry.bind(
        "verifying",
        new Verifying(
            lastTime,
            configuration.operation().verifyEvery(),
            Duration.ofMillis(TimeUtils.toMilliSeconds(configuration.every()))));
    registry.bind("stopping", stopping);
    registry.bind("turns", new Turns(stopping));
    CheckpointGate checkpoints =
        GateConfiguration.bind(registry, configuration, officialModels, stores.reads());
    registry.bind(
        "sources",
        new Sources(
            new SourceBucket(stores.privateS3(), TrainingResults::relevant),
            stores.webWeights(),
            configuration.settling(),
            checkpoints,
            lastTime));
    registry.bind("memoryRoom", new MemoryRoom(Runtime.getRuntime().maxMemory()));
    registry.bind("officialConfig", new OfficialConfigProcessor(catalog));
    CheckoutEdits checkout =
        new CheckoutEdits(
            configuration.checkout().map(CheckoutSettings::checkout),
            !configuration.pullRequest().asked());
    registry.bind("checkout", checkout);
    registry.bind(
        "publications",
        new Publications(officialModels, checkout, lastTime, configuration.isDaemon()));
    registry.bind("audit", new Audit(officialModels, stores.survey()));
    registry.bind("auditConclusions", new AuditConclusions(lastTime));
    registry.bind("reportFile", places.report());
    registry.bind("eachEntry", new BodiesInOrder());
    registry.bind("companionFiles", new IntoWork(Sources::read));
    registry.bind("regionOutcomes", new IntoWork(AllRegions::outcomes));
  }
}
