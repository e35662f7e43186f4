package zamba.publish.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.jna.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.model.BucketCannedACL;
import zamba.publish.fixture.FaultProxy;
import zamba.publish.fixture.Jar;
import zamba.publish.fixture.LargeCheckpoint;
import zamba.publish.fixture.Pty;
import zamba.publish.fixture.Run;
import zamba.publish.fixture.Samples;
import zamba.publish.fixture.ScreenText;

/**
 * The jar under a pseudo-terminal and without one: what it shows, and that the sessions in the
 * documentation are what it shows. {@code -Dsessions.update=true} writes them anew.
 */
class TerminalIT {
  private static final Path PAGE = Path.of("docs/terminal.md");
  private static final String ESCAPE = "\u001b";
  private static final int MEBIBYTES = 100;

  @TempDir Path folder;
  private Run run;
  private FaultProxy proxy;
  private volatile Consumer<String> parts = part -> {};
  private volatile String denied = "denied nowhere";

  @BeforeEach
  void prepare() throws IOException {
    assumeTrue(Platform.isLinux(), "the pseudo-terminal is made as on Linux");
    run = new Run(folder).model("slowfast");
    run.store.put(run.source, run.key("slowfast", "val_metrics.json"), "[{\"val_loss\": 0.31}]");
    new LargeCheckpoint(MEBIBYTES).put(run.store, run.source, run.key("slowfast", "slowfast.ckpt"));
    proxy =
        new FaultProxy(
            run.store.endpoint(),
            line -> {
              if (line.startsWith(denied)) {
                return "403 AccessDenied";
              }
              if (line.contains("partNumber=") && !line.contains("uploadId=none")) {
                parts.accept(line.replaceFirst(".*partNumber=(\\d+).*", "$1"));
              }
              return null;
            });
    run.set("s3.endpoint", proxy.endpoint().toString());
  }

  @AfterEach
  void close() throws IOException {
    if (proxy != null) {
      proxy.close();
    }
  }

  /** Each further part takes so much longer. */
  private static void slowly(String part) {
    sleep((Integer.parseInt(part) - 1) * 2500L);
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private ProcessBuilder jar(String... arguments) throws IOException {
    Path catalog =
        Files.writeString(
            folder.resolve("my.properties"),
            "weight-lookup.slowfast = s3://%s/%s\n".formatted(run.source, run.key("slowfast", "")));
    Properties properties = new Properties();
    properties.putAll(run.properties);
    ProcessBuilder builder =
        Jar.process(
                run,
                Jar.JAVA,
                properties,
                Stream.concat(Stream.of("-p", catalog.toString()), Arrays.stream(arguments))
                    .toArray(String[]::new))
            .directory(folder.toFile());
    builder.environment().remove("NO_COLOR");
    return builder;
  }

  /** Runs the jar on a terminal to its end, and gives all that it wrote to it. */
  private String onTerminal(int columns, int status, ProcessBuilder builder) throws Exception {
    try (Pty pty = new Pty(columns)) {
      Process process = pty.start(builder);
      assertThat(process.waitFor(3, TimeUnit.MINUTES)).as("ends by itself").isTrue();
      // What it wrote last may be on its way.
      String written = pty.awaitScreen(process, screen -> screen.contains("slowfast_"));
      assertThat(process.exitValue()).as(written).isEqualTo(status);
      Thread.sleep(200);
      return pty.written();
    }
  }

  private String piped(int status, ProcessBuilder builder) throws Exception {
    Path log = folder.resolve("piped.log");
    Process process = builder.redirectOutput(log.toFile()).start();
    assertThat(process.waitFor(3, TimeUnit.MINUTES)).as("ends by itself").isTrue();
    String said = Files.readString(log);
    assertThat(process.exitValue()).as(said).isEqualTo(status);
    return said;
  }

  @ParameterizedTest
  @ValueSource(ints = {80, 200})
  void aTerminalShowsABarForEachCopyBelowTheLogAndTakesItAway(int columns) throws Exception {
    Watched publish = watched(columns);

    assertThat(bars(publish.during()))
        .allMatch(
            bar ->
                bar.matches(
                    "(us|eu|asia) slow\\S+ +\\d+% \\[=+ *] +\\d+/100 MiB \\(.* left\\) .*/s"));
    // The log is above, and nothing of a bar is left in it or below it.
    List<String> lines = publish.during().lines().toList();
    assertThat(lines.subList(lines.size() - 3, lines.size())).isEqualTo(bars(publish.during()));
    assertThat(lines.get(0)).matches("\\d\\d:\\d\\d:\\d\\d INFO  slowfast: s3://.*");
    assertThat(bars(publish.after())).isEmpty();
    assertThat(publish.after()).contains("slowfast: published", "+ copied").doesNotContain("%");
    assertThat(tableOf(publish.after())).isNotEmpty().allMatch(line -> line.length() <= columns);
    assertThat(publish.written()).contains(ESCAPE + "[32mpublished" + ESCAPE + "[0m");
  }

  /** What a terminal shows in the middle of a publish and at its end, and all that it was sent. */
  private record Watched(String during, String after, String written) {}

  private Watched watched(int columns) throws Exception {
    try (Pty pty = new Pty(columns)) {
      CountDownLatch seen = new CountDownLatch(1);
      parts = part -> hold(part, seen);
      Process process = pty.start(jar());
      String during = pty.awaitScreen(process, TerminalIT::showsAllUnderWay);
      seen.countDown();
      assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
      String after = pty.awaitScreen(process, screen -> screen.contains("1 of 1 in place"));
      assertThat(process.exitValue()).isZero();
      return new Watched(during, after, pty.written());
    }
  }

  /** The first part arrives, and the others wait until that has been seen. */
  private static void hold(String part, CountDownLatch seen) {
    try {
      if (!part.equals("1")) {
        seen.await(2, TimeUnit.MINUTES);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A bar for each region, and none at its beginning. */
  private static boolean showsAllUnderWay(String screen) {
    List<String> bars = bars(screen);
    return bars.size() == 3 && bars.stream().noneMatch(bar -> bar.contains(" 0% "));
  }

  private static List<String> bars(String screen) {
    return screen.lines().filter(line -> line.contains("%") && line.contains("[")).toList();
  }

  private static List<String> tableOf(String screen) {
    List<String> lines = screen.lines().toList();
    int header =
        lines.indexOf(lines.stream().filter(it -> it.matches(" +size .*")).findFirst().orElse(""));
    return lines.subList(header, lines.size());
  }

  @Test
  void anotherProgramGetsLinesAtTheStartEveryTenthAndAtTheEnd() throws Exception {
    parts = TerminalIT::slowly;
    String said = piped(0, jar());

    assertThat(said).doesNotContain(ESCAPE, "\r");
    for (String region : run.buckets.keySet()) {
      List<String> lines =
          said.lines().filter(line -> line.contains(".ckpt to " + region + ": ")).toList();
      assertThat(lines).allMatch(line -> line.matches("\\d\\d:\\d\\d:\\d\\d INFO  slowfast_.*"));
      assertThat(lines.get(0)).contains("copying, 100.0 MiB in 3 parts");
      assertThat(lines.subList(1, lines.size() - 1))
          .isNotEmpty()
          .allMatch(line -> line.matches(".*: \\d+ %, .* of 100\\.0 MiB, .*/s.* left"));
      assertThat(lines.get(lines.size() - 1)).matches(".*: copied in .* s, .*/s");
    }
  }

  @Test
  void noColorIsRespectedAndADumbTerminalGetsNoBars() throws Exception {
    ProcessBuilder plain = jar("-n");
    plain.environment().put("NO_COLOR", "1");
    assertThat(onTerminal(80, 3, plain)).contains("to publish").doesNotContain(ESCAPE);
    assertThat(onTerminal(80, 3, jar("-n"))).contains(ESCAPE + "[33mto publish" + ESCAPE + "[0m");
  }

  @Test
  void jsonIsAllThatComesOutOfStandardOutput() throws Exception {
    Path out = folder.resolve("out.json");
    Path err = folder.resolve("err.log");
    Process process =
        jar("-n", "--json")
            .redirectErrorStream(false)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();

    assertThat(process.exitValue()).as(Files.readString(err)).isEqualTo(3);
    assertThat(new ObjectMapper().readTree(out.toFile())).isEqualTo(run.report());
    assertThat(Files.readString(err)).contains("slowfast: to publish", "Nothing was written");
  }

  @Test
  void theSessionsInTheReadmeAreWhatIsShown() throws Exception {
    Map<String, String> sessions = new TreeMap<>();
    run.buckets
        .values()
        .forEach(
            bucket ->
                run.store
                    .s3()
                    .putBucketAcl(it -> it.bucket(bucket).acl(BucketCannedACL.PUBLIC_READ)));
    Watched publish = watched(80);
    sessions.put(
        "publish", session("", publish.during()) + "\nand at the end\n\n" + text(publish.after()));
    retrain();
    sessions.put("plan", session("-n", screen(onTerminal(80, 3, jar("-n")))));
    denied = "PUT /" + run.buckets.get("eu");
    sessions.put("failure", session("", screen(onTerminal(80, 1, jar()))));
    denied = "denied nowhere";
    assertThat(run.set("publish.properties", folder.resolve("my.properties").toString()).publish())
        .isZero();
    run.store.delete(run.buckets.get("asia"), run.replica("slowfast", "asia").path("key").asText());
    sessions.put(
        "audit", session("--audit --heal", screen(onTerminal(80, 0, jar("--audit", "--heal")))));

    if (Boolean.getBoolean("sessions.update")) {
      String updated = Files.readString(PAGE);
      for (Map.Entry<String, String> session : sessions.entrySet()) {
        updated =
            block(session.getKey())
                .matcher(updated)
                .replaceFirst(
                    result ->
                        Matcher.quoteReplacement(
                            result.group(1)
                                + "```text\n"
                                + session.getValue()
                                + "```\n"
                                + result.group(2)));
      }
      Files.writeString(PAGE, updated);
    }
    String page = Files.readString(PAGE);
    for (Map.Entry<String, String> session : sessions.entrySet()) {
      var block = block(session.getKey()).matcher(page);
      assertThat(block.find()).as("the page has the session " + session.getKey()).isTrue();
      String shown = block.group().replaceAll("(?s)^.*?```text\n|```\n[^`]*$", "");
      assertThat(comparable(shown))
          .as("session %s; -Dsessions.update=true writes it anew", session.getKey())
          .isEqualTo(comparable(session.getValue()));
    }
  }

  private void retrain() {
    run.store.put(run.source, run.key("slowfast", "val_metrics.json"), "[{\"val_loss\": 0.29}]");
    run.store.put(
        run.source,
        run.key("slowfast", "train_configuration.yaml"),
        Samples.trainConfiguration("slowfast").replace("gamma: 0.5", "gamma: 0.25"));
  }

  private static Pattern block(String name) {
    return Pattern.compile(
        "(?s)(<!-- session: %s -->\n).*?(<!-- end of session -->)".formatted(name));
  }

  private String screen(String written) {
    return new ScreenText(written).toString();
  }

  private String session(String arguments, String screen) {
    return ("$ java -jar target/zamba-model-publisher.jar -p my.properties " + arguments)
            .stripTrailing()
        + "\n"
        + text(screen);
  }

  /** With names as a user would have them in the place of the test's. */
  private String text(String screen) {
    String text = screen.replace(run.source, "drivendata-client-zamba");
    Map<String, String> names =
        Map.of(
            "us", "drivendata-public-assets",
            "eu", "drivendata-public-assets-eu",
            "asia", "drivendata-public-assets-asia");
    for (Map.Entry<String, String> bucket : run.buckets.entrySet()) {
      text = text.replace(bucket.getValue(), names.get(bucket.getKey()));
    }
    return text;
  }

  /** Without what differs each time: times, rates, and in which order regions came to be shown. */
  private static List<String> comparable(String session) {
    return session
        .lines()
        .map(line -> line.replaceFirst("^\\d\\d:\\d\\d:\\d\\d ", "12:00:00 "))
        .map(line -> line.replaceFirst("^(us|eu|asia) slow\\S+ .*%.*", "bar $1"))
        .map(line -> line.replaceAll("\\b(\\d+\\.\\d s|\\d+ s|\\d+:\\d\\d)", "T"))
        // As a terminal's encoding has it.
        .map(line -> line.replaceAll("▼$", "v").replaceAll("▲$", "^"))
        .map(line -> line.replaceAll(" +", " ").strip())
        .sorted()
        .collect(Collectors.toList());
  }
}
