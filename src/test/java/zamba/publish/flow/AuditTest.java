package zamba.publish.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.model.BucketCannedACL;
import zamba.publish.fixture.Console;
import zamba.publish.fixture.FaultProxy;
import zamba.publish.fixture.Run;
import zamba.publish.fixture.Samples;

/** An audit: what it finds in the regions, what it puts back, and what it leaves alone. */
class AuditTest {
  @TempDir Path folder;
  private Run run;

  @BeforeEach
  void publish() {
    publishInto("us", "eu", "asia");
  }

  /** A run whose buckets are private but for those of these regions, with all published. */
  private void publishInto(String... publicRegions) {
    run = new Run(folder).model("slowfast");
    run.entry("weights.depth.pt", "s3://" + run.source + "/depth.pt");
    run.store.put(run.source, "depth.pt", "depth weights");
    for (String region : publicRegions) {
      String bucket = run.buckets.get(region);
      run.store.s3().putBucketAcl(it -> it.bucket(bucket).acl(BucketCannedACL.PUBLIC_READ));
    }
    assertThat(run.publish()).isZero();
  }

  private int audit() {
    return run.set("publish.audit", "true").publish();
  }

  private int heal() {
    return run.set("publish.heal", "true").set("publish.audit", "true").publish();
  }

  private String key(String name) {
    return "zamba_official_models/" + run.publication(name).path("publicName").asText();
  }

  private List<String> statuses(String name) {
    List<String> statuses = new ArrayList<>();
    run.publication(name).path("replicas").forEach(it -> statuses.add(it.path("status").asText()));
    return statuses;
  }

  private void lose(String region, String name) {
    run.store.delete(run.buckets.get(region), key(name));
  }

  @Test
  void findsEverythingInPlaceAndForEveryone() {
    assertThat(audit()).isZero();

    assertThat(run.report().path("status").asText()).isEqualTo("ok");
    for (String name : List.of("slowfast", "depth.pt")) {
      for (String region : run.buckets.keySet()) {
        JsonNode replica = run.replica(name, region);
        assertThat(replica.path("status").asText()).isEqualTo("present");
        assertThat(replica.path("verified").asBoolean()).isTrue();
        assertThat(replica.path("anonymous").asBoolean()).isTrue();
      }
    }
    assertThat(run.report().path("unreferenced")).isEmpty();
  }

  @Test
  void sendsNothingButGetAndHead() throws Exception {
    lose("eu", "slowfast");
    Map<String, String> published = run.published();
    try (FaultProxy proxy = new FaultProxy(run.store.endpoint(), line -> null)) {
      run.set("s3.endpoint", proxy.endpoint().toString());

      assertThat(audit()).isEqualTo(1);

      assertThat(proxy.requests()).isNotEmpty().allMatch(line -> line.matches("(GET|HEAD) .*"));
    }
    assertThat(run.published()).isEqualTo(published);
  }

  @Test
  void aLostReplicaIsAFailureAndHealingPutsItBackFromTheSource() {
    Map<String, String> files = run.officialFiles();
    lose("eu", "slowfast");
    Map<String, String> before = run.published();

    assertThat(audit()).isEqualTo(1);
    assertThat(statuses("slowfast")).containsExactly("present", "missing", "present");
    assertThat(statuses("depth.pt")).containsOnly("present");
    assertThat(run.publication("slowfast").path("error").asText()).contains("Not in place in eu");

    assertThat(heal()).isZero();
    assertThat(statuses("slowfast")).containsExactly("present", "copied", "present");
    assertThat(run.publication("slowfast").path("status").asText()).isEqualTo("published");
    assertThat(run.replica("slowfast", "eu").path("anonymous").asBoolean()).isTrue();
    assertThat(run.store.get(run.buckets.get("eu"), key("slowfast")))
        .isEqualTo(Samples.checkpoint("slowfast"));
    assertThat(run.published()).containsAllEntriesOf(before).hasSize(before.size() + 1);
    assertThat(run.officialFiles()).isEqualTo(files);
  }

  /** Only the folder still speaks of the model: the entry and the training results are gone. */
  @Test
  void whatOnlyAFolderRefersToIsPutBackFromAnotherRegion() {
    String key = key("slowfast");
    lose("us", "slowfast");
    run.store.drop(run.source);
    Run later = new Run(folder, run.store);
    run.buckets.forEach((region, bucket) -> later.set("region." + region + ".bucket", bucket));
    later.store.put(later.source, "depth.pt", "depth weights");
    later.entry("weights.depth.pt", "s3://" + later.source + "/depth.pt");
    later.set("publish.audit", "true").set("publish.heal", "true");

    assertThat(later.publish()).isZero();

    assertThat(later.replica("slowfast", "us").path("status").asText()).isEqualTo("copied");
    assertThat(later.replica("slowfast", "us").path("verified").asBoolean()).isTrue();
    assertThat(run.store.get(run.buckets.get("us"), key)).isEqualTo(Samples.checkpoint("slowfast"));
    // What it was first copied from is still on record, so that its source can be told again.
    assertThat(run.store.head(run.buckets.get("us"), key).metadata())
        .isEqualTo(run.store.head(run.buckets.get("eu"), key).metadata());
  }

  @Test
  void whatNobodyHasAndNothingIsASourceOfIsNotPutBack() throws Exception {
    Path config = run.official().resolve("gone/config.yaml");
    Files.createDirectories(config.getParent());
    Files.writeString(config, "public_checkpoint: gone_0123456789.ckpt\n");

    assertThat(heal()).isEqualTo(1);

    assertThat(statuses("gone")).containsOnly("missing");
    assertThat(run.publication("gone").path("error").asText())
        .contains("gone_0123456789.ckpt", "no region has it", "names no source");
  }

  @Test
  void otherContentIsReportedAndLeftAloneAndNothingIsPutBackBesideIt() {
    lose("us", "slowfast");
    run.store.put(run.buckets.get("eu"), key("slowfast"), "other content");
    Map<String, String> before = run.published();

    assertThat(heal()).isEqualTo(1);

    assertThat(statuses("slowfast")).containsExactly("missing", "different", "present");
    assertThat(run.replica("slowfast", "eu").path("error").asText())
        .contains("other content than", "13", "300000");
    assertThat(run.publication("slowfast").path("error").asText()).contains("differ");
    assertThat(run.published()).isEqualTo(before);
  }

  /** Without a source to compare with, the one that the others disagree with is named. */
  @Test
  void regionsAreComparedWithEachOther() throws Exception {
    Path config = run.official().resolve("old/config.yaml");
    Files.createDirectories(config.getParent());
    Files.writeString(config, "public_checkpoint: old_0123456789.ckpt\n");
    run.buckets.forEach(
        (region, bucket) ->
            run.store.put(
                bucket,
                "zamba_official_models/old_0123456789.ckpt",
                region.equals("us") ? "other bytes" : "those bytes"));

    assertThat(audit()).isEqualTo(1);

    assertThat(statuses("old")).containsExactly("different", "present", "present");
    assertThat(run.replica("old", "us").path("error").asText())
        .contains(run.buckets.get("us"), "other content than", run.buckets.get("eu"));
    assertThat(run.replica("old", "asia").path("verified").asBoolean()).isTrue();
  }

  @Test
  void whatNotEveryoneCanDownloadIsAFailure() {
    publishInto("us", "eu");

    assertThat(audit()).isEqualTo(1);

    assertThat(run.replica("slowfast", "us").path("anonymous").asBoolean()).isTrue();
    assertThat(run.replica("slowfast", "asia").path("anonymous").asBoolean(true)).isFalse();
    assertThat(run.publication("slowfast").path("error").asText())
        .contains("without credentials in asia", "policy");
  }

  @Test
  void listsWhatNothingRefersToAndLeavesItAlone() {
    run.store.put(run.buckets.get("eu"), "zamba_official_models/old_0123456789.ckpt", "old");
    run.store.put(run.buckets.get("eu"), "elsewhere/other.ckpt", "not ours");
    Map<String, String> before = run.published();

    try (Console console = new Console()) {
      assertThat(heal()).isZero();
      assertThat(console.text())
          .contains(
              "Nothing here refers to:", "zamba_official_models/old_0123456789.ckpt, 3 B (eu)");
    }

    assertThat(run.report().path("unreferenced")).hasSize(1);
    assertThat(run.report().path("unreferenced").path(0).path("key").asText())
        .isEqualTo("zamba_official_models/old_0123456789.ckpt");
    assertThat(run.published()).isEqualTo(before);
  }

  @Test
  void aRegionThatCannotBeLookedAtIsAFailureAndTheOthersAreStillAudited() throws Exception {
    run.store.put(run.buckets.get("eu"), "zamba_official_models/old_0123456789.ckpt", "old");
    String asia = "/" + run.buckets.get("asia");
    try (FaultProxy proxy =
            new FaultProxy(
                run.store.endpoint(), line -> line.contains(asia) ? "403 AccessDenied" : null);
        Console console = new Console()) {
      run.set("s3.endpoint", proxy.endpoint().toString());

      assertThat(audit()).isEqualTo(1);
      assertThat(console.text()).contains("asia: what nothing refers to is not known there");
    }
    assertThat(statuses("slowfast")).containsExactly("present", "present", "failed");
    assertThat(run.replica("slowfast", "asia").path("error").asText()).contains("403");
    assertThat(run.report().path("unreferenced")).hasSize(1);
  }

  @Test
  void anEntryWhoseNameCannotBeDerivedIsAFailureAndItsFolderIsStillAudited() {
    run.store.delete(run.source, run.key("slowfast", "train_configuration.yaml"));

    assertThat(audit()).isEqualTo(1);

    List<String> statuses = new ArrayList<>();
    run.report()
        .path("publications")
        .forEach(it -> statuses.add(it.path("name").asText() + " " + it.path("status").asText()));
    assertThat(statuses)
        .containsExactlyInAnyOrder("slowfast failed", "slowfast present", "depth.pt present");
  }

  @Test
  void aFolderThatNamesNoCheckpointIsAFailureThatSaysWhich() throws Exception {
    Path config = run.official().resolve("broken/config.yaml");
    Files.createDirectories(config.getParent());
    Files.writeString(config, "train_config: {}\n");

    try (Console console = new Console()) {
      assertThat(audit()).isEqualTo(1);
      assertThat(console.text()).contains(config.toString(), "names no public_checkpoint");
    }
    assertThat(run.publication("broken").path("status").asText()).isEqualTo("failed");
    assertThat(run.publication("slowfast").path("status").asText()).isEqualTo("present");
  }
}
