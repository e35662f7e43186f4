package zamba.publish.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zamba.publish.fixture.Console;
import zamba.publish.fixture.FaultProxy;
import zamba.publish.fixture.Run;

/** What is at {@code report.file} already: only a report of the program's own is ever replaced. */
class ReportPlaceTest {
  @TempDir Path folder;
  private Run run;
  private Path place;

  @BeforeEach
  void prepare() throws IOException {
    run = new Run(folder).model("slowfast");
    place = Files.createDirectory(folder.resolve("place")).resolve("report.json");
    run.set("report.file", place.toString());
  }

  private void refuses(String... messages) {
    for (String plan : new String[] {"true", "false"}) {
      run.set("publish.dry-run", plan);
      try (Console console = new Console()) {
        assertThat(run.publish()).as("plan: " + plan).isEqualTo(2);
        assertThat(console.text())
            .contains("nothing was attempted", "report.file")
            .contains(messages);
      }
    }
    assertThat(run.published()).isEmpty();
    assertThat(run.officialFiles()).isEmpty();
  }

  private static JsonNode report(Path file) throws IOException {
    return new ObjectMapper().readTree(file.toFile()).path("publications");
  }

  @Test
  void anEarlierReportAndAnEmptyFileAreReplaced() throws IOException {
    Files.createFile(place);
    assertThat(run.publish()).isZero();
    run.model("european");
    assertThat(run.publish()).isZero();

    assertThat(report(place)).hasSize(2);
    assertThat(place.getParent()).isDirectoryContaining("glob:**report.json");
    assertThat(place.getParent().toFile().list()).hasSize(1);
  }

  @Test
  void aFolderStays() throws IOException {
    Files.createDirectory(place);
    refuses(place + " is a folder", "name a file");
    assertThat(place).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(strings = {"notes", "{\"mine\": 1}", "[]", "\u0000\u0001", "{"})
  void aFileThatIsNoReportStays(String content) throws IOException {
    Files.writeString(place, content);
    refuses(place + " is no report of this program");
    assertThat(place).hasContent(content);
  }

  @Test
  void thePropertiesFileStays() throws IOException {
    assertThat(run.publish()).isZero();
    Path properties = folder.resolve("catalog.properties");
    String content = Files.readString(properties);
    run.set("report.file", properties.toString());
    try (Console console = new Console()) {
      assertThat(run.publish()).isEqualTo(2);
      assertThat(console.text()).contains(properties + " is where the properties are read from");
    }
    assertThat(properties).hasContent(content);
  }

  @Test
  void aLinkToTheShippedPropertiesStays() throws IOException {
    Path shipped = Path.of("application.properties").toAbsolutePath();
    Files.createSymbolicLink(place, shipped);
    refuses(place + " is where the properties are read from (application.properties)");
    assertThat(Files.readSymbolicLink(place)).isEqualTo(shipped);
  }

  @Test
  void aLinkToAReportIsFollowedAndALinkToAnythingElseStays() throws IOException {
    Path elsewhere = folder.resolve("elsewhere.json");
    Files.createSymbolicLink(place, elsewhere);
    refuses(place + " is a link to nothing");
    Files.writeString(elsewhere, "notes");
    refuses(place + " is no report");
    assertThat(elsewhere).hasContent("notes");
    Files.writeString(elsewhere, "");

    assertThat(run.publish()).isZero();

    assertThat(Files.readSymbolicLink(place)).isEqualTo(elsewhere);
    assertThat(report(elsewhere)).hasSize(1);
  }

  @Test
  void aPipeIsWrittenTo() throws Exception {
    make("mkfifo", place.toString());
    CompletableFuture<String> read =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return Files.readString(place);
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });

    assertThat(run.publish()).isZero();

    assertThat(new ObjectMapper().readTree(read.get(20, TimeUnit.SECONDS)).path("publications"))
        .hasSize(1);
    assertThat(Files.isRegularFile(place, LinkOption.NOFOLLOW_LINKS)).isFalse();
  }

  /** The device of /dev/null under another name, which the superuser alone can make. */
  @Test
  void aDeviceIsWrittenTo() throws Exception {
    assumeTrue(run("mknod", place.toString(), "c", "1", "3") == 0, "may not make a device");
    assumeTrue(run("sh", "-c", "echo > " + place) == 0, "devices cannot be opened here");

    assertThat(run.publish()).isZero();

    assertThat(Files.isRegularFile(place, LinkOption.NOFOLLOW_LINKS)).isFalse();
    assertThat(Files.exists(place)).isTrue();
  }

  /** By the name that a program cannot replace, should it try. */
  @Test
  void standardOutputIsWrittenToAsItIs() throws IOException {
    PrintStream before = System.out;
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
    try {
      assertThat(run.set("report.file", "/dev/fd/1").publish()).isZero();
    } finally {
      System.setOut(before);
    }
    assertThat(output.toString(StandardCharsets.UTF_8)).contains("\"publications\"");
  }

  @Test
  void aPlaceThatCannotBeWrittenToIsRefusedAtTheStart() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "in the way");
    run.set("report.file", file.resolve("deeper/report.json").toString());
    refuses(file + " is not a folder");
    assertThat(file).hasContent("in the way");
    // Where the superuser, too, can make nothing.
    run.set("report.file", "/proc/zamba/report.json");
    refuses("/proc");
    run.set("report.file", folder.resolve("n".repeat(300)).toString());
    refuses("File name too long");
  }

  @Test
  void aPlaceThatWasTakenMeanwhileStaysAndTheRunSaysSo() throws Exception {
    try (FaultProxy proxy =
        new FaultProxy(
            run.store.endpoint(),
            line -> {
              place.toFile().mkdir();
              return null;
            })) {
      run.set("s3.endpoint", proxy.endpoint().toString());
      try (Console console = new Console()) {
        assertThat(run.publish()).isEqualTo(1);
        assertThat(console.text()).contains("The run broke off", place + " is a folder");
      }
    }
    assertThat(place).isEmptyDirectory();
  }

  private static void make(String... command) throws Exception {
    assertThat(run(command)).isZero();
  }

  private static int run(String... command) throws Exception {
    return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
  }
}
