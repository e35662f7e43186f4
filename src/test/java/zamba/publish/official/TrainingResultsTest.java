package zamba.publish.official;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import zamba.publish.s3.S3Location;
import zamba.publish.source.Listed;
import zamba.publish.source.Listing;

class TrainingResultsTest {

  private static final S3Location PREFIX = new S3Location("client", "results/version_1/");
  private static final List<String> COMPANIONS =
      List.of(
          "train_configuration.yaml",
          "predict_configuration.yaml",
          "config.yaml",
          "hparams.yaml",
          "val_metrics.json");

  @Test
  void findsTheCheckpointAndItsFiveCompanionsAmongOtherFiles() {
    List<Listed> listing = companions("");
    listing.add(object("", 0));
    listing.add(object("plots/", 0));
    listing.add(object("events.out.tfevents.1", 5L << 30));
    listing.add(object("older/hparams.yaml", 10));
    listing.add(object("model.ckpt", 5L << 30));
    listing.add(object("model.ckpt.md5", 32));

    TrainingResults results = filter(listing);

    assertThat(results.checkpoint()).isEqualTo(at("model.ckpt"));
    assertThat(results.companions())
        .containsExactlyElementsOf(COMPANIONS.stream().map(TrainingResultsTest::at).toList());
  }

  @Test
  void takesAPtFileForACheckpoint() {
    List<Listed> listing = companions("");
    listing.add(object("model_best.pt", 10));

    assertThat(filter(listing).checkpoint()).isEqualTo(at("model_best.pt"));
  }

  @Test
  void readsTheCompanionsFromTheFolderOfANestedCheckpoint() {
    List<Listed> listing = companions("");
    listing.addAll(companions("run/best/"));
    listing.add(object("run/best/model.ckpt", 10));

    assertThat(filter(listing).companions())
        .hasSize(5)
        .allMatch(file -> file.key().startsWith(PREFIX.key() + "run/best/"));
  }

  @Test
  void saysHowManyObjectsThereAreWhenNoneIsACheckpoint() {
    assertRefused(companions(""))
        .hasMessageContainingAll(
            "no checkpoint", "*.ckpt", "*.pt", "s3://client/results/version_1/", "5 objects");
  }

  @Test
  void refusesAnEmptyLocation() {
    assertRefused(List.of()).hasMessageContainingAll("no checkpoint", "0 objects");
  }

  @Test
  void listsEachOfSeveralCheckpoints() {
    List<Listed> listing = companions("");
    listing.add(object("a.ckpt", 10));
    listing.add(object("b.pt", 10));
    listing.add(object("older/c.ckpt", 10));

    assertRefused(listing)
        .hasMessageContainingAll(
            "3 checkpoints",
            PREFIX.toString(),
            "results/version_1/a.ckpt",
            "results/version_1/b.pt",
            "results/version_1/older/c.ckpt");
  }

  @Test
  void doesNotTakeAFolderForACheckpointAndSaysSo() {
    List<Listed> listing = companions("");
    listing.add(object("last.ckpt/", 0));
    listing.add(object("last.ckpt/data.bin", 10));

    assertRefused(listing)
        .hasMessageContainingAll(
            "no checkpoint", "7 objects", "last.ckpt/ is a folder and not a checkpoint");
  }

  @Test
  void namesAFolderLikeACheckpointThatHasNoObjectOfItsOwn() {
    assertRefused(List.of(object("run/last.pt/data.bin", 10)))
        .hasMessageContaining("run/last.pt/ is a folder and not a checkpoint");
  }

  @Test
  void namesAllMissingCompanionsAtOnce() {
    assertRefused(List.of(object("run/model.ckpt", 10), object("run/hparams.yaml", 10)))
        .hasMessageContainingAll(
            "s3://client/results/version_1/run/",
            "no train_configuration.yaml",
            "no predict_configuration.yaml",
            "no config.yaml",
            "no val_metrics.json")
        .hasMessageNotContaining("no hparams.yaml");
  }

  @Test
  void saysWhereAMissingCompanionIsInstead() {
    List<Listed> listing = companions("");
    listing.removeIf(object -> object.key().endsWith("/val_metrics.json"));
    listing.add(object("older/val_metrics.json", 10));
    listing.add(object("model.ckpt", 10));

    assertRefused(listing)
        .hasMessageContainingAll(
            "no val_metrics.json", "there is results/version_1/older/val_metrics.json");
  }

  @Test
  void refusesACompanionOver16MiB() {
    List<Listed> listing = companions("");
    listing.removeIf(object -> object.key().endsWith("/hparams.yaml"));
    listing.add(object("hparams.yaml", (16L << 20) + 1));
    listing.add(object("model.ckpt", 10));

    assertRefused(listing)
        .hasMessageContainingAll("s3://client/results/version_1/hparams.yaml", "16.0 MiB");
  }

  @Test
  void takesACompanionOf16MiB() {
    List<Listed> listing = companions("");
    listing.removeIf(object -> object.key().endsWith("/hparams.yaml"));
    listing.add(object("hparams.yaml", 16L << 20));
    listing.add(object("model.ckpt", 10));

    assertThat(filter(listing).companions()).contains(at("hparams.yaml"));
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(
      List<Listed> listing) {
    return assertThatThrownBy(() -> filter(listing)).isInstanceOf(TrainingResultsException.class);
  }

  private static List<Listed> companions(String folder) {
    List<Listed> objects = new ArrayList<>();
    COMPANIONS.forEach(name -> objects.add(object(folder + name, 10)));
    return objects;
  }

  private static TrainingResults filter(List<Listed> objects) {
    return TrainingResults.filter(Listing.of(PREFIX, objects, TrainingResults.relevant(PREFIX)));
  }

  private static Listed object(String name, long size) {
    return new Listed(PREFIX.key() + name, "etag", size, Instant.EPOCH);
  }

  private static S3Location at(String name) {
    return PREFIX.withKey(PREFIX.key() + name);
  }
}
