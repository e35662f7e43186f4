package zamba.publish;

import java.time.Clock;
import org.apache.camel.spi.Registry;
import zamba.publish.config.Configuration;
import zamba.publish.flow.vouch.SignatureAudit;
import zamba.publish.flow.vouch.VouchPlan;
import zamba.publish.flow.vouch.Vouching;
import zamba.publish.folder.OfficialModels;
import zamba.publish.inspect.value.AllowList;
import zamba.publish.signature.SideFiles;
import zamba.publish.signature.SignatureFiles;
import zamba.publish.signature.SourceDigest;

/** What knows digests and signatures. */
final class VouchConfiguration {
  private VouchConfiguration() {}

  /**
   * Binds it.
   *
   * @param keys who signs, and whose signatures count
   */
  static void bind(
      Registry registry,
      Configuration configuration,
      Keyring keys,
      StoresConfiguration stores,
      OfficialModels officialModels) {
    SourceDigest digests =
        new SourceDigest(
            configuration.sign().digest(),
            keys.key().isPresent(),
            configuration::mayCopy,
            stores.reading(),
            stores.replicas());
    SignatureFiles files =
        new SignatureFiles(
            new SideFiles(stores.replicas(), stores.visitors(), stores.transfers()),
            keys.trusted());
    String rules = AllowList.shipped().with(configuration.gate().names()).digest();
    Vouching vouching =
        new Vouching(files, digests, keys.key(), rules, Clock.systemUTC(), officialModels::holds);
    registry.bind("sourceDigest", digests);
    registry.bind("vouching", vouching);
    registry.bind("vouchPlan", new VouchPlan(files, digests, keys.key(), vouching));
    registry.bind(
        "signatureAudit",
        new SignatureAudit(files, vouching, officialModels, configuration.sign().signAudited()));
  }
}
