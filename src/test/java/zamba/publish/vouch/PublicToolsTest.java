package zamba.publish.vouch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands of docs/verify.md, as they stand there, on what this program signs; each where its
 * tools are there.
 */
class PublicToolsTest {
  private static final String NAME = "slowfast_3c9d5d0c72.ckpt";
  private static final byte[] CONTENT = "weights".getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void download() throws IOException {
    Keys keys = new Keys(folder.resolve("keys"));
    Statement statement =
        new Statement(
            NAME,
            HexFormat.of().formatHex(P256.sha256(CONTENT)),
            new Annotations(
                Optional.of(7L),
                Optional.of("AAAAAAAAAAA="),
                Optional.of(new Scan("safe", "0".repeat(64))),
                Optional.of(12L),
                Optional.of("1".repeat(64)),
                Optional.of(Instant.parse("2026-11-24T15:00:00Z"))));
    Path downloads = Files.createDirectory(folder.resolve("downloads"));
    file = Files.write(downloads.resolve(NAME), CONTENT);
    Files.write(downloads.resolve(NAME + ".sig"), Bundle.sign(statement, keys.key).json());
    Files.write(
        downloads.resolve(NAME + ".sha256"), new DigestLine(statement.sha256(), NAME).bytes());
    Files.copy(keys.files.publicKey(), downloads.resolve("zamba.pub"));
  }

  private record Ended(int status, String output) {}

  private Ended run(String... command) {
    return run(file.getParent(), List.of(command), "");
  }

  private static Ended run(Path in, List<String> command, String modules) {
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command).directory(in.toFile()).redirectErrorStream(true);
      builder.environment().put("NODE_PATH", modules);
      Process process = builder.start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      return new Ended(process.exitValue(), output);
    } catch (IOException | InterruptedException e) {
      return new Ended(-1, String.valueOf(e.getMessage()));
    }
  }

  private static void assumeThere(String... tools) {
    for (String tool : tools) {
      assumeTrue(
          run(Path.of("").toAbsolutePath(), List.of("sh", "-c", "command -v " + tool), "").status()
              == 0,
          "skipped: no " + tool + " on the path");
    }
  }

  /** The block of the page behind its mark. */
  private static String block(String mark) throws IOException {
    Matcher matcher =
        Pattern.compile("<!-- run: " + mark + " -->\n```[a-z]+\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(Path.of("docs/verify.md")));
    assertThat(matcher.find()).as(mark).isTrue();
    return matcher.group(1);
  }

  private void changeContent() throws IOException {
    Files.writeString(file, "Weights");
  }

  private void changeSignature() throws IOException {
    Path signature = file.resolveSibling(NAME + ".sig");
    String text = Files.readString(signature);
    // Within the base64 of r.
    int at = text.indexOf("\"sig\":\"") + 20;
    Files.writeString(
        signature,
        text.substring(0, at) + (text.charAt(at) == 'A' ? 'B' : 'A') + text.substring(at + 1));
  }

  @Test
  void opensslAndJqVerifyIt() throws IOException {
    assumeThere("openssl", "jq", "sha256sum", "base64");
    String script = block("openssl");

    Ended ended = run("sh", "-c", script);
    assertThat(ended.output()).contains("Verified OK", "true", NAME + ": OK");
    assertThat(ended.status()).isZero();

    changeContent();
    assertThat(run("sh", "-c", script).status()).isNotZero();
    Files.write(file, CONTENT);
    changeSignature();
    assertThat(run("sh", "-c", script).output()).doesNotContain("Verified OK");
  }

  @Test
  void sha256sumTakesTheDigestFile() throws IOException {
    assumeThere("sha256sum");

    assertThat(run("sha256sum", "-c", NAME + ".sha256").output()).contains(NAME + ": OK");
    changeContent();
    assertThat(run("sha256sum", "-c", NAME + ".sha256").status()).isNotZero();
  }

  @Test
  void modelSigningVerifiesIt() throws IOException {
    assumeThere("model_signing");
    String script = block("model_signing");

    assertThat(run("sh", "-c", script)).matches(it -> it.status() == 0);
    changeContent();
    assertThat(run("sh", "-c", script)).matches(it -> it.status() != 0);
  }

  @Test
  void sigstoreVerifiesIt() throws IOException {
    String modules = System.getProperty("sigstore.modules", "");
    assumeTrue(
        !modules.isEmpty(),
        "skipped: no -Dsigstore.modules=<node_modules with @sigstore/bundle and @sigstore/verify>");
    assumeThere("node");
    List<String> command = List.of("node", "-e", block("node"));

    Ended ended = run(file.getParent(), command, modules);
    assertThat(ended.output()).contains("verified");
    assertThat(ended.status()).isZero();
    changeContent();
    assertThat(run(file.getParent(), command, modules).output()).contains("not what was signed");
    Files.write(file, CONTENT);
    changeSignature();
    assertThat(run(file.getParent(), command, modules).status()).isNotZero();
  }

  @Test
  void opensslsKeysSign() throws IOException {
    assumeThere("openssl");
    Path key = folder.resolve("openssl.pem");
    assertThat(
            run(
                "openssl",
                "genpkey",
                "-algorithm",
                "EC",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-out",
                key.toString()))
        .matches(it -> it.status() == 0);
    assertThat(run("openssl", "pkey", "-in", key.toString(), "-pubout", "-out", "openssl.pub"))
        .matches(it -> it.status() == 0);

    SigningKey opened = SigningKeys.of("file:" + key).open(Optional.empty());
    byte[] signature = Bundle.sign(Keys.statement(NAME, CONTENT), opened).json();

    TrustedKeys.read(List.of(file.resolveSibling("openssl.pub"))).verify(signature, NAME);
    assertThat(Files.readString(file.resolveSibling("openssl.pub")))
        .isEqualTo(opened.publicKey().pem());
  }

  @Test
  void opensslTakesOurKeys() throws IOException {
    assumeThere("openssl");
    Path key = folder.resolve("keys/key.pem");
    assertThat(run("openssl", "pkey", "-in", key.toString(), "-pubout").output())
        .isEqualTo(Files.readString(folder.resolve("keys/zamba.pub")));
  }
}
