package zamba.publish.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zamba.publish.config.ConfigurationSource;
import zamba.publish.vouch.Keys;

/** {@code --verify} and {@code --new-key}, on a machine that knows nothing of AWS. */
class KeyCommandsTest {
  private static final byte[] CONTENT = {1, 2, 3};

  @TempDir Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream error = new ByteArrayOutputStream();

  private OptionalInt run(Path directory, String... args) {
    Options options = new Options();
    assertThat(options.read(args)).isEmpty();
    ConfigurationSource source =
        new ConfigurationSource(directory, new Properties(), Map.of(), options.properties());
    return new KeyCommands(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(error, true, StandardCharsets.UTF_8))
        .run(options, source);
  }

  private OptionalInt run(String... args) {
    return run(folder, args);
  }

  private String errors() {
    return error.toString(StandardCharsets.UTF_8);
  }

  @Test
  void anyOtherCommandLineIsNotItsOwn() {
    assertThat(run("--audit")).isEmpty();
  }

  @Test
  void saysWhetherAFileIsVouchedFor() throws IOException {
    Keys keys = new Keys(folder.resolve("keys"));
    Path file = keys.signed(folder.resolve("downloads"), "a.ckpt", CONTENT);
    String trusted = keys.files.publicKey().toString();

    assertThat(run("--trusted", trusted, "--verify", file.toString())).hasValue(0);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("a.ckpt is vouched for by " + trusted);
    assertThat(errors()).isEmpty();

    Files.write(file, new byte[] {1, 2, 4});
    assertThat(run("--trusted", trusted, "--verify", file.toString())).hasValue(1);
    assertThat(errors()).contains("NOT vouched for", "its content", "Do not load it");
  }

  @Test
  void aFileOfAnotherKeyIsNotVouchedFor() throws IOException {
    Path file = new Keys(folder.resolve("keys")).signed(folder.resolve("x"), "a.ckpt", CONTENT);
    String other = new Keys(folder.resolve("other")).files.publicKey().toString();

    assertThat(run("--trusted", other, "--verify", file.toString())).hasValue(1);
    assertThat(errors()).contains("none of the trusted keys");
  }

  /** What was downloaded may bring a file of that name along. */
  @Test
  void theFolderWhereOneIsDoesNotSayWhichKeysCount() throws IOException {
    Keys keys = new Keys(folder.resolve("keys"));
    Path downloads = folder.resolve("downloads");
    Path file = keys.signed(downloads, "a.ckpt", CONTENT);
    Files.writeString(
        downloads.resolve("application.properties"),
        "s3.endpoint = aws\nsign.trusted = " + keys.files.publicKey() + "\n");

    assertThat(run(downloads, "--verify", file.toString())).hasValue(2);
    assertThat(errors()).contains("no key to verify with");
    assertThat(run(downloads, "-p", "application.properties", "--verify", file.toString()))
        .as("named on the command line")
        .hasValue(0);
  }

  @Test
  void whatCannotBeReadIsNoVerdict() throws IOException {
    Keys keys = new Keys(folder.resolve("keys"));
    String trusted = keys.files.publicKey().toString();
    assertThat(run("--trusted", trusted, "--verify", "nowhere.ckpt")).hasValue(2);
    assertThat(errors()).contains("nowhere.ckpt cannot be read: no such file");
    assertThat(run("--trusted", "nowhere.pub", "--verify", "nowhere.ckpt")).hasValue(2);
    assertThat(errors()).contains("the public key nowhere.pub cannot be read");
    assertThat(run("--trusted", trusted, "--verify", "a\0b")).hasValue(2);
    assertThat(run("--new-key", "x", "--verify", "a")).hasValue(2);
  }

  @Test
  void makesAKeyAndSaysWhatToDoWithIt() throws IOException {
    Path keys = folder.resolve("keys");
    assertThat(run("--new-key", keys.toString())).hasValue(0);
    String said = out.toString(StandardCharsets.UTF_8);
    assertThat(said)
        .contains("sign.key = file:" + keys.resolve("key.pem"), "sign.trusted", "zamba.pub");
    String secret = Files.readAllLines(keys.resolve("key.pem")).get(1);
    assertThat(said).doesNotContain(secret);

    assertThat(run("--new-key", keys.toString())).hasValue(2);
    assertThat(errors()).contains("never overwritten");
    assertThat(Files.readAllLines(keys.resolve("key.pem")).get(1)).isEqualTo(secret);
  }

  /** Half a key would be in the way of the next one, which is never written over what is there. */
  @Test
  void aDiskThatIsFullLeavesNothingInTheWayOfTheNextKey() throws Exception {
    Path keys = Files.createDirectory(folder.resolve("keys"));
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process full =
        new ProcessBuilder(
                "sh",
                "-c",
                "ulimit -f 0; exec \"$@\"",
                "sh",
                java,
                "-XX:-UsePerfData",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "zamba.publish.Publisher",
                "--new-key",
                keys.toString())
            .redirectErrorStream(true)
            .start();
    // Through a pipe, which the limit is not for.
    String said = new String(full.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(full.waitFor()).as(said).isEqualTo(2);
    assertThat(said).contains("no key was made in " + keys);
    assertThat(keys).isEmptyDirectory();
    assertThat(run("--new-key", keys.toString())).hasValue(0);
    assertThat(keys.toFile().list()).containsExactlyInAnyOrder("key.pem", "zamba.pub");
  }
}
