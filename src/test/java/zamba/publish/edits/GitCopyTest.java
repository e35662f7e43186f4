package zamba.publish.edits;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where git tells nothing, nothing is known. */
class GitCopyTest {
  private static final List<String> NAMES = List.of("config.yaml");

  @TempDir Path folder;

  private Path command(String script) throws IOException {
    Path command = Files.writeString(folder.resolve("git"), "#!/bin/sh\n" + script + "\n");
    assertThat(command.toFile().setExecutable(true)).isTrue();
    return command;
  }

  @Test
  void withoutGitNothingIsKnown() {
    GitCopy git = new GitCopy("no-such-git", Duration.ofSeconds(10));

    assertThat(git.committed(folder, NAMES)).isEmpty();
    assertThat(git.ignored(folder, NAMES)).isEmpty();
  }

  @Test
  void outsideAWorkTreeNothingIsKnown() {
    assertThat(new GitCopy().committed(folder, NAMES)).isEmpty();
  }

  @Test
  void gitThatHangsIsNotWaitedForForever() throws IOException {
    GitCopy git = new GitCopy(command("exec sleep 60").toString(), Duration.ofMillis(200));

    assertThat(git.committed(folder, NAMES)).isEmpty();
  }

  @Test
  void anAnswerThatIsNoneIsNone() throws IOException {
    for (String answer : List.of("", "x", "a blob 99999999999999", "a blob -1", "a blob z")) {
      GitCopy git =
          new GitCopy(command("echo '" + answer + "'").toString(), Duration.ofSeconds(10));
      assertThat(git.committed(folder, NAMES).map(java.util.Map::size).orElse(0)).isZero();
    }
  }
}
