package zamba.publish.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zamba.publish.fixture.Run;

/** What {@code mvn package} makes to be unpacked anywhere, and its launcher. */
class DistributionIT {
  @TempDir Path folder;

  @Test
  void publishesFromAnotherFolderAndStartsFromAnArchiveOnceThatIsMade() throws Exception {
    // Java shares no classes of a jar whose path has a space in it.
    Launcher launcher = new Launcher(folder, "opt");
    Run run = new Run(folder).model("slowfast");
    Path catalog =
        Files.writeString(
            folder.resolve("catalog.properties"),
            "weight-lookup.slowfast = s3://%s/%s\n".formatted(run.source, run.key("slowfast", "")));
    List<String> arguments = new ArrayList<>();
    run.properties.forEach((name, value) -> arguments.add("-D" + name + "=" + value));
    arguments.add("-p");
    arguments.add(catalog.toString());
    arguments.add("-Dlog.format=text");
    Map<String, String> environment =
        Map.of(
            "AWS_ACCESS_KEY_ID", run.store.credentials().accessKeyId(),
            "AWS_SECRET_ACCESS_KEY", run.store.credentials().secretAccessKey());

    Launcher.Outcome first = launcher.run(environment, arguments.toArray(String[]::new));

    assertThat(first.status()).as(first.output()).isZero();
    assertThat(run.published()).hasSize(3);
    Launcher.settle(launcher.cache);
    assertThat(launcher.archive()).isPresent();
    Path loaded = folder.resolve("loaded");
    Map<String, String> logged = new HashMap<>(environment);
    logged.put("JAVA_OPTS", "-Xlog:class+load:file=" + loaded);

    Launcher.Outcome second = launcher.run(logged, arguments.toArray(String[]::new));

    assertThat(second.status()).as(second.output()).isZero();
    assertThat(second.output())
        .contains("slowfast: present")
        .doesNotContain("[warning]", "[error]");
    assertThat(Files.readAllLines(loaded))
        .filteredOn(line -> line.contains(" zamba.publish.flow.Work source: "))
        .singleElement()
        .asString()
        .contains("shared objects file");
  }

  @Test
  void anArchiveThatIsBrokenOrHasNoPlaceIsNothingToTheProgram() throws Exception {
    Launcher launcher = new Launcher(folder, "opt");
    Files.writeString(launcher.named, "a file where the folder should be");
    assertThat(launcher.run(Map.of(), "--version").status()).isZero();
    assertThat(launcher.run(Map.of("ZAMBA_PUBLISH_CACHE", ""), "--version").status())
        .as("no HOME")
        .isZero();
    Files.delete(launcher.named);
    // What the environment asks of a run is nothing to the one that makes the archive.
    AtomicInteger asked = new AtomicInteger();
    HttpServer source =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    source.createContext(
        "/",
        exchange -> {
          asked.incrementAndGet();
          exchange.sendResponseHeaders(404, -1);
          exchange.close();
        });
    source.start();
    Path page = folder.resolve("page.html");
    Map<String, String> environment =
        Map.of(
            "REPORT_HTML",
            page.toString(),
            "SOURCE_ENDPOINT",
            "http://127.0.0.1:" + source.getAddress().getPort());
    assertThat(launcher.run(environment, "--version").status()).isZero();
    Launcher.settle(launcher.cache);
    source.stop(0);
    assertThat(page).doesNotExist();
    assertThat(asked).hasValue(0);

    Path made = launcher.archive().orElseThrow();
    byte[] whole = Files.readAllBytes(made);
    String name = made.getFileName().toString();
    String key = name.replaceFirst("-[0-9]+-[0-9]+\\.", ".");
    // While the lock of another is there none is made.
    Path lock = Files.createDirectory(launcher.cache.resolve(key + ".lock"));
    for (int length : new int[] {0, 1, 4_096, whole.length / 2, whole.length - 1}) {
      Files.deleteIfExists(made);
      Files.write(made, Arrays.copyOf(whole, length));
      startsFromNoArchive(launcher, "cut to " + length);
      assertThat(made).doesNotExist();
    }
    byte[] damaged = whole.clone();
    Arrays.fill(damaged, damaged.length / 2, damaged.length / 2 + 4_096, (byte) 0x5a);
    Files.write(made, damaged);
    startsFromNoArchive(launcher, "damaged");
    assertThat(made).doesNotExist();

    // One that has its sum in its name, and yet is none; this sum is that of nothing.
    Files.createFile(launcher.cache.resolve(key.replaceFirst("\\.", "-4294967295-0.")));
    startsFromNoArchive(launcher, "no archive at all");

    Files.delete(launcher.cache.resolve(key.replaceFirst("\\.", "-4294967295-0.")));
    Files.delete(lock);
    startsFromNoArchive(launcher, "none");
    Launcher.settle(launcher.cache);
    assertThat(launcher.archive()).as("made anew").isPresent();
  }

  private static void startsFromNoArchive(Launcher launcher, String which) throws Exception {
    Launcher.Outcome outcome = launcher.run(Map.of(), "--version");
    assertThat(outcome.status()).as(which).isZero();
    assertThat(outcome.output())
        .as(which)
        .startsWith("zamba-model-publisher ")
        .doesNotContain("archive");
  }

  @Test
  void saysWhatIsWrongWithTheJavaThatItFinds() throws Exception {
    Launcher launcher = new Launcher(folder, "of the team");
    assertThat(launcher.run(Map.of(), "--version").status()).as("in a path with spaces").isZero();
    Path old = Files.createDirectories(folder.resolve("java 11/bin")).getParent();
    Path java = Files.writeString(old.resolve("bin/java"), "#!/bin/sh\necho started\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    Files.writeString(old.resolve("release"), "JAVA_VERSION=\"11.0.2\"\n");

    Launcher.Outcome tooOld = launcher.run(Map.of("JAVA_HOME", old.toString()), "--version");
    assertThat(tooOld.status()).isEqualTo(2);
    assertThat(tooOld.output())
        .contains("is Java 11.0.2; 17 or later is needed")
        .doesNotContain("started");

    Launcher.Outcome none = launcher.run(Map.of("JAVA_HOME", folder.toString()), "--version");
    assertThat(none.status()).isEqualTo(2);
    assertThat(none.output()).contains("there is no " + folder + "/bin/java");
  }
}
