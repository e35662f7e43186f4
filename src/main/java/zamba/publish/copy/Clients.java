package zamba.publish.copy;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import zamba.publish.probe.CheckedWriteS3Client;
import zamba.publish.probe.StoreProbe;
import zamba.publish.s3.AnswerCheck;
import zamba.publish.s3.AskingAgain;
import zamba.publish.s3.Endpoint;
import zamba.publish.s3.Region;
import zamba.publish.s3.RenewableCredentials;
import zamba.publish.s3.RequestSettings;
import zamba.publish.s3.StoreClient;
import zamba.publish.s3.ThrottledSender;
import zamba.publish.source.BeforeVisible;
import zamba.publish.source.SourceGate;
import zamba.publish.transfer.CopySettings;
import zamba.publish.transfer.Transfers;

/** Makes S3 clients, all with the same credentials. */
public final class Clients {
  /** More than are used at once, so that no request waits for a connection. */
  private static final int CONNECTIONS = 1_000;

  /** For what says no time of its own. */
  private static final Duration WRITE_TIMEOUT = Duration.ofMinutes(3);

  /** Each of these requests has a time-out as a whole. */
  private static final Duration NEVER = Duration.ofDays(1);

  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);

  private final AwsCredentialsProvider credentials;
  private final Transfers transfers;
  private final CopySettings settings;
  private final Predicate<Endpoint> probed;
  private final Optional<Duration> answerWithin;
  private final RequestSettings said;
  private final BeforeVisible gate;

  /** Clients for stores that are known to do what AWS does. */
  public Clients(AwsCredentialsProvider credentials, Transfers transfers, CopySettings settings) {
    this(
        credentials,
        transfers,
        settings,
        endpoint -> false,
        ANSWER_WITHIN,
        RequestSettings.NONE,
        new SourceGate());
  }

  /**
   * @param transfers sends the parts of all publishing clients
   * @param probed whether an endpoint's store is to be asked what it does before it is relied on
   * @param answerWithin how long each attempt of a small request is waited for
   * @param said what is said with every request
   * @param gate what all copies of one source pass
   */
  public Clients(
      AwsCredentialsProvider credentials,
      Transfers transfers,
      CopySettings settings,
      Predicate<Endpoint> probed,
      Duration answerWithin,
      RequestSettings said,
      SourceGate gate) {
    this.gate = gate;
    this.probed = probed;
    this.answerWithin = Optional.of(answerWithin);
    this.said = said;
    this.credentials = credentials;
    this.transfers = transfers;
    this.settings = settings;
  }

  /** A client for reading the private bucket. */
  public S3Client reader(Endpoint endpoint) {
    return new StoreClient(
        client(endpoint).httpClientBuilder(connections()).build(),
        Optional.of(ThrottledSender.reading()),
        answerWithin);
  }

  /** A client for publishing into a region; its {@code copyObject} is create-only. */
  public CreateOnlyS3Client publisher(Region region) {
    S3Client parts =
        client(region.endpoint())
            .overrideConfiguration(
                configuration()
                    .retryStrategy(AwsRetryStrategy.doNotRetry())
                    .apiCallAttemptTimeout(WRITE_TIMEOUT)
                    .build())
            .httpClientBuilder(connections().socketTimeout(NEVER))
            .build();
    S3Client client = client(region.endpoint()).httpClientBuilder(connections()).build();
    boolean likeAws = !probed.test(region.endpoint());
    StoreProbe probe =
        likeAws ? StoreProbe.known(client, region) : StoreProbe.asking(client, region);
    return new CreateOnlyS3Client(
        new CheckedWriteS3Client(client, probe),
        new CheckedWriteS3Client(parts, probe),
        region,
        probe,
        transfers,
        settings,
        gate,
        likeAws,
        answerWithin);
  }

  /** A client without credentials, for looking at a region as those do who download from it. */
  public S3Client visitor(Region region) {
    return new StoreClient(
        client(region.endpoint())
            .credentialsProvider(AnonymousCredentialsProvider.create())
            .httpClientBuilder(connections())
            .build(),
        Optional.empty(),
        answerWithin);
  }

  /** What all requests go through on their way. */
  private ClientOverrideConfiguration.Builder configuration() {
    ClientOverrideConfiguration.Builder configuration =
        ClientOverrideConfiguration.builder()
            .addExecutionInterceptor(said)
            .addExecutionInterceptor(new AnswerCheck())
            .addExecutionInterceptor(new AskingAgain());
    return credentials instanceof RenewableCredentials renewable
        ? configuration.addExecutionInterceptor(renewable)
        : configuration;
  }

  private static ApacheHttpClient.Builder connections() {
    return ApacheHttpClient.builder().maxConnections(CONNECTIONS);
  }

  private S3ClientBuilder client(Endpoint endpoint) {
    S3ClientBuilder builder =
        S3Client.builder()
            .region(software.amazon.awssdk.regions.Region.of(endpoint.awsRegion()))
            .credentialsProvider(credentials)
            .overrideConfiguration(configuration().build())
            .forcePathStyle(endpoint.pathStyle());
    // On AWS a wrong region costs a redirect. Other servers have no other region to be sent to, and
    // not all of them understand a signed upload with a trailer (Ceph 16 answers 400).
    return endpoint
        .override()
        .map(
            server ->
                builder
                    .endpointOverride(server)
                    // Those that we ask for and no other: a store may know none.
                    .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                    .serviceConfiguration(s3 -> s3.chunkedEncodingEnabled(false)))
        .orElseGet(() -> builder.crossRegionAccessEnabled(true));
  }
}
