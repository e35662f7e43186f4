package zamba.publish;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.camel.spi.Registry;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.services.s3.S3Client;
import zamba.publish.config.Configuration;
import zamba.publish.copy.Clients;
import zamba.publish.download.DownloadGate;
import zamba.publish.download.Visitors;
import zamba.publish.flow.AllRegions;
import zamba.publish.folder.OfficialModels;
import zamba.publish.folder.References;
import zamba.publish.https.HttpsSource;
import zamba.publish.https.WebProxy;
import zamba.publish.region.Precedents;
import zamba.publish.region.Reading;
import zamba.publish.region.RegionReplicas;
import zamba.publish.region.RegionSurvey;
import zamba.publish.region.Regions;
import zamba.publish.s3.Endpoint;
import zamba.publish.s3.LocalServer;
import zamba.publish.s3.RequestSettings;
import zamba.publish.source.SourceGate;
import zamba.publish.stream.PinnedReads;
import zamba.publish.stream.Streaming;
import zamba.publish.stream.WebWeights;
import zamba.publish.transfer.CopyListeners;
import zamba.publish.transfer.Transfers;
import zamba.publish.turns.Stopping;

/** The stores and what asks them: the private bucket, the regions, the web. */
final class StoresConfiguration implements AutoCloseable {
  private final Configuration configuration;
  private final Transfers transfers;
  private final SourceGate sourceGate = new SourceGate();
  private final S3Client privateS3;
  private final List<RegionReplicas> replicas;
  private final Visitors visitors;
  private final HttpsSource web;
  private final Reading reading;
  private final Streaming streaming;
  private final RegionSurvey survey;

  /**
   * @param local the embedded server, if it runs
   * @param stopping whether what goes on for long is to end
   */
  StoresConfiguration(
      Configuration configuration,
      Optional<LocalServer> local,
      WebProxy proxy,
      OfficialModels officialModels,
      CopyListeners copies,
      Stopping stopping) {
    this.configuration = configuration;
    // First, since a run that has none ends here with nothing to close.
    AwsCredentialsProvider credentials =
        local.map(LocalServer::credentials).orElseGet(() -> StartCredentials.of(System.getenv()));
    this.transfers = new Transfers(configuration.copies().partsAtOnce(), copies);
    Clients clients = clients(credentials, local);
    this.privateS3 = clients.reader(configuration.source());
    this.replicas =
        configuration.regions().stream()
            .map(r -> new RegionReplicas(r, clients, store -> configuration.mayCopy(store, r)))
            .toList();
    this.visitors = new Visitors(clients);
    UnaryOperator<URI> hosts = local.<UnaryOperator<URI>>map(l -> l::resolve).orElse(u -> u);
    this.web = new HttpsSource(hosts, configuration.web(), proxy);
    this.reading = new Reading(privateS3, web, configuration.compareRead(), stopping::asked);
    this.streaming = new Streaming(privateS3, replicas, transfers);
    Precedents precedents = new Precedents(visitors, new References(officialModels)::to);
    this.survey = new RegionSurvey(replicas, visitors, transfers, reading, precedents);
  }

  private Clients clients(AwsCredentialsProvider credentials, Optional<LocalServer> local) {
    return new Clients(
        credentials,
        transfers,
        configuration.copies(),
        endpoint -> probed(endpoint, configuration.probe(), local),
        configuration.operation().answerWithin(),
        new RequestSettings(configuration.sourceSettings(), configuration.regions()),
        sourceGate);
  }

  /** AWS and the embedded server are known; any other store is asked what it does. */
  private static boolean probed(Endpoint endpoint, String probe, Optional<LocalServer> local) {
    return probe.equals("true")
        || (probe.equals("auto")
            && endpoint.override().isPresent()
            && !endpoint.override().equals(local.map(LocalServer::endpoint)));
  }

  /** Binds what the routes ask of stores by name. */
  void bind(Registry registry) {
    registry.bind("private-s3", privateS3);
    // Also a RouteBuilder, which Camel finds here and asks for its routes.
    registry.bind("regions", new Regions(replicas, configuration.copies().mode(), sourceGate));
    DownloadGate downloads =
        new DownloadGate(configuration.regions(), configuration::anonymous, visitors, transfers);
    registry.bind("allRegions", new AllRegions(survey, streaming, downloads));
    for (RegionReplicas region : replicas) {
      registry.bind("replicas-in-" + region.region().name(), region);
      registry.bind("s3-" + region.region().name(), region.client());
    }
  }

  S3Client privateS3() {
    return privateS3;
  }

  List<RegionReplicas> replicas() {
    return replicas;
  }

  RegionSurvey survey() {
    return survey;
  }

  Reading reading() {
    return reading;
  }

  Visitors visitors() {
    return visitors;
  }

  Transfers transfers() {
    return transfers;
  }

  /** Reads what is to be inspected, pinned to what was found. */
  PinnedReads reads() {
    return new PinnedReads(privateS3, replicas, web);
  }

  /** The weights that are on web servers. */
  WebWeights webWeights() {
    return new WebWeights(web, replicas, survey, streaming, configuration.unpinnedAllowed());
  }

  /** Closes the clients; what is on its way has ended or is continued by the next run. */
  @Override
  public void close() {
    transfers.close();
    web.close();
    visitors.close();
    privateS3.close();
    replicas.forEach(region -> region.client().close());
  }
}
