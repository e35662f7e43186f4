package zamba.publish.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import zamba.publish.fixture.Console;
import zamba.publish.fixture.Run;

/** A configuration that is unusable: exit status 2, every problem named, nothing attempted. */
class BadConfigurationTest {
  @TempDir Path folder;
  private Run run;

  @BeforeEach
  void prepare() {
    run = new Run(folder).model("slowfast");
  }

  private void refuses(String... messages) {
    refuses(Map.of(), messages);
  }

  private void refuses(Map<String, String> environment, String... messages) {
    try (Console console = new Console()) {
      assertThat(run.publish(environment)).isEqualTo(2);
      assertThat(console.text()).contains("nothing was attempted").contains(messages);
    }
    assertThat(run.published()).isEmpty();
    assertThat(run.officialFiles()).isEmpty();
    assertThat(folder.resolve("report.json")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"421d28", "md5:421d2", "sha256:421d28", "sha1:421d28", "md5:421d2g"})
  void aDigestThatIsNone(String digest) {
    run.entry("weights.a.pkl", "https://host/a.pkl").set("digest.a.pkl", digest);
    refuses("digest.a.pkl=" + digest, "sha256:", "md5:");
  }

  @ParameterizedTest
  @ValueSource(strings = {"slowfast", "s3:/bucket/prefix/", "s3://", "https://host/folder/", ""})
  void aModelsLocationThatIsNoPrefix(String location) {
    run.entry("weight-lookup.european", location);
    refuses("weight-lookup.european=" + location, "s3://bucket/prefix/");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://host/file.pt", "s3://bucket/", "file.pt", "https:///x"})
  void weightsThatAreNeitherAnObjectNorAnHttpsAddress(String location) {
    run.entry("weights.depth.pt", location);
    refuses("weights.depth.pt=" + location, "s3://bucket/key", "https://host/path");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3://bucket/run/hparams.yaml",
        "s3://bucket/labels.csv",
        "s3://bucket/model.ckpt.bak",
        "s3://bucket/pt",
        "https://host/page.html?file=model.pt"
      })
  void weightsWhoseSourceHasNoEndingOfWeights(String location) {
    run.entry("weights.depth.pt", location);
    refuses("weights.depth.pt", "is no weights file; it must end in one of .ckpt, .pt, .pth");
  }

  @ParameterizedTest
  @ValueSource(strings = {"labels.csv", "depth", "depth.pt.sig"})
  void weightsWhoseNameHasNoEndingOfWeights(String name) {
    run.entry("weights." + name, "s3://bucket/model.pt");
    refuses("'" + name + "' is not the name of a weights file", ".ckpt, .pt, .pth");
  }

  @ParameterizedTest
  @CsvSource({
    "weight-lookup.european, s3://bucket/other/",
    "weight-lookup.european, s3://bucket/results",
    "weight-lookup.european, s3://else/results/european/",
    "weights.depth.pt, s3://bucket/results-of-others/depth.pt",
    "weights.depth.pt, s3://bucket/results/../depth.pt",
  })
  void aSourceThatIsUnderNoneOfTheAllowedPrefixes(String entry, String location) {
    run.set(
        "source.prefixes", "s3://" + run.source + "/" + Run.PREFIX + ", s3://bucket/results/x/");
    run.entry(entry, location);
    refuses(entry + "=" + location, "is under none of source.prefixes", "s3://bucket/results/x/");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"bucket/results/", "s3://bucket", "s3://bucket/results", "https://host/x/"})
  void aPrefixThatIsNone(String prefix) {
    run.set("source.prefixes", prefix);
    refuses("source.prefixes: '" + prefix + "' is not of the form s3://bucket/prefix/");
  }

  @Test
  void whatIsUnderTheAllowedPrefixesIsPublished() {
    run.set("source.prefixes", "s3://" + run.source + "/" + Run.PREFIX);
    assertThat(run.publish()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x", "a/b", "", "..", ".hidden", "a\\\\b"})
  void aModelNameThatIsNoPlainFileName(String name) {
    run.entry("weight-lookup." + name, "s3://" + run.source + "/results/");
    refuses("is not a plain file name");
  }

  @Test
  void oneEntryTwice() throws Exception {
    Path file = folder.resolve("twice.properties");
    Files.writeString(file, "weights.a.pt = s3://b/1\nweights.a.pt = s3://b/2\n");
    run.set("publish.properties", file.toString());
    refuses("twice.properties:2: weights.a.pt is set at", "twice.properties:1 already", "keep one");
  }

  @Test
  void noRegions() {
    run.buckets.keySet().forEach(region -> run.set("region." + region + ".bucket", ""));
    refuses("no region is configured", "region.<name>.bucket");
  }

  @ParameterizedTest
  @CsvSource({
    "publish.triger, publish.trigger",
    "s3.endpiont, s3.endpoint",
    "region.eu.buckte, region.eu.bucket"
  })
  void anUnknownPropertyIsNamedWithTheNearestKnownOne(String unknown, String known) {
    run.set(unknown, "x");
    refuses(unknown + " is not a property", "did you mean " + known + "?");
  }

  @Test
  void everyProblemIsNamedAtOnce() {
    run.set("publish.trigger", "sometimes")
        .set("publish.every", "often")
        .set("s3.path-style", "maybe")
        .set("region.us.endpoint", "ftp://host");
    refuses(
        "publish.trigger=sometimes is not one of once, every, none, queue, dispatch",
        "publish.every=often is not a period",
        "s3.path-style=maybe",
        "region.us.endpoint=ftp://host");
  }

  @ParameterizedTest
  @CsvSource({
    "queue.url, http://sqs.us-east-1.amazonaws.com/1/a.fifo, is not at AWS",
    "queue.url, https://sqs.example.com/1/a.fifo, is not at AWS",
    "queue.url, https://sqs.us-east-1.amazonaws.com.example.com/1/a.fifo, is not at AWS",
    "queue.url, https://sqs.us-east-1.amazonaws.com/1/a, is no FIFO queue",
    "queue.url, file:///etc/passwd.fifo, is not a queue's address",
    "queue.url, https://user@sqs.us-east-1.amazonaws.com/1/a.fifo, is not a queue's address",
    "queue.url, https://sqs.us-east-1.amazonaws.com/1/${exchangeId}.fifo, is not a queue's address",
    "queue.url, https://sqs.us-east-1.amazonaws.com/1/a.fifo?x=RAW(y), is not a queue's address",
    "queue.dead-url, http://169.254.169.254/latest/meta-data, is not at AWS",
    "queue.events-url, https://localhost:9324/1/a, is not at AWS",
    "queue.endpoint, ftp://127.0.0.1, is not the address of a server",
    "queue.visibility, 1s, is not from 2s to 12h",
    "queue.at-once, 0, is not a number from 1 to 999",
    "runs.location, s3://bucket/${exchangeId}/, is not of the form s3://bucket/prefix/",
    "runs.location, /tmp/runs, is not of the form s3://bucket/prefix/",
    "publish.trigger, queue, publish.trigger=queue needs queue.url",
    "publish.trigger, dispatch, publish.trigger=dispatch needs queue.url"
  })
  void messagesGoNowhereButToTheQueuesOfAwsOrOfTheEndpoint(
      String property, String value, String problem) {
    run.set(property, value);
    refuses(problem);
  }

  @Test
  void aQueueIsWhereTheEndpointIs() {
    run.set("queue.endpoint", "http://127.0.0.1:9324")
        .set("queue.url", "http://127.0.0.1:9325/000000000000/a.fifo")
        .set("queue.dead-url", "https://sqs.us-east-1.amazonaws.com/1/dead.fifo");
    refuses(
        "queue.url=http://127.0.0.1:9325",
        "queue.dead-url=https",
        "is not at http://127.0.0.1:9324");
  }

  @Test
  void anEnvironmentVariableCounts() {
    refuses(
        Map.of("PUBLISH_EVERY", "often"),
        "environment variable PUBLISH_EVERY: publish.every=often is not a period");
  }

  @Test
  void everyProblemOfAFileIsNamedAtOnceWithItsLine() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("mine.properties"),
            """
            # my regions
            region.us.buckte = a
            copy.mode = \\
                servre

            weight-lookup.x = s3:/b/c/
            weight-lookup.x = s3://b/c/
            publish.every : \\u12
            report.format = jsno
            weight-lokup.y = s3://b/c/
            regoin.eu.bucket = b
            something.else = 1
            camel.main.name = x
            """);
    run.set("publish.properties", file.toString()).set("publish.probe", "perhaps");
    refuses(
        file
            + ":2: region.us.buckte is not a property of this program; did you mean region.us.bucket?",
        file + ":3: copy.mode=servre is not one of auto, server, stream; did you mean server?",
        file + ":7: weight-lookup.x is set at " + file + ":6 already; keep one",
        file + ":8: 'publish.every : \\u12' has a backslash and u",
        file + ":9: report.format=jsno is not one of table, json; did you mean json?",
        file
            + ":10: weight-lokup.y is not a property of this program; did you mean weight-lookup.y?",
        file
            + ":11: regoin.eu.bucket is not a property of this program; did you mean region.eu.bucket?",
        file + ":12: something.else is not a property of this program",
        file + ":13: camel.main.name has no effect here",
        "-Dpublish.probe: publish.probe=perhaps is not one of auto, true, false");
  }

  @ParameterizedTest
  @CsvSource({
    "publish.dry-run, publish.audit, both true",
    "publish.heal, publish.every, part of an audit",
  })
  void whatDoesNotGoTogether(String one, String other, String message) {
    run.set(one, "true").set(other, other.endsWith("every") ? "1m" : "true");
    refuses(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"publish.dry-run", "publish.audit"})
  void whatEndsByItselfIsNoDaemon(String property) {
    run.set(property, "true").set("publish.trigger", "every");
    refuses(property + "=true ends by itself");
  }

  @Test
  void aPropertiesFileThatIsNotThere() {
    run.set("publish.properties", folder.resolve("none.properties").toString());
    refuses("none.properties cannot be read", "NoSuchFile");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[[rules]]\\nid = 'a'\\nregex = '(?=x)'|rule 'a': regex: '(?=x)' is no RE2 pattern",
        "[[rules]]\\nid = 'a'\\nregex = 'x|line 3: it is no TOML",
        "title = 'none'|it has no rule",
      })
  void aFileOfLeakRulesThatIsUnusable(String toml, String message) throws Exception {
    Path file = Files.writeString(folder.resolve("my.toml"), toml.replace("\\n", "\n"));
    run.set("gate.leaks.rules", file.toString());
    refuses("gate.leaks.rules=" + file + ": " + message);
  }

  @Test
  void aFileOfLeakRulesThatCannotBeRead() throws Exception {
    Path missing = folder.resolve("none.toml");
    run.set("gate.leaks.rules", missing.toString());
    refuses("gate.leaks.rules=" + missing + ": it cannot be read: no such file");

    run.set("gate.leaks.rules", folder.toString());
    refuses("gate.leaks.rules=" + folder + ": it cannot be read: it is no file");

    Path large = Files.write(folder.resolve("large.toml"), new byte[(4 << 20) + 1]);
    run.set("gate.leaks.rules", large.toString());
    refuses(large + ": it cannot be read: it has more than 4194304 bytes");

    Path latin = Files.write(folder.resolve("latin.toml"), new byte[] {'#', (byte) 0xe9, '\n'});
    run.set("gate.leaks.rules", latin.toString());
    refuses(latin + ": it cannot be read: it is no UTF-8");
  }

  @Test
  void aFileWithACatalogReplacesTheShippedOneAndOneWithoutKeepsIt() throws Exception {
    assertThat(run.publish()).isZero();
    assertThat(run.report().path("publications")).hasSize(1);

    Path file = Files.writeString(folder.resolve("no-catalog.properties"), "publish.every = 1m\n");
    run.set("publish.properties", file.toString());
    assertThat(run.publish()).isEqualTo(1);
    assertThat(run.report().path("publications")).hasSize(7);
  }
}
