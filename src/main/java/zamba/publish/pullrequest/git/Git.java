package zamba.publish.pullrequest.git;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import zamba.publish.report.Printable;

/**
 * The maintainer's git, run in their checkout: their configuration, credentials, signing and
 * worktrees are in force. It never asks at a terminal, and what takes too long is ended.
 */
public final class Git {
  private static final Duration LOCAL = Duration.ofMinutes(1);

  /** Whoever signs may have to find a token or type a passphrase into a window. */
  private static final Duration SIGNING = Duration.ofMinutes(5);

  private static final int ERROR_LINES = 6;

  /**
   * Variables that would have it look into another repository, as a hook that started us has them:
   * git rev-parse --local-env-vars, 2.39, without those that only configure.
   */
  private static final Set<String> ELSEWHERE =
      Set.of(
          "GIT_ALTERNATE_OBJECT_DIRECTORIES",
          "GIT_COMMON_DIR",
          "GIT_DIR",
          "GIT_GRAFT_FILE",
          "GIT_IMPLICIT_WORK_TREE",
          "GIT_INDEX_FILE",
          "GIT_NAMESPACE",
          "GIT_OBJECT_DIRECTORY",
          "GIT_PREFIX",
          "GIT_SHALLOW_FILE",
          "GIT_WORK_TREE");

  private final Path checkout;
  private final String command;
  private final Duration network;
  private final Map<String, String> environment;
  private final List<String> configuration;

  /**
   * @param checkout a folder of a work tree
   */
  public Git(Path checkout) {
    this(checkout, "git", Duration.ofMinutes(5));
  }

  /**
   * @param command what git is called
   * @param network how long what asks another machine may take
   */
  public Git(Path checkout, String command, Duration network) {
    this(checkout, command, network, Map.of(), List.of());
  }

  private Git(
      Path checkout,
      String command,
      Duration network,
      Map<String, String> environment,
      List<String> configuration) {
    this.checkout = checkout;
    this.command = command;
    this.network = network;
    this.environment = Map.copyOf(environment);
    this.configuration = List.copyOf(configuration);
  }

  /** The same with a variable of its environment set. */
  Git with(String variable, String value) {
    Map<String, String> more = new HashMap<>(environment);
    more.put(variable, value);
    return new Git(checkout, command, network, more, configuration);
  }

  /** The same, run in another folder. */
  Git in(Path folder) {
    return new Git(folder, command, network, environment, configuration);
  }

  /** The same without the repository's hooks. */
  Git withoutHooks() {
    List<String> more = new ArrayList<>(configuration);
    // A place where there are none, on every system.
    more.addAll(List.of("-c", "core.hooksPath=" + checkout.resolve(".no-hooks")));
    return new Git(checkout, command, network, environment, more);
  }

  /** The checkout's folder. */
  public Path checkout() {
    return checkout;
  }

  /**
   * What git answered.
   *
   * @param status its exit status
   * @param output what it wrote on standard output
   * @param error the same on standard error, as it may be told
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Answer(int status, byte[] output, String error) {
    public boolean ok() {
      return status == 0;
    }

    /** The output as text, without the line's end behind it. */
    public String text() {
      return new String(output, UTF_8).stripTrailing();
    }
  }

  /** Asks what git may well have no answer to. */
  public Answer ask(String... arguments) {
    return run(List.of(arguments), new byte[0], LOCAL);
  }

  /**
   * Gives the output of what must succeed.
   *
   * @throws GitException if it does not
   */
  public String tell(String... arguments) {
    return expect(List.of(arguments), run(List.of(arguments), new byte[0], LOCAL)).text();
  }

  /** The same, with something to read on its standard input. */
  String tell(byte[] input, String... arguments) {
    return expect(List.of(arguments), run(List.of(arguments), input, LOCAL)).text();
  }

  /** The same of what may sign. */
  String sign(byte[] input, List<String> arguments) {
    return expect(arguments, run(arguments, input, SIGNING)).text();
  }

  /** The output as it is, of what must succeed. */
  byte[] bytes(String... arguments) {
    return expect(List.of(arguments), run(List.of(arguments), new byte[0], LOCAL)).output();
  }

  /** Asks another machine, which may well not answer. */
  public Answer askRemote(List<String> arguments) {
    return run(arguments, new byte[0], network);
  }

  /** Of its own: in a pool that is shared the three of a process could wait for each other. */
  private static void inAThread(Runnable task) {
    Thread thread = new Thread(task, "git");
    thread.setDaemon(true);
    thread.start();
  }

  private Answer expect(List<String> arguments, Answer answer) {
    if (!answer.ok()) {
      throw new GitException(
          "git %s in %s failed with status %d: %s"
              .formatted(
                  Url.told(String.join(" ", arguments)),
                  checkout,
                  answer.status(),
                  answer.error().isEmpty() ? "it said nothing" : answer.error()));
    }
    return answer;
  }

  private Answer run(List<String> arguments, byte[] input, Duration limit) {
    Process process = start(arguments);
    try {
      CompletableFuture<byte[]> output =
          CompletableFuture.supplyAsync(() -> read(process.getInputStream()), Git::inAThread);
      CompletableFuture<byte[]> error =
          CompletableFuture.supplyAsync(() -> read(process.getErrorStream()), Git::inAThread);
      CompletableFuture<Void> written =
          CompletableFuture.runAsync(() -> write(process, input), Git::inAThread);
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw tooLong(arguments, limit);
      }
      // A helper that it left running may keep the pipes open.
      byte[] said = output.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      written.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return new Answer(
          process.exitValue(), said, lastLines(error.get(limit.toMillis(), TimeUnit.MILLISECONDS)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GitException("git %s was interrupted".formatted(arguments.get(0)), e);
    } catch (TimeoutException e) {
      throw tooLong(arguments, limit);
    } catch (ExecutionException e) {
      throw new GitException(
          "git %s in %s could not be read: %s"
              .formatted(arguments.get(0), checkout, e.getCause().getMessage()),
          e);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private GitException tooLong(List<String> arguments, Duration limit) {
    return new GitException(
        "git %s in %s did not end within %d s; does it wait for somebody to answer?"
            .formatted(Url.told(String.join(" ", arguments)), checkout, limit.toSeconds()));
  }

  private Process start(List<String> arguments) {
    List<String> line =
        new ArrayList<>(
            List.of(
                command,
                "--no-pager",
                "--no-optional-locks",
                "--literal-pathspecs",
                "-c",
                "core.fsmonitor=false",
                "-c",
                "core.safecrlf=false",
                "-c",
                "gc.auto=0",
                "-c",
                "maintenance.auto=false",
                "-c",
                "i18n.commitEncoding=UTF-8"));
    line.addAll(configuration);
    line.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(line).directory(checkout.toFile());
    Map<String, String> variables = builder.environment();
    variables.keySet().removeIf(name -> ELSEWHERE.contains(name) || name.startsWith("GIT_TRACE"));
    variables.put("GIT_TERMINAL_PROMPT", "0");
    variables.put("LC_ALL", "C");
    variables.putAll(environment);
    try {
      return builder.start();
    } catch (IOException e) {
      throw new GitException(
          "git cannot be run in %s: %s. --pr makes its commit with the git that is installed here"
              .formatted(checkout, e.getMessage()),
          e);
    }
  }

  private static byte[] read(InputStream stream) {
    try (stream) {
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Process process, byte[] input) {
    try (OutputStream stream = process.getOutputStream()) {
      stream.write(input);
    } catch (IOException e) {
      // It ended without reading all; its status says why.
      return;
    }
  }

  private static String lastLines(byte[] error) {
    List<String> lines =
        new String(error, UTF_8).lines().map(String::strip).filter(it -> !it.isEmpty()).toList();
    return Printable.message(
        Url.told(
            lines.stream()
                .skip(Math.max(0, lines.size() - ERROR_LINES))
                .collect(Collectors.joining("; "))));
  }
}
