package zamba.publish;

import java.time.Clock;
import java.util.List;
import org.apache.camel.spi.Registry;
import zamba.publish.config.Configuration;
import zamba.publish.download.Visitors;
import zamba.publish.flow.SignatureAudit;
import zamba.publish.flow.SignatureFiles;
import zamba.publish.flow.Vouching;
import zamba.publish.folder.OfficialModels;
import zamba.publish.inspect.AllowList;
import zamba.publish.region.Reading;
import zamba.publish.region.RegionReplicas;
import zamba.publish.region.SideFiles;
import zamba.publish.region.SourceDigest;
import zamba.publish.transfer.Transfers;

/**
 * Puts what knows digests and signatures into Camel's registry.
 *
 * @param configuration what is wanted
 * @param keys who signs, and whose signatures count
 * @param replicas the regions
 * @param reading reads sources
 * @param visitors read without credentials
 * @param transfers on whose threads regions are asked
 */
record VouchWiring(
    Configuration configuration,
    Keyring keys,
    List<RegionReplicas> replicas,
    Reading reading,
    Visitors visitors,
    Transfers transfers) {

  void bind(Registry registry, OfficialModels officialModels) {
    SourceDigest digests =
        new SourceDigest(
            configuration.sign().digest(),
            keys.key().isPresent(),
            source ->
                configuration.regions().stream()
                    .anyMatch(region -> !configuration.mayCopy(source.store(), region)),
            reading,
            replicas);
    SignatureFiles files =
        new SignatureFiles(new SideFiles(replicas, visitors, transfers), keys.trusted());
    String rules = AllowList.shipped().with(configuration.gate().names()).digest();
    Vouching vouching = new Vouching(files, digests, keys.key(), rules, Clock.systemUTC());
    registry.bind("sourceDigest", digests);
    registry.bind("vouching", vouching);
    registry.bind(
        "signatureAudit",
        new SignatureAudit(files, vouching, officialModels, configuration.sign().signAudited()));
  }
}
