package zamba.publish.pullrequest.body;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import zamba.publish.checkout.Released;
import zamba.publish.checkout.Remark;
import zamba.publish.publication.Digests;
import zamba.publish.publication.Publication;
import zamba.publish.publication.Replica;

/** What a pull request says. */
class BodyTest {
  private static final String EVIL =
      "</details>@drivendata #1 | `x` <img src=x> [a](https://evil.example) \u202e*b*\n### head";

  private static Map<String, byte[]> files(String config, String metrics, String training) {
    return Map.of(
        "config.yaml", config.getBytes(UTF_8),
        "val_metrics.json", metrics.getBytes(UTF_8),
        "train_configuration.yaml", training.getBytes(UTF_8));
  }

  private static Publication publication(String model) {
    Replica us =
        new Replica(
            "us",
            "bucket",
            "zamba/" + model + ".ckpt",
            Replica.Status.COPIED,
            true,
            "ETag",
            1,
            true,
            null,
            "https://bucket.s3.amazonaws.com/zamba/" + model + ".ckpt");
    return new Publication(
            model,
            "model",
            Publication.Status.PUBLISHED,
            "s3://private/v2/",
            model + ".ckpt",
            1234567L,
            null,
            List.of(us),
            List.of())
        .withSignature(new Digests("ab12", "Y3Jj"), null);
  }

  private static ModelChange change(
      String model, Map<String, byte[]> before, Map<String, byte[]> after) {
    Optional<String> old =
        before.isEmpty() ? Optional.empty() : Optional.of(model + "_0000000000.ckpt");
    return new ModelChange(
        new Released(model, "s3://private/v2/", old, model + "_1111111111.ckpt", before, after),
        Optional.of(publication(model)));
  }

  private static final ModelChange UPDATE =
      change(
          "slowfast",
          files(
              "fps: 8\n",
              "[{\"val_macro_f1\": 0.5, \"val_top_1_accuracy\": 0.75, \"species/val_f1/badger\": 0.5,"
                  + " \"species/val_f1/fox\": 0.4}]",
              "git_hash: aaa\nspecies: [badger, fox, hog]\n"),
          files(
              "fps: 4\n",
              "[{\"val_macro_f1\": 0.625, \"val_top_1_accuracy\": 0.7, \"species/val_f1/badger\": 0.25,"
                  + " \"species/val_f1/fox\": 0.5}]",
              "git_hash: bbb\nspecies: [badger, fox, lynx]\n"));

  @Test
  void saysWhatChanges() {
    String text =
        new Body(List.of(UPDATE), List.of(new Remark("docs/models.md", 12, "mentions fps 8")))
            .text();
    assertThat(text)
        .contains(
            "`slowfast_0000000000.ckpt` → `slowfast_1111111111.ckpt`, from `s3://private/v2/`")
        .contains("trained with zamba at `bbb`")
        .contains("| `val_macro_f1` | 0.500 | 0.625 | +0.125 | ▲ |")
        .contains("| `val_top_1_accuracy` | 0.750 | 0.700 | -0.050 | ▼ |")
        .contains("validation sets")
        .contains("Species added: `lynx`")
        .contains("Species removed: `hog`")
        .contains("-fps: 8\n+fps: 4\n")
        .contains("| bytes | 1,234,567 |", "| SHA-256 | `ab12` |", "| CRC64NVME | `Y3Jj` |")
        .contains("| `us` | <https://bucket.s3.amazonaws.com/zamba/slowfast.ckpt> |")
        .contains("- [ ] `docs/models.md:12` `mentions fps 8`");
    assertThat(text.indexOf("`badger` | 0.500 | 0.250 | -0.250 | ▼"))
        .isPositive()
        .isLessThan(text.indexOf("`fox` | 0.400 | 0.500"));
  }

  @Test
  void showsWhatComesFromFilesAsCodeOnly() {
    String species = EVIL.replace("\n", "\\n").replace("\"", "");
    ModelChange evil =
        change(
            "slowfast",
            files("a: 1\n", "[{\"species/val_f1/%s\": 0.5}]".formatted(species), "species: [a]\n"),
            files(
                "```\n</details>\n@me\n",
                "[{\"species/val_f1/%s\": 0.4, \"@me\": \"<b>\"}]".formatted(species),
                "git_hash: \"@me #3\"\nspecies: [a, \"%s\"]\n".formatted(species)));
    String text = new Body(List.of(evil), List.of(new Remark("a|b.md", 1, EVIL))).text();
    String outside =
        text.replaceAll("(?s)(````+).*?\\1", "")
            .replaceAll("`[^`\n]*`", "")
            .replaceAll("<code>[^<\n]*</code>", "");
    assertThat(outside)
        .doesNotContain("@", "#1", "#3", "<img", "evil", "\u202e", "head", "<b>")
        .containsOnlyOnce("<details><summary>F1");
    assertThat(outside.split("</details>", -1)).hasSize(outside.split("<details>", -1).length);
    assertThat(outside.lines().filter(it -> it.startsWith("| ")))
        .allMatch(line -> line.chars().filter(it -> it == '|').count() >= 3);
  }

  @Test
  void isNeverTooLong() {
    String many =
        IntStream.range(0, 3000)
            .mapToObj(i -> "\"species/val_f1/species number %d\": 0.%d".formatted(i, i))
            .collect(Collectors.joining(", ", "[{", "}]"));
    String config =
        IntStream.range(0, 9000)
            .mapToObj(i -> "key%d: %d\n".formatted(i, i))
            .collect(Collectors.joining());
    ModelChange large =
        change(
            "slowfast",
            files("a: 1\n", "[{}]", "species: [a]\n"),
            files(config, many, "species: [a]\n"));
    assertThat(new Body(List.of(large), List.of()).text())
        .hasSizeLessThanOrEqualTo(60_000)
        .contains("more, in `val_metrics.json`")
        .endsWith("<!-- zamba-model-publisher: end -->\n");
    List<ModelChange> hundreds =
        IntStream.range(0, 500)
            .mapToObj(i -> change("m" + i, Map.of(), files("a: 1\n", many, "")))
            .toList();
    assertThat(new Body(hundreds, List.of()).text())
        .hasSizeLessThanOrEqualTo(60_000)
        .contains("500 models");
  }

  @Test
  void replacesItsOwnPartOnly() {
    String ours = new Body(List.of(UPDATE), List.of()).text();
    String edited = "Mine above\r\n\r\n" + ours.replace("\n", "\r\n") + "\r\nMine below";
    assertThat(Marked.replace(edited, ours)).contains(edited);
    String newer = new Body(List.of(UPDATE), List.of(new Remark("a", 0, "b"))).text();
    assertThat(Marked.replace(edited, newer).orElseThrow())
        .startsWith("Mine above\r\n\r\n<!--")
        .contains("- [ ] `a` `b`")
        .endsWith("\r\nMine below");
    assertThat(Marked.replace("Mine", ours)).isEmpty();
  }

  @Test
  void isNamedAsZambasHistoryHasIt() {
    Title one = new Title(List.of(UPDATE));
    assertThat(one.text()).isEqualTo("Release new version of slowfast");
    assertThat(one.branch()).isEqualTo("publish/slowfast_1111111111");
    assertThat(one.commitBody())
        .isEqualTo(
            """
            slowfast_0000000000.ckpt → slowfast_1111111111.ckpt
            macro F1: 0.500 → 0.625
            top-1: 0.750 → 0.700
            source: s3://private/v2/
            git_hash: bbb""");
    ModelChange fresh = change("lynx", Map.of(), files("a: 1\n", "[{}]", "a: 1\n"));
    Title both = new Title(List.of(UPDATE, fresh));
    assertThat(both.text()).isEqualTo("Release new version of slowfast, and new model lynx");
    assertThat(both.branch())
        .matches("publish/lynx_1111111111-and-1-more-[0-9a-f]{8}")
        .isEqualTo(new Title(List.of(fresh, UPDATE)).branch());
  }

  @Test
  void drawsAPicture() throws Exception {
    byte[] png = F1Chart.png(UPDATE).orElseThrow();
    assertThat(ImageIO.read(new ByteArrayInputStream(png)).getWidth()).isGreaterThan(400);
    assertThat(F1Chart.png(change("x", Map.of(), Map.of()))).isEmpty();
  }
}
