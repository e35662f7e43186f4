package zamba.publish.checkout.companions;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import zamba.publish.checkout.FileEdit;
import zamba.publish.checkout.Released;
import zamba.publish.checkout.Remark;

/** What else in a checkout a release touches. */
class CompanionsTest {
  private static final String OLD = "swift_0123456789.ckpt";
  private static final String NEW = "swift_abcdefabcd.ckpt";
  private static final String TEMPLATE = "templates/swift.yaml";

  private final TreeInMemory tree = new TreeInMemory();
  private final List<Released> released = new ArrayList<>();

  private static String config(String model, String publicName, String values) {
    return """
        train_config:
          model_name: %s
          early_stopping_config:
            patience: 4
        video_loader_config:
          fps: 8.0
          total_frames: 32
          pix_fmt: rgb24
          frame_selection_height: null
        %spredict_config:
          model_name: %s
        public_checkpoint: %s
        """
        .formatted(model, values, model, publicName);
  }

  private static Map<String, byte[]> folder(String config, String... species) {
    Map<String, byte[]> files = new HashMap<>();
    files.put("config.yaml", config.getBytes(StandardCharsets.UTF_8));
    String list = List.of(species).stream().map("- %s\n"::formatted).collect(Collectors.joining());
    files.put("train_configuration.yaml", ("species:\n" + list).getBytes(StandardCharsets.UTF_8));
    return files;
  }

  /** The model that has been there, released anew. */
  private void update(String... species) {
    String before = config("swift", OLD, "").replace("fps: 8.0", "fps: 6.0");
    released.add(
        new Released(
            "swift",
            "s3://private/swift/",
            Optional.of(OLD),
            NEW,
            folder(before, "ape", "bat", "cat"),
            folder(config("swift", NEW, ""), species)));
  }

  /** A model that nobody knows yet. */
  private void add() {
    released.add(
        new Released(
            "young",
            "s3://private/young/",
            Optional.empty(),
            "young_1111111111.ckpt",
            Map.of(),
            folder(config("young", "young_1111111111.ckpt", ""), "ape")));
    for (String model : List.of("swift", "slow", "northern", "southern")) {
      tree.with(
          "zamba/models/official_models/%s/config.yaml".formatted(model),
          config(model, model + "_1234567890.ckpt", ""));
    }
  }

  private Companions found() throws IOException {
    return Companions.of(tree, released, true);
  }

  private List<String> remarks() throws IOException {
    return found().remarks().stream().map(Remark::toString).toList();
  }

  /** The one file that is edited, as it is afterwards. */
  private String edited(String path) throws IOException {
    List<FileEdit> edits = found().edits();
    assertThat(edits).extracting(FileEdit::path).containsExactly(path);
    return edits.get(0).after();
  }

  private void templateSays(String yaml) {
    update("ape");
    tree.with(TEMPLATE, yaml);
  }

  @Test
  void namesTheNewCheckpointInTestsAndLeavesEveryOtherByte() throws IOException {
    update("ape");
    String test = "# é\r\nassert name == \"%s\"  \r\n\tpath = '/models/%s'\r\nstem = '%s'\n\n";
    tree.with("tests/test_names.py", test.formatted(OLD, OLD, "swift_0123456789"));
    assertThat(edited("tests/test_names.py"))
        .isEqualTo(test.formatted(NEW, NEW, "swift_abcdefabcd"));
    assertThat(found().edits().get(0).before())
        .contains(test.formatted(OLD, OLD, "swift_0123456789"));
    assertThat(found().remarks()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "my_swift_0123456789.ckpt",
        "x-swift_0123456789.ckpt",
        "a.swift_0123456789.ckpt",
        "swift_0123456789.ckpt2",
        "swift_0123456789.ckpt.bak",
        "swift_0123456789.ckpt-old",
        "swift_0123456789.pt",
        "swift_0123456789",
        "'swift_0123456789\"",
        "éswift_0123456789.ckpt",
      })
  void leavesALongerNameAloneAndSaysSo(String other) throws IOException {
    update("ape");
    tree.with("tests/a.txt", "\n" + other);
    assertThat(found().edits()).isEmpty();
    assertThat(remarks())
        .containsExactly(
            "tests/a.txt:2: has the old checkpoint's name %s in other text; look whether %s is to stand there"
                .formatted(other.contains(OLD) ? OLD : "swift_0123456789", NEW));
  }

  @Test
  void aNameOfMoreDigitsIsAnEarlierOne() throws IOException {
    update("ape");
    tree.with("tests/a.py", "'swift_0123456789abcdef.ckpt'");
    assertThat(found()).isEqualTo(new Companions(List.of(), List.of()));
  }

  @Test
  void aSentenceMayEndBehindTheName() throws IOException {
    update("ape");
    tree.with("tests/README.md", "It loads swift_0123456789.ckpt. Or (swift_0123456789.ckpt).");
    assertThat(edited("tests/README.md"))
        .isEqualTo("It loads swift_abcdefabcd.ckpt. Or (swift_abcdefabcd.ckpt).");
  }

  @Test
  void looksThroughTestsOnceForAllModels() throws IOException {
    update("ape");
    // Its old name is what the other is called now: one after the other would move it on.
    released.add(
        new Released(
            "slow", "s3://b/", Optional.of(NEW), "slow_2222222222.ckpt", Map.of(), Map.of()));
    tree.with("tests/a.py", "'%s' '%s'".formatted(OLD, NEW));
    assertThat(edited("tests/a.py")).isEqualTo("'%s' 'slow_2222222222.ckpt'".formatted(NEW));
    assertThat(tree.read).containsOnlyOnce("tests/a.py");
  }

  @Test
  void doesNotGuessWhoseNameItWas() throws IOException {
    update("ape");
    released.add(
        new Released(
            "slow", "s3://b/", Optional.of(OLD), "slow_2222222222.ckpt", Map.of(), Map.of()));
    tree.with("tests/a.py", "'%s'".formatted(OLD));
    assertThat(found().edits()).isEmpty();
    assertThat(remarks())
        .containsExactly(
            "tests/a.py:1: names %s, which two of the models had; write the new name of the one that is meant"
                .formatted(OLD));
  }

  @Test
  void editsOnlyTextThatIsUtf8() throws IOException {
    update("ape");
    byte[] latin = ("é " + OLD).getBytes(StandardCharsets.ISO_8859_1);
    tree.with("tests/latin.txt", latin)
        .with("tests/binary.dat", "\0" + OLD)
        .with("tests/video.MP4", OLD)
        .with("tests/__pycache__/test.txt", OLD)
        .with("tests/.cache/a.txt", OLD)
        .with("tests/huge.ipynb", OLD);
    tree.huge = "tests/huge.ipynb";
    tree.with("tests/shut.py", OLD);
    tree.refused = "tests/shut.py";
    assertThat(found().edits()).isEmpty();
    assertThat(remarks())
        .containsExactly(
            "tests/huge.ipynb: has more than 4 MiB and was not looked into",
            "tests/latin.txt: names an old checkpoint, but is no UTF-8; edit it by hand",
            "tests/shut.py: cannot be read, and was not looked into: access denied");
    assertThat(tree.read).doesNotContain("tests/huge.ipynb", "tests/video.MP4");
  }

  @Test
  void namesTheOldCheckpointElsewhereButNotInTheHistory() throws IOException {
    update("ape");
    tree.with("docs/docs/page.md", "one\ntwo `%s`".formatted(OLD))
        .with("docs/docs/changelog/index.md", OLD)
        .with("HISTORY.md", OLD)
        .with("zamba/models/official_models/swift/config.yaml", config("swift", OLD, ""));
    assertThat(found().edits()).isEmpty();
    assertThat(remarks())
        .containsExactly(
            "docs/docs/page.md:2: names the old checkpoint %s; it is %s now".formatted(OLD, NEW));
  }

  @Test
  void putsTheNewValuesIntoTheTemplateAndLeavesEveryOtherByte() throws IOException {
    String template =
        """
        # Über swift\r
        train_config:\r
          # data_dir: YOUR_DATA_DIR HERE\r
          model_name:   another   # whose it is\r
          labels: mine.csv
          early_stopping_config:
            patience:   %s   # epochs

        video_loader_config:
          fps: %s
          total_frames: 0x20
          pix_fmt: %s
          frame_selection_height:
          cache_dir: here
        """;
    templateSays(template.formatted("5", "4", "'bgr24'"));
    assertThat(edited(TEMPLATE)).isEqualTo(template.formatted("4", "8.0", "'rgb24'"));
    assertThat(found().remarks()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "fps: 8                 | ",
        "fps: 8.0               | ",
        "fps: 8e0               | fps: 8.0",
        "fps: 10                | fps: 8.0",
        "fps: '8.0'             | fps: 8.0",
        "fps: ~                 | ",
        "total_frames: 040      | ",
        "total_frames: 32.0     | ",
        "total_frames: true     | total_frames: 32",
        "pix_fmt: \"bgr24\"     | pix_fmt: \"rgb24\"",
        "pix_fmt: bgr24 # why   | pix_fmt: rgb24 # why",
        "pix_fmt: no            | pix_fmt: rgb24",
        "frame_selection_height: 9 | frame_selection_height: null",
        "other: 1               | ",
      })
  void comparesValuesAsPyYamlReadsThem(String written, String now) throws IOException {
    templateSays("video_loader_config:\n  %s\n".formatted(written));
    if (now == null) {
      assertThat(found()).isEqualTo(new Companions(List.of(), List.of()));
    } else {
      assertThat(edited(TEMPLATE)).isEqualTo("video_loader_config:\n  %s\n".formatted(now));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '`',
      value = {
        "1 § video_loader_config: {fps: 4} § it stands within brackets",
        "2 § video_loader_config:\\n  fps: &a 4 § the file has an anchor",
        "3 § a: &a\\n  fps: 4\\nvideo_loader_config: *a § the file has an anchor",
        "3 § a: &a\\n  fps: 4\\nvideo_loader_config:\\n  <<: *a § the file has an anchor",
        "2 § video_loader_config:\\n  fps: !!int 4 § the file has a tag",
        "3 § video_loader_config:\\n  fps: 8\\n  fps: 4 § the file has the key fps twice",
        "2 § video_loader_config:\\n  pix_fmt: a\\n    b § it goes over several lines",
        "2 § video_loader_config:\\n  pix_fmt: |\\n    b § it goes over several lines",
        "2 § video_loader_config:\\n  fps:\\n  - 4 § it is more than one value",
      })
  void saysWhatCannotBeEditedSafely(int line, String yaml, String why) throws IOException {
    templateSays(yaml.replace("\\n", "\n"));
    assertThat(found().edits()).isEmpty();
    assertThat(found().remarks())
        .singleElement()
        .satisfies(
            remark -> {
              assertThat(remark.text())
                  .contains("says video_loader_config.")
                  .endsWith("; edit it by hand, since " + why);
              assertThat(remark.path()).isEqualTo(TEMPLATE);
              assertThat(remark.line()).isEqualTo(line);
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\ufeffvideo_loader_config:\n  fps: %s\n",
        "# 🦍 \ud83e\udd8d\nvideo_loader_config:\n  fps: %s",
        "a: 1\u0085video_loader_config:\u2028  fps: %s\u2029",
        "a: \ufeffb\nvideo_loader_config:\r  fps: %s\r",
        "%%YAML 1.1\n---\nvideo_loader_config:\n  ? fps\n  : %s\n...\n# end",
        "video_loader_config:\n  \"fps\":\n    # by itself\n    %s\n",
      })
  void anEditedTemplateReadsAsItIsMeant(String template) throws IOException {
    templateSays(template.formatted("4"));
    assertThat(edited(TEMPLATE)).isEqualTo(template.formatted("8.0"));
  }

  @Test
  void aListThatDiffersIsARemark() throws IOException {
    released.add(
        new Released(
            "swift", "s3://b/", Optional.of(OLD), NEW, Map.of(), folder("a:\n  m:\n  - 3\n")));
    tree.with(TEMPLATE, "a:\n  m:\n  - 3\n  - 5\n");
    assertThat(found().edits()).isEmpty();
    assertThat(remarks())
        .containsExactly(
            TEMPLATE
                + ":2: says a.m: [3, 5], the new config [3]; edit it by hand, since it is more than one value");
  }

  @Test
  void aTemplateThatIsNoYamlIsARemark() throws IOException {
    templateSays("a: [");
    assertThat(found().edits()).isEmpty();
    assertThat(remarks())
        .singleElement()
        .asString()
        .startsWith(TEMPLATE + ": is not YAML, and was not compared with the new config: ");
  }

  @Test
  void saysWhereItWouldEditWhenItMayNot() throws IOException {
    templateSays("video_loader_config:\n  fps: 4\n");
    tree.with("tests/a.py", OLD);
    Companions found = Companions.of(tree, released, false);
    assertThat(found.edits()).isEmpty();
    assertThat(found.remarks())
        .extracting(Remark::toString)
        .containsExactly(
            TEMPLATE + ":2: says video_loader_config.fps: 4, the new config 8.0",
            "tests/a.py:1: names the old checkpoint %s; it is %s now".formatted(OLD, NEW));
  }

  private void pageSays(String page) {
    update("ape", "bat", "dog");
    tree.with("docs/docs/models.md", page);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "The default configuration for `swift` is:",
        "The default configuration of the [`swift` model](../models/page.md#swift) is:",
        "# The `swift` model\n\n## Configuration\n\nThe full default video loading configuration is:",
      })
  void aDefaultInTheDocumentationMustBeTheDefault(String words) throws IOException {
    pageSays(words + "\n```yaml\nvideo_loader_config:\n  fps: 5\n  total_frames: 32\n```\n");
    assertThat(remarks())
        .containsExactly(
            "docs/docs/models.md:%d: says video_loader_config.fps: 5 of swift, its new config 8.0"
                .formatted(words.lines().count() + 3));
    assertThat(found().edits()).isEmpty();
  }

  @Test
  void anExampleMaySayWhatItLikesUnlessItSaidWhatTheConfigDid() throws IOException {
    String page =
        """
        # Configurations

        === "YAML file"
            ```yaml
            $ cat config.yaml
            video_loader_config:
              total_frames: 7
              fps: %s
            predict_config:
              model_name: swift
              data_dir: videos/
            ```
        """;
    pageSays(page.formatted("5"));
    assertThat(remarks()).isEmpty();
    tree.with("docs/docs/models.md", page.formatted("6"));
    assertThat(remarks())
        .containsExactly(
            "docs/docs/models.md:8: says video_loader_config.fps: 6 of swift, its new config 8.0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "# The `slow` model\n\nThe default configuration is:",
        "The default configuration for `swift` or `slow` is:",
        "All models have a default configuration:",
      })
  void ofAnotherModelNothingIsSaid(String words) throws IOException {
    pageSays(words + "\n```yaml\nvideo_loader_config:\n  fps: 5\n```\n");
    tree.with("zamba/models/official_models/slow/config.yaml", config("slow", "slow_1.ckpt", ""));
    assertThat(remarks()).isEmpty();
  }

  @Test
  void listsOfSpeciesAreThoseOfTheModel() throws IOException {
    pageSays(
        """
        `swift` knows 3 species. The labels are:

        <details>
        <summary>Show all</summary>

        * `ape`
        * `bat`
        * `cat`

        </details>

        Options of `swift` are:

        * `fps`
        * `height`
        * `width`
        """);
    assertThat(remarks())
        .containsExactly(
            "docs/docs/models.md:6: lists the species of swift without dog and with cat, which it is not trained for");
  }

  @Test
  void aListThatHasThemAllIsNoRemark() throws IOException {
    pageSays("`swift` knows:\n\n- `dog`\n- `bat`\n- `ape`\n");
    assertThat(remarks()).isEmpty();
  }

  @Test
  void namesThePlacesThatLackANewModel() throws IOException {
    add();
    tree.with(
            "zamba/models/config_common.py",
            """
            class ModelEnum(str, Enum):
                swift = "swift"
                slow = "slow"
                northern = "northern"

            class Whole(str, Enum):
                swift = "swift"
                slow = "slow"
                northern = "northern"
                young = "young"
            """)
        .with(
            "zamba/cli.py",
            "LOOKUP = {\n'swift': 's3://a',\n'slow': 's3://b',\n'northern': 's3://c'}")
        .with("docs/docs/index.md", "Models: `swift`, `slow`, `northern`, `southern` and `young`.")
        .with("docs/docs/two.md", "Better `swift` than `slow`.\n\nOr `northern`: swift_northern")
        .with(
            "docs/docs/words.md",
            "The `swift` model was trained with all the videos that the `slow` and `northern` models saw")
        .with(
            "docs/docs/items.md",
            """
            * `swift`: the usual one
            * `slow`: looks longer, and finds what hides better than the usual model `swift`
            * `southern`: as `swift`
            """)
        .with("zamba/far.py", "swift\n%sslow\nnorthern".formatted("#\n".repeat(9)))
        .with("README.md", "\n| `swift` |\n| `slow` |\n| `southern` |");
    assertThat(remarks())
        .containsExactly(
            "README.md:2: names swift, slow, southern, but not young",
            "docs/docs/items.md:1: names swift, slow, southern, but not young",
            "zamba/models/config_common.py:2: names swift, slow, northern, but not young");
  }

  @Test
  void aKnownModelIsLookedForInNoList() throws IOException {
    add();
    released.clear();
    update("ape");
    tree.with("README.md", "slow, northern, southern");
    assertThat(remarks()).isEmpty();
  }

  @Test
  void aNewModelWantsATemplateWhereOthersHaveOne() throws IOException {
    add();
    for (String model : List.of("swift", "slow", "northern")) {
      tree.with("templates/%s.yaml".formatted(model), "a: 1\n");
    }
    assertThat(remarks())
        .containsExactly(
            "templates/young.yaml: there is none for the new model; 3 other models have one");
  }

  @Test
  void saysNoMoreThanAPersonReads() throws IOException {
    update("ape");
    for (int i = 0; i < 20_000; i++) {
      tree.with("tests/%05d.txt".formatted(i), "swift_0123456789\n");
    }
    tree.with("tests/00000.txt", "swift_0123456789\n".repeat(30));
    List<String> remarks = remarks();
    assertThat(remarks).hasSize(201).last().isEqualTo(".: there are 19829 more places like these");
    assertThat(remarks).filteredOn(it -> it.startsWith("tests/00000.txt:")).hasSize(20);
  }

  @Test
  void whatIsForeignDrivesNoTerminal() throws IOException {
    templateSays("video_loader_config:\n  fps: ['a', \"\\e[31m\"]\n");
    assertThat(remarks()).singleElement().asString().doesNotContain("\u001b");
  }
}
