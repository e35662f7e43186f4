package zamba.publish.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import zamba.publish.fixture.Run;
import zamba.publish.fixture.Samples;
import zamba.publish.fixture.Trained;

/** What a run publishes, against a real S3 server. */
class PublishTest {
  @TempDir Path folder;
  private Run run;

  @BeforeEach
  void prepare() {
    run = new Run(folder);
  }

  @Test
  void publishesEveryModelToEveryRegionAndWritesItsFolder() {
    Trained.model(run, "slowfast");
    Trained.model(run, "european");

    assertThat(run.publish()).isZero();

    assertThat(run.report().path("status").asText()).isEqualTo("ok");
    for (String model : new String[] {"slowfast", "european"}) {
      JsonNode publication = run.publication(model);
      assertThat(publication.path("status").asText()).isEqualTo("published");
      String name = publication.path("publicName").asText();
      assertThat(name).matches(model + "_[0-9a-f]{10}\\.ckpt");
      run.buckets.forEach(
          (region, bucket) -> {
            assertThat(run.store.get(bucket, "zamba_official_models/" + name))
                .isEqualTo(Trained.checkpoint(model));
            assertThat(run.replica(model, region).path("status").asText()).isEqualTo("copied");
            assertThat(run.replica(model, region).path("verified").asBoolean()).isTrue();
          });
      assertThat(run.officialFiles())
          .containsEntry(model + "/hparams.yaml", Trained.files(model).get("hparams.yaml"))
          .containsEntry(model + "/val_metrics.json", Trained.files(model).get("val_metrics.json"))
          .containsEntry(
              model + "/train_configuration.yaml",
              Trained.files(model).get("train_configuration.yaml"))
          .hasEntrySatisfying(
              model + "/config.yaml",
              config ->
                  assertThat(config)
                      .endsWith(
                          "predict_config:\n  model_name: %s\npublic_checkpoint: %s\n"
                              .formatted(model, name)));
    }
    assertThat(run.officialFiles()).hasSize(10);
  }

  @Test
  void replicasHaveOurMetadataAndContentTypeOnly() {
    run.model("slowfast");
    run.publish();

    String name = run.publication("slowfast").path("publicName").asText();
    HeadObjectResponse source = run.store.head(run.source, run.key("slowfast", "slowfast.ckpt"));
    HeadObjectResponse replica =
        run.store.head(run.buckets.get("eu"), "zamba_official_models/" + name);
    assertThat(replica.contentType()).isEqualTo("application/octet-stream");
    assertThat(replica.metadata())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "source-etag",
                source.eTag().replace("\"", ""),
                "source-size",
                "300000",
                "source-etag-is-md5",
                "true",
                "source-pinned",
                "true",
                "part-size",
                replica.metadata().get("part-size"),
                "public-name",
                name));
  }

  @Test
  void aSecondRunFindsEverythingPresentAndWritesNothing() throws Exception {
    run.model("slowfast").entry("weights.depth.pt", "s3://" + run.source + "/depth.pt");
    run.store.put(run.source, "depth.pt", "depth weights");
    assertThat(run.publish()).isZero();
    Map<String, String> before = run.published();
    Path config = run.official().resolve("slowfast/config.yaml");
    Object file = Files.readAttributes(config, "unix:ino,ctime");

    assertThat(run.publish()).isZero();

    assertThat(run.published()).isEqualTo(before);
    assertThat((Object) Files.readAttributes(config, "unix:ino,ctime")).isEqualTo(file);
    for (String name : new String[] {"slowfast", "depth.pt"}) {
      assertThat(run.publication(name).path("status").asText()).isEqualTo("present");
      assertThat(run.replica(name, "us").path("verified").asBoolean()).isTrue();
    }
  }

  @Test
  void aRegionThatLostAnObjectIsHealed() {
    run.model("slowfast").entry("weights.depth.pt", "s3://" + run.source + "/depth.pt");
    run.store.put(run.source, "depth.pt", "depth weights");
    run.publish();
    String key = "zamba_official_models/" + run.publication("slowfast").path("publicName").asText();
    run.store.delete(run.buckets.get("asia"), key);
    run.store.delete(run.buckets.get("eu"), "zamba_official_models/depth.pt");

    assertThat(run.publish()).isZero();

    assertThat(run.replica("slowfast", "asia").path("status").asText()).isEqualTo("copied");
    assertThat(run.replica("slowfast", "us").path("status").asText()).isEqualTo("present");
    assertThat(run.replica("depth.pt", "eu").path("status").asText()).isEqualTo("copied");
    assertThat(run.store.get(run.buckets.get("asia"), key))
        .isEqualTo(Samples.checkpoint("slowfast"));
  }

  @Test
  void aRetrainedModelReplacesItsFolderAndKeepsTheOldCheckpoint() {
    run.model("slowfast");
    run.publish();
    String old = run.publication("slowfast").path("publicName").asText();
    run.store.put(
        run.source,
        run.key("slowfast", "train_configuration.yaml"),
        Samples.trainConfiguration("slowfast").replace("gamma: 0.5", "gamma: 0.25"));

    assertThat(run.publish()).isZero();

    String name = run.publication("slowfast").path("publicName").asText();
    assertThat(name).isNotEqualTo(old);
    assertThat(run.officialFiles().get("slowfast/config.yaml")).contains(name).contains("0.25");
    assertThat(run.officialFiles()).hasSize(5);
    assertThat(run.published())
        .containsKeys("us:zamba_official_models/" + old, "us:zamba_official_models/" + name);
  }

  @Test
  void findsTheCheckpointBehindMoreThanOnePageOfOtherObjects() {
    run.model("slowfast");
    java.util.stream.IntStream.range(0, 1100)
        .parallel()
        .forEach(i -> run.store.put(run.source, run.key("slowfast", "a/%04d".formatted(i)), "x"));

    assertThat(run.publish()).isZero();

    assertThat(run.publication("slowfast").path("source").asText()).endsWith("/slowfast.ckpt");
  }

  @Test
  void publishesAnEmptyCheckpointAndOneWithAnOddName() {
    run.model("slowfast").model("european");
    run.store.put(run.source, run.key("slowfast", "slowfast.ckpt"), "");
    run.store.delete(run.source, run.key("european", "european.ckpt"));
    run.store.put(run.source, run.key("european", "epoch=3 val+f1 é.ckpt"), "weights");

    assertThat(run.publish()).isZero();

    assertThat(run.published()).hasSize(6);
    assertThat(run.publication("slowfast").path("bytes").asLong()).isZero();
  }

  @Test
  void aTriggerWithABlankFromTheEnvironmentStillRunsOnceAndEnds() {
    run.model("slowfast");

    assertThat(run.publish(Map.of("PUBLISH_TRIGGER", "once ", "PUBLISH_EVERY", ""))).isZero();
  }

  @Test
  void removesWhatAKilledRunLeftEvenIfNothingElseIsToBeWritten() throws Exception {
    run.model("slowfast");
    run.publish();
    String host = java.net.InetAddress.getLocalHost().getHostName();
    Path leftover = run.official().resolve(".publishing-" + host + "-999999999-x");
    Files.createDirectory(leftover);

    assertThat(run.publish()).isZero();

    assertThat(leftover).doesNotExist();
  }

  @Test
  void publishesAModelWhoseNameIsNotAscii() {
    run.model("modèle d'été + 1");

    assertThat(run.publish()).isZero();

    assertThat(run.published()).hasSize(3);
    assertThat(run.officialFiles()).containsKey("modèle d'été + 1/config.yaml");
    assertThat(run.publish()).isZero();
    assertThat(run.publication("modèle d'été + 1").path("status").asText()).isEqualTo("present");
  }

  @Test
  void twoPublishersAtOnceBothSucceedAndCopyOnce() throws Exception {
    run.model("slowfast").model("european");
    Run other = new Run(Files.createDirectory(folder.resolve("other")));
    run.buckets.forEach((region, bucket) -> other.set("region." + region + ".bucket", bucket));
    for (String model : new String[] {"slowfast", "european"}) {
      other.entry("weight-lookup." + model, "s3://" + run.source + "/" + Run.PREFIX + model + "/");
    }
    var first = java.util.concurrent.CompletableFuture.supplyAsync(run::publish);
    var second = java.util.concurrent.CompletableFuture.supplyAsync(other::publish);

    assertThat(first.get()).isZero();
    assertThat(second.get()).isZero();

    for (String model : new String[] {"slowfast", "european"}) {
      for (String region : run.buckets.keySet()) {
        assertThat(
                new String[] {
                  run.replica(model, region).path("status").asText(),
                  other.replica(model, region).path("status").asText()
                })
            .isSubsetOf("copied", "present")
            .satisfies(
                statuses -> assertThat(statuses).filteredOn(s -> s.equals("copied")).hasSize(1));
      }
    }
    assertThat(other.officialFiles()).isEqualTo(run.officialFiles());
  }

  @Test
  void theReportIsTheDocumentedOne() {
    run.model("slowfast");
    run.publish();

    assertThat(run.report().fieldNames())
        .toIterable()
        .containsExactly("started", "finished", "status", "publications");
    assertThat(run.report().path("started").asText()).endsWith("Z");
    assertThat(run.publication("slowfast").fieldNames())
        .toIterable()
        .containsExactly(
            "name",
            "kind",
            "status",
            "source",
            "publicName",
            "bytes",
            "error",
            "replicas",
            "signature");
    assertThat(run.replica("slowfast", "us").fieldNames())
        .toIterable()
        .containsExactly(
            "region",
            "bucket",
            "key",
            "status",
            "verified",
            "verifiedBy",
            "millis",
            "error",
            "url");
    assertThat(run.replica("slowfast", "us").path("verifiedBy").asText())
        .isIn("CRC64NVME", "ETag", "source-etag");
  }
}
