package zamba.publish.embedded;

import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import zamba.publish.s3.LocalServer;

/** S3Proxy over a folder, and a loopback http server that plays the https hosts. */
final class EmbeddedServer implements LocalServer {

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedServer.class);

  private final DataFolder data;
  private final S3Proxy s3;
  private final WeightsHost hosts;
  private final AwsBasicCredentials credentials;

  private EmbeddedServer(
      DataFolder data, S3Proxy s3, WeightsHost hosts, AwsBasicCredentials credentials) {
    this.data = data;
    this.s3 = s3;
    this.hosts = hosts;
    this.credentials = credentials;
  }

  /**
   * Starts both servers, each on a free port.
   *
   * @throws IOException when one of them does not start; nothing is left running then
   */
  static EmbeddedServer start(DataFolder data) throws IOException {
    AwsBasicCredentials credentials = newCredentials();
    S3Proxy s3 =
        S3Proxy.builder()
            .blobStore(new PublicBuckets(data.store()))
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(
                AuthenticationType.AWS_V4, credentials.accessKeyId(), credentials.secretAccessKey())
            .build();
    EmbeddedServer server = new EmbeddedServer(data, s3, WeightsHost.start(), credentials);
    try {
      s3.start();
      return server;
    } catch (Exception e) { // what S3Proxy declares
      server.close();
      throw new IOException("the embedded S3 server did not start: " + e.getMessage(), e);
    }
  }

  @Override
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + s3.getPort());
  }

  @Override
  public AwsCredentialsProvider credentials() {
    return StaticCredentialsProvider.create(credentials);
  }

  @Override
  public URI resolve(URI https) {
    return hosts.resolve(https);
  }

  @Override
  public void seed(
      Map<String, String> weightLookup, Map<String, String> weights, Set<String> publicBuckets) {
    Map<String, String> inS3 = new LinkedHashMap<>(weights);
    inS3.values().removeIf(location -> !location.startsWith("s3:"));
    weights.values().stream()
        .filter(location -> !location.startsWith("s3:"))
        .forEach(location -> hosts.serve(URI.create(location)));
    try (S3Client client = client()) {
      new Seeding(client).seed(weightLookup, inS3, publicBuckets);
    }
  }

  @Override
  public void close() {
    hosts.close();
    try {
      s3.stop();
    } catch (Exception e) { // what S3Proxy declares
      LOG.warn("The embedded S3 server did not stop cleanly", e);
    }
    try {
      data.delete();
    } catch (IOException e) {
      LOG.warn(
          "Could not delete the embedded server's folder {}: {}", data.scratch().orElseThrow(), e);
    }
  }

  private S3Client client() {
    return S3Client.builder()
        .endpointOverride(endpoint())
        .credentialsProvider(credentials())
        .region(Region.US_EAST_1)
        .forcePathStyle(true)
        .httpClientBuilder(ApacheHttpClient.builder())
        .build();
  }

  /** New ones for each start, in the shape of AWS's: 20 capitals and digits, and 40 characters. */
  private static AwsBasicCredentials newCredentials() {
    SecureRandom random = new SecureRandom();
    byte[] access = new byte[8];
    byte[] secret = new byte[30];
    random.nextBytes(access);
    random.nextBytes(secret);
    return AwsBasicCredentials.create(
        "AKIA" + HexFormat.of().formatHex(access).toUpperCase(Locale.ROOT),
        Base64.getEncoder().encodeToString(secret));
  }
}
