package zamba.publish.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.model.S3Object;
import zamba.publish.fixture.FaultProxy;
import zamba.publish.fixture.Jar;
import zamba.publish.fixture.Run;
import zamba.publish.vouch.Keys;

/** The jar, killed at each single request of a publish; then a second run. */
class KillIT {
  private static final int MORE_THAN_ENOUGH = 100;

  @TempDir Path folder;

  /**
   * The request it is killed at is carried out all the same, as if it had just been sent: the
   * second run meets every state of the buckets that there can be.
   */
  @Test
  void killedAtAnyRequestItIsFinishedByTheNextRun() throws Exception {
    Run run = new Run(folder).model("slowfast");
    byte[] checkpoint = new byte[40 << 20];
    new Random(1).nextBytes(checkpoint);
    run.store.put(run.source, run.key("slowfast", "slowfast.ckpt"), checkpoint);
    // More regions would be more of the same.
    for (String region : List.of("us", "asia")) {
      run.set("region." + region + ".bucket", "");
      run.buckets.remove(region);
    }
    Keys keys = new Keys(folder.resolve("keys"));
    run.set("sign.key", "file:" + keys.files.privateKey()).set("manifest.sha256", "auto");
    run.set("copy.resume-after", "0s").set("copy.abort-after", "0s");
    AtomicInteger requests = new AtomicInteger();
    AtomicInteger fatal = new AtomicInteger();
    AtomicReference<Process> child = new AtomicReference<>();
    List<String> killedAt = new ArrayList<>();

    try (FaultProxy proxy =
        new FaultProxy(
            run.store.endpoint(),
            line -> {
              if (requests.incrementAndGet() != fatal.get()) {
                return null;
              }
              killedAt.add(line.replaceFirst("\\?.*", ""));
              child.get().destroyForcibly();
              return FaultProxy.LOSE_ANSWER;
            })) {
      boolean killed = true;
      while (killed) {
        empty(run);
        requests.set(0);
        fatal.incrementAndGet();
        child.set(start(run, proxy));
        int status = child.get().waitFor();
        killed = requests.get() >= fatal.get();
        String round = "killed at request " + fatal + ": " + killedAt;
        if (!killed) {
          assertThat(status).as(round).isZero();
        }

        assertThat(run.publish()).as(round).isZero();

        String name = run.publication("slowfast").path("publicName").asText();
        for (String bucket : run.buckets.values()) {
          assertThat(run.store.state(bucket)).as(round).hasSize(3);
          keys.trusted()
              .verify(run.store.get(bucket, "zamba_official_models/" + name + ".sig"), name);
          assertThat(run.store.get(bucket, "zamba_official_models/" + name))
              .as(round)
              .isEqualTo(checkpoint);
          assertThat(run.store.s3().listMultipartUploads(it -> it.bucket(bucket)).uploads())
              .as(round)
              .isEmpty();
        }
        assertThat(run.officialFiles()).as(round).hasSize(5);
        assertThat(fatal.get()).isLessThan(MORE_THAN_ENOUGH);
      }
    } finally {
      child.get().destroyForcibly();
    }
    // 8 for the source and 5 to read it for its digest; for the region 5, two parts, a look for a
    // signature, the digest and the signature; the folder is in place by then.
    assertThat(killedAt).hasSize(23);
  }

  private static void empty(Run run) {
    for (String bucket : run.buckets.values()) {
      for (S3Object object : run.store.s3().listObjectsV2(it -> it.bucket(bucket)).contents()) {
        run.store.delete(bucket, object.key());
      }
    }
  }

  private Process start(Run run, FaultProxy proxy) throws IOException {
    Path catalog =
        Files.writeString(
            folder.resolve("killed.properties"),
            "weight-lookup.slowfast = s3://%s/%s\n".formatted(run.source, run.key("slowfast", "")));
    Properties properties = new Properties();
    properties.putAll(run.properties);
    properties.setProperty("publish.properties", catalog.toString());
    properties.setProperty("s3.endpoint", proxy.endpoint().toString());
    return Jar.process(run, Jar.JAVA, properties)
        .directory(folder.toFile())
        .redirectOutput(folder.resolve("killed.log").toFile())
        .start();
  }
}
