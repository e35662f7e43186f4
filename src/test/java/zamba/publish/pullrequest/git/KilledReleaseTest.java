package zamba.publish.pullrequest.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zamba.publish.fixture.GitRepository;

/** Killed at any moment, the checkout is as it was or has the finished commit. */
class KilledReleaseTest {
  private static final int KILLED = 128 + 9;
  private static final int MORE_THAN_ENOUGH = 60;

  @TempDir Path folder;

  @Test
  void leavesTheCheckoutAsItWasOrWithTheFinishedCommitWheneverItIsKilled() throws Exception {
    GitRepository remote = GitRepository.bare(folder.resolve("remote.git"));
    GitRepository clone = GitRepository.clone(remote.folder().toString(), folder.resolve("clone"));
    clone.git("checkout", "-q", "-B", "main");
    clone.write(OneRelease.FILE, "lookup = 'version_1'\n").write(".gitattributes", "* text=auto\n");
    String base = clone.commit("First");
    clone.git("push", "-q", "origin", "main");
    clone.write("mine.txt", "staged").git("add", "mine.txt");
    clone.write(OneRelease.FILE, "lookup = 'edited'\n");
    Map<String, String> before = clone.state();

    int kills = 0;
    boolean seenWithCommit = false;
    while (killedAfter(clone, kills + 1)) {
      kills++;
      Map<String, String> after = new TreeMap<>(clone.state());
      String refs = clone.git("for-each-ref", "--format=%(refname)", "refs/heads");
      if (refs.contains(OneRelease.BRANCH)) {
        seenWithCommit = true;
        assertThat(clone.git("rev-parse", OneRelease.BRANCH + "^")).isEqualTo(base);
        assertThat(clone.stored(OneRelease.BRANCH, OneRelease.FILE)).isEqualTo(OneRelease.TEXT);
        assertThat(clone.git("log", "-1", "--format=%s", OneRelease.BRANCH))
            .isEqualTo("Release new version of slowfast");
        clone.git("update-ref", "-d", "refs/heads/" + OneRelease.BRANCH);
        after.put("refs", before.get("refs"));
      }
      assertThat(after).as("killed after command %d", kills).isEqualTo(before);
      assertThat(kills).isLessThan(MORE_THAN_ENOUGH);
    }
    assertThat(kills).isGreaterThan(15);
    assertThat(seenWithCommit).isTrue();
    assertThat(remote.stored(OneRelease.BRANCH, OneRelease.FILE)).isEqualTo(OneRelease.TEXT);
    clone.git("fsck", "--strict");
  }

  /** Whether it was: else it had fewer commands to give to git, and went its way. */
  private boolean killedAfter(GitRepository clone, int commands) throws Exception {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Path count = folder.resolve("count");
    Files.deleteIfExists(count);
    wrapper(bin.resolve("git"));
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xshare:auto",
            "-cp",
            System.getProperty("java.class.path"),
            OneRelease.class.getName(),
            clone.folder().toString());
    Map<String, String> environment = builder.environment();
    environment.put("REAL_PATH", environment.get("PATH"));
    environment.put("PATH", bin + ":" + environment.get("PATH"));
    environment.put("COUNT", count.toString());
    environment.put("KILL_AFTER", String.valueOf(commands));
    Path log = folder.resolve("log");
    Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    int status = process.waitFor();
    assertThat(status).as(Files.readString(log)).isIn(0, KILLED);
    return status == KILLED;
  }

  private static void wrapper(Path file) throws IOException {
    Files.writeString(
        file,
        """
        #!/bin/sh
        PATH=$REAL_PATH
        n=$(($(cat "$COUNT" 2>/dev/null || echo 0) + 1))
        echo $n > "$COUNT"
        git "$@"
        status=$?
        [ "$n" != "$KILL_AFTER" ] || kill -9 $PPID
        exit $status
        """);
    file.toFile().setExecutable(true);
  }
}
