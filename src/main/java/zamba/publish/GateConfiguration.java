package zamba.publish;

import org.apache.camel.spi.Registry;
import zamba.publish.config.Configuration;
import zamba.publish.flow.Inspections;
import zamba.publish.folder.OfficialModels;
import zamba.publish.gate.CheckpointGate;
import zamba.publish.gate.EditGate;
import zamba.publish.gate.LeakGate;
import zamba.publish.gate.PlausibleGate;
import zamba.publish.stream.PinnedReads;

/** What looks before anything is public. */
final class GateConfiguration {
  private GateConfiguration() {}

  /** Binds it. */
  static CheckpointGate bind(
      Registry registry,
      Configuration configuration,
      OfficialModels officialModels,
      PinnedReads reads) {
    LeakGate leaks = new LeakGate(configuration.gate(), configuration.buckets(), officialModels);
    CheckpointGate checkpoints = new CheckpointGate(configuration.gate(), reads, leaks);
    registry.bind(
        "inspections",
        new Inspections(
            checkpoints,
            new EditGate(configuration.gate(), leaks, officialModels),
            leaks,
            new PlausibleGate(configuration.gate()),
            officialModels));
    return checkpoints;
  }
}
