package zamba.publish.edits;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What git holds of a folder's files, if the folder is in a work tree: asked of the user's own git.
 * It is asked for what it has, never to look at the work tree, so that it runs none of what a
 * repository may name as a program: file system monitors, filters, hooks, text conversions. No git,
 * no repository or no answer in time: nothing is known.
 */
public final class GitCopy {
  private static final Logger LOG = LoggerFactory.getLogger(GitCopy.class);

  /** Far above any companion file; more is not read. */
  private static final long LARGEST = 64L << 20;

  /**
   * Variables that would have it look into another repository: git rev-parse --local-env-vars,
   * 2.39.
   */
  private static final Set<String> ELSEWHERE =
      Set.of(
          "GIT_ALTERNATE_OBJECT_DIRECTORIES",
          "GIT_COMMON_DIR",
          "GIT_CONFIG",
          "GIT_CONFIG_COUNT",
          "GIT_CONFIG_PARAMETERS",
          "GIT_DIR",
          "GIT_GRAFT_FILE",
          "GIT_IMPLICIT_WORK_TREE",
          "GIT_INDEX_FILE",
          "GIT_NAMESPACE",
          "GIT_NO_REPLACE_OBJECTS",
          "GIT_OBJECT_DIRECTORY",
          "GIT_PREFIX",
          "GIT_REPLACE_REF_BASE",
          "GIT_SHALLOW_FILE",
          "GIT_WORK_TREE");

  private final String command;
  private final Duration limit;

  public GitCopy() {
    this("git", Duration.ofSeconds(10));
  }

  /**
   * @param command what git is called
   * @param limit how long it may take
   */
  public GitCopy(String command, Duration limit) {
    this.command = command;
    this.limit = limit;
  }

  /**
   * The files as the commit that is checked out has them; a file that it has not is not among them.
   *
   * @param names names of files in the folder
   * @return empty if the folder is in no work tree, as far as git tells
   */
  Optional<Map<String, byte[]>> committed(Path folder, Collection<String> names) {
    List<String> asked = new ArrayList<>(names);
    StringBuilder input = new StringBuilder();
    asked.forEach(name -> input.append("HEAD:./").append(name).append('\n'));
    return run(folder, input.toString(), output -> read(output, asked), "cat-file", "--batch");
  }

  /**
   * Which of the files git was told to ignore.
   *
   * @param names names of files in the folder
   */
  Set<String> ignored(Path folder, Collection<String> names) {
    return run(
            folder,
            String.join("\n", names) + "\n",
            output ->
                new HashSet<>(
                    new String(output.readAllBytes(), StandardCharsets.UTF_8).lines().toList()),
            "check-ignore",
            "--stdin")
        .orElse(new HashSet<>());
  }

  private static Map<String, byte[]> read(InputStream output, List<String> asked)
      throws IOException {
    Map<String, byte[]> files = new HashMap<>();
    DataInputStream data = new DataInputStream(output);
    for (String name : asked) {
      String[] answer = line(data).split(" ", -1);
      if (answer.length == 3 && answer[1].equals("blob")) {
        long size = Long.parseLong(answer[2]);
        if (size > LARGEST) {
          throw new IOException("%s has %d bytes".formatted(name, size));
        }
        files.put(name, data.readNBytes((int) size));
        data.readByte();
      }
    }
    return files;
  }

  private static String line(DataInputStream data) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = data.readUnsignedByte(); next != '\n'; next = data.readUnsignedByte()) {
      line.append((char) next);
    }
    return line.toString();
  }

  private interface Reader<T> {
    T read(InputStream output) throws IOException;
  }

  private <T> Optional<T> run(Path folder, String input, Reader<T> reader, String... arguments) {
    List<String> line =
        new ArrayList<>(
            List.of(
                command,
                "--no-pager",
                "--no-optional-locks",
                "-c",
                "core.fsmonitor=false",
                "-c",
                "core.hooksPath=/dev/null",
                "-c",
                "safe.bareRepository=explicit"));
    line.addAll(Arrays.asList(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .directory(folder.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    Map<String, String> environment = builder.environment();
    environment.keySet().removeAll(ELSEWHERE);
    // What a partial clone lacks is not fetched, and nothing is asked for at the terminal.
    environment.put("GIT_NO_LAZY_FETCH", "1");
    environment.put("GIT_ALLOW_PROTOCOL", "none");
    environment.put("GIT_TERMINAL_PROMPT", "0");
    environment.put("LC_ALL", "C");
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      LOG.debug("There is no git here", e);
      return Optional.empty();
    }
    try {
      CompletableFuture<T> answer =
          CompletableFuture.supplyAsync(() -> exchange(process, input, reader));
      T result = answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
      return Optional.of(result);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("git tells nothing of {}", folder, e);
      return Optional.empty();
    } finally {
      process.destroyForcibly();
    }
  }

  private static <T> T exchange(Process process, String input, Reader<T> reader) {
    try (InputStream output = process.getInputStream()) {
      // Shorter than any pipe holds, so that it cannot block.
      process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().close();
      return reader.read(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
