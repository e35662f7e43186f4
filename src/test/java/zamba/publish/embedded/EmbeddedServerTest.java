package zamba.publish.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;
import zamba.publish.s3.LocalServer;
import zamba.publish.s3.S3Location;

class EmbeddedServerTest {

  private static final String PRIVATE = "client-bucket";
  private static final Set<String> PUBLIC = Set.of("public-us", "public-eu", "public-asia");
  private static final Map<String, String> MODELS = new LinkedHashMap<>();
  private static final Map<String, String> WEIGHTS =
      Map.of("depth.pt", "s3://client-bucket/depth/model_best.pt");

  static {
    MODELS.put("time_distributed", "s3://client-bucket/results/td/version_1/");
    MODELS.put("slowfast", "s3://client-bucket/results/slowfast/version_2/");
    MODELS.put("european", "s3://client-bucket/results/european/version_0/");
    MODELS.put("blank_nonblank", "s3://client-bucket/results/bnb/version_0/");
  }

  @Test
  void seedsEveryLocationCompletely() throws IOException {
    try (LocalServer server = start(Optional.empty());
        S3Client s3 = client(server, server.credentials())) {
      server.seed(MODELS, WEIGHTS, PUBLIC);

      MODELS.forEach(
          (model, location) -> {
            List<String> keys = keys(s3, S3Location.parse(location).key());
            assertThat(keys)
                .filteredOn(key -> key.endsWith(".ckpt") || key.endsWith(".pt"))
                .singleElement()
                .satisfies(
                    checkpoint -> {
                      assertThat(checkpoint).endsWith("/" + model + ".ckpt");
                      assertThat(length(s3, checkpoint)).isEqualTo(TorchArchive.SIZE);
                      String folder = checkpoint.substring(0, checkpoint.lastIndexOf('/') + 1);
                      for (String file : SampleTrainingResults.COMPANION_FILES) {
                        assertThat(keys).contains(folder + file);
                        assertThat(text(s3, folder + file)).isNotBlank().doesNotContain("${");
                      }
                    });
            assertThat(keys)
                .anyMatch(key -> key.contains("/events.out.tfevents."))
                .anyMatch(key -> key.endsWith("/older/hparams.yaml"))
                .anyMatch(key -> key.endsWith("/plots/"))
                .anyMatch(key -> key.endsWith(".csv"));
          });
      assertThat(length(s3, "depth/model_best.pt")).isEqualTo(TorchArchive.SIZE);
      assertThat(keys(s3, "unfinished")).isEmpty();
      for (String bucket : PUBLIC) {
        assertThat(s3.listObjectsV2(list -> list.bucket(bucket)).contents()).isEmpty();
      }
    }
  }

  @Test
  void leavesACheckpointBesideItsCompanionsInASubfolderForSomeModelsOnly() {
    assertThat(MODELS.keySet())
        .extracting(model -> new SampleTrainingResults(model).folder())
        .contains("", "checkpoints/");
  }

  @Test
  void trainsOnlyTheEuropeanModelFromACheckpoint() {
    for (String model : MODELS.keySet()) {
      String config = trainConfiguration(model);
      assertThat(config)
          .contains("train_config:\n", "video_loader_config:\n", "  megadetector_lite_config:\n")
          .contains("  cache_dir: ", "  cleanup_cache: ", "    device: ");
      assertThat(config.contains("  checkpoint: null\n")).isEqualTo(!model.equals("european"));
    }
    assertThat(MODELS.keySet().stream().map(EmbeddedServerTest::trainConfiguration).distinct())
        .hasSameSizeAs(MODELS.keySet());
  }

  @Test
  void changesNothingWhenStartedAgainOnTheSameFolder(@TempDir Path dir) throws IOException {
    Path folder = dir.resolve("made/by/the/server");
    Map<String, String> first = seedAndList(folder);
    assertThat(first).hasSizeGreaterThan(40);
    assertThat(seedAndList(folder)).isEqualTo(first);
  }

  @Test
  void leavesALocationAloneThatIsNotEmpty() throws IOException {
    try (LocalServer server = start(Optional.empty());
        S3Client s3 = client(server, server.credentials())) {
      server.seed(Map.of(), WEIGHTS, PUBLIC);
      String mine = "results/td/version_1/mine.ckpt";
      s3.putObject(it -> it.bucket(PRIVATE).key(mine), RequestBody.fromString("weights"));
      server.seed(MODELS, WEIGHTS, PUBLIC);
      assertThat(keys(s3, "results/td/version_1/")).containsExactly(mine);
    }
  }

  @Test
  void completesALocationThatAnEarlierStartWasKilledIn() throws IOException {
    Map<String, String> european = Map.of("european", MODELS.get("european"));
    try (LocalServer server = start(Optional.empty());
        S3Client s3 = client(server, server.credentials())) {
      server.seed(european, Map.of(), PUBLIC);
      List<String> complete = keys(s3, "");
      s3.deleteObject(it -> it.bucket(PRIVATE).key(only(complete, "european.ckpt")));
      s3.putObject(
          it -> it.bucket(PRIVATE).key("unfinished-sample-results/european"), RequestBody.empty());
      server.seed(european, Map.of(), PUBLIC);
      assertThat(keys(s3, "")).isEqualTo(complete);
    }
  }

  @Test
  void refusesWrongCredentialsWith403() throws IOException {
    try (LocalServer server = start(Optional.empty())) {
      server.seed(Map.of(), Map.of(), PUBLIC);
      String right = server.credentials().resolveCredentials().accessKeyId();
      for (String access : List.of(right, "AKIA0000000000000000")) {
        try (S3Client s3 =
            client(
                server,
                StaticCredentialsProvider.create(AwsBasicCredentials.create(access, "guess")))) {
          assertThatThrownBy(() -> s3.listObjectsV2(list -> list.bucket("public-us")))
              .isInstanceOfSatisfying(
                  S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(403));
        }
      }
    }
  }

  @Test
  void makesNewCredentialsAtEveryStart() throws IOException {
    try (LocalServer one = start(Optional.empty());
        LocalServer other = start(Optional.empty())) {
      assertThat(one.credentials().resolveCredentials())
          .isNotEqualTo(other.credentials().resolveCredentials());
      assertThat(one.endpoint()).isNotEqualTo(other.endpoint()).hasHost("127.0.0.1");
    }
  }

  @Test
  void deletesItsTemporaryFolderOnClose(@TempDir Path dir) throws IOException {
    Path folder = Files.createDirectory(dir.resolve("temporary"));
    LocalServer server = EmbeddedServer.start(DataFolder.temporary(folder));
    server.seed(Map.of(), WEIGHTS, PUBLIC);
    assertThat(folder.resolve("public-us")).isDirectory();
    server.close();
    assertThat(folder).doesNotExist();
    server.close();
  }

  @Test
  void saysWhatToDoWhenANamedFolderKeepsNoAttributes() throws IOException {
    try (FileSystem plain = Jimfs.newFileSystem(Configuration.unix())) {
      Path folder = plain.getPath("/data");
      assertThatThrownBy(() -> start(Optional.of(folder)))
          .isInstanceOf(IOException.class)
          .hasMessageContainingAll("/data", "extended attributes", "embedded.dir");
    }
  }

  @Test
  void keepsTemporaryDataInTheHeapWhereFilesKeepNoAttributes() throws IOException {
    try (FileSystem plain = Jimfs.newFileSystem(Configuration.unix())) {
      Path folder = Files.createDirectory(plain.getPath("/temporary"));
      try (LocalServer server = EmbeddedServer.start(DataFolder.temporary(folder));
          S3Client s3 = client(server, server.credentials())) {
        server.seed(Map.of(), WEIGHTS, PUBLIC);
        assertThat(length(s3, "depth/model_best.pt")).isEqualTo(TorchArchive.SIZE);
      }
    }
  }

  @Test
  void leavesNoThreadRunningThatKeepsTheProgramFromEnding() throws IOException {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    LocalServer server = start(Optional.empty());
    server.seed(Map.of(), Map.of(), PUBLIC);
    server.close();
    assertThat(Thread.getAllStackTraces().keySet())
        .filteredOn(thread -> !before.contains(thread) && thread.isAlive() && !thread.isDaemon())
        .isEmpty();
  }

  private static LocalServer start(Optional<Path> dir) throws IOException {
    return ServiceLoader.load(LocalServer.Factory.class).findFirst().orElseThrow().start(dir);
  }

  private static Map<String, String> seedAndList(Path folder) throws IOException {
    try (LocalServer server = start(Optional.of(folder));
        S3Client s3 = client(server, server.credentials())) {
      server.seed(MODELS, WEIGHTS, PUBLIC);
      Map<String, String> states = new TreeMap<>();
      s3.listObjectsV2Paginator(list -> list.bucket(PRIVATE))
          .contents()
          .forEach(found -> states.put(found.key(), found.lastModified() + " " + found.eTag()));
      return states;
    }
  }

  private static S3Client client(LocalServer server, AwsCredentialsProvider credentials) {
    URI endpoint = server.endpoint();
    return S3Client.builder()
        .endpointOverride(endpoint)
        .credentialsProvider(credentials)
        .region(Region.US_EAST_1)
        .forcePathStyle(true)
        .build();
  }

  private static List<String> keys(S3Client s3, String prefix) {
    return s3
        .listObjectsV2Paginator(list -> list.bucket(PRIVATE).prefix(prefix))
        .contents()
        .stream()
        .map(found -> found.key())
        .toList();
  }

  private static String only(List<String> keys, String end) {
    return keys.stream().filter(key -> key.endsWith(end)).findFirst().orElseThrow();
  }

  private static long length(S3Client s3, String key) {
    return s3.headObject(head -> head.bucket(PRIVATE).key(key)).contentLength();
  }

  private static String text(S3Client s3, String key) {
    return s3.getObjectAsBytes(get -> get.bucket(PRIVATE).key(key)).asUtf8String();
  }

  private static String trainConfiguration(String model) {
    return new SampleTrainingResults(model)
        .objects().stream()
            .filter(object -> object.name().endsWith("train_configuration.yaml"))
            .map(
                object ->
                    new String(object.content().get(), java.nio.charset.StandardCharsets.UTF_8))
            .findFirst()
            .orElseThrow();
  }
}
