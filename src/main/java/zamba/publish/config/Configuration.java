package zamba.publish.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import zamba.publish.catalog.Catalog;
import zamba.publish.download.DownloadGate;
import zamba.publish.gate.GateSettings;
import zamba.publish.https.WebSettings;
import zamba.publish.pullrequest.PullRequestSettings;
import zamba.publish.s3.AwsAddress;
import zamba.publish.s3.Endpoint;
import zamba.publish.s3.Region;
import zamba.publish.s3.SourceSettings;
import zamba.publish.source.Replication;
import zamba.publish.source.Settling;
import zamba.publish.transfer.CopySettings;

/**
 * Everything a user configures, checked.
 *
 * @param aws whether any endpoint is AWS, or what the machine's AWS configuration has in its place
 * @param source the private bucket's endpoint
 * @param sourceSettings what that bucket wants to be told
 * @param regions the public buckets, in the order they are configured
 * @param catalog what is to be published
 * @param copies how checkpoints are copied
 * @param web what https sources must keep to
 * @param officialModels the folder that the models' folders are committed to
 * @param checkout the checkout of zamba that the catalog is read from, if it is
 * @param companions whether a release also edits what else in the checkout names what it changes
 * @param report the file the JSON report is written to
 * @param reportFormat what is shown of it at the end: {@code table} or {@code json}
 * @param reportPage the file the page to look at is written to, if it is
 * @param embeddedDir where the embedded server keeps its data, if it is to survive
 * @param task what is done with the catalog
 * @param heal whether an audit puts back what it misses
 * @param trigger {@code once}, {@code every}, {@code none}, {@code queue} or {@code dispatch}
 * @param every the period of {@code every}, as Camel reads it
 * @param probe which stores are asked what they do: {@code auto}, {@code true} or {@code false}
 * @param compareRead whether what cannot be told by asking is told by reading
 * @param settling how long nothing of a source must have been written
 * @param anonymous what is done about a region whose objects not everyone can download; empty for
 *     what its store suggests
 * @param unpinnedAllowed whether https weights without a digest are published
 * @param gate what is looked at before it is public
 * @param inspect whether an audit inspects what is public
 * @param sign what is vouched for, and by whom
 * @param pullRequest what is made of a run in zamba's repository
 * @param operation how it is run, watched and stopped
 * @param queue how work travels, if it does
 */
public record Configuration(
    boolean aws,
    Endpoint source,
    SourceSettings sourceSettings,
    List<Region> regions,
    Catalog catalog,
    CopySettings copies,
    WebSettings web,
    Path officialModels,
    Optional<CheckoutSettings> checkout,
    boolean companions,
    Path report,
    String reportFormat,
    Optional<Path> reportPage,
    Optional<Path> embeddedDir,
    Task task,
    boolean heal,
    String trigger,
    String every,
    String probe,
    boolean compareRead,
    Settling settling,
    Optional<DownloadGate.Mode> anonymous,
    boolean unpinnedAllowed,
    GateSettings gate,
    boolean inspect,
    SignSettings sign,
    PullRequestSettings pullRequest,
    RuntimeSettings operation,
    QueueSettings queue) {

  /** Stands for the embedded server's address until it has one. */
  static final URI NOT_YET_EMBEDDED = URI.create("http://embedded.invalid");

  public Configuration {
    regions = List.copyOf(regions);
  }

  /** The public buckets' names. */
  public Set<String> buckets() {
    return regions.stream().map(Region::bucket).collect(Collectors.toSet());
  }

  /** Whether the program goes on until it is stopped. */
  public boolean isDaemon() {
    return !trigger.equals("once");
  }

  /** The server that stands in for AWS, if the machine's AWS configuration names one. */
  public Optional<URI> awsElsewhere() {
    if (!aws) {
      return Optional.empty();
    }
    return AwsAddress.configured()
        .filter(
            address ->
                Stream.concat(Stream.of(source), regions.stream().map(Region::endpoint))
                    .anyMatch(endpoint -> endpoint.override().equals(Optional.of(address))));
  }

  /** Whether an endpoint is the embedded server, and that is not running yet. */
  public boolean wantsEmbedded() {
    return Stream.concat(Stream.of(source), regions.stream().map(Region::endpoint))
        .anyMatch(endpoint -> endpoint.override().equals(Optional.of(NOT_YET_EMBEDDED)));
  }

  /**
   * What is done about a region whose objects not everyone can download: on AWS the publication
   * fails; what another store is for, nobody but who configures it knows.
   */
  public DownloadGate.Mode anonymous(Region region) {
    return anonymous.orElse(
        region.endpoint().override().isEmpty() ? DownloadGate.Mode.STOP : DownloadGate.Mode.OFF);
  }

  /**
   * Whether a region's store may be asked to copy from another store by itself.
   *
   * @param store the other store, as in {@link Replication#store()}
   */
  public boolean mayCopy(String store, Region region) {
    Endpoint other =
        regions.stream()
            .filter(it -> it.name().equals(store))
            .map(Region::endpoint)
            .findFirst()
            .orElse(source);
    return switch (copies.mode()) {
      case AUTO -> other.override().equals(region.endpoint().override());
      case SERVER -> true;
      case STREAM -> false;
    };
  }
}
