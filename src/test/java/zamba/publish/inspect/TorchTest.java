package zamba.publish.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zamba.publish.inspect.bytes.ByteSource;
import zamba.publish.inspect.value.AllowList;
import zamba.publish.inspect.value.Verdict;

/**
 * Has torch load, unrestrictedly and in a process of its own, what was judged safe: it must import
 * nothing outside the allow-list and start, open or delete nothing. Needs a Python with torch
 * (Debian: python3-torch).
 */
class TorchTest {

  private static final int CHANGED = 200;

  @TempDir Path folder;

  @Test
  void loadsNothingElseFromWhatWasJudgedSafe() throws Exception {
    Optional<String> python = pythonWithTorch();
    assumeTrue(python.isPresent(), "no python3 here has torch: not cross-checked");
    int files = write(folder.resolve("files"));
    Path script = folder.resolve("load.py");
    try (var in = TorchTest.class.getResourceAsStream("load.py")) {
      Files.copy(in, script);
    }
    Path names = folder.resolve("names.tsv");
    try (var in = TorchTest.class.getResourceAsStream("allow-list.tsv")) {
      Files.copy(in, names);
    }
    String output =
        run(python.get(), script.toString(), names.toString(), folder.resolve("files").toString());
    assertThat(output.lines().filter(line -> line.startsWith("VIOLATION"))).isEmpty();
    assertThat(output).contains("looked at " + files + " files");
    assertThat(output.lines().filter(line -> line.startsWith("loaded good"))).hasSizeGreaterThan(4);
  }

  /** The good files, and spoilt ones that are still judged safe. */
  private static int write(Path files) throws IOException {
    Files.createDirectories(files);
    Inspector inspector = new Inspector(AllowList.shipped());
    List<byte[]> good = new ArrayList<>(GoodFiles.all().values());
    int count = 0;
    for (byte[] file : good) {
      Files.write(files.resolve("good-" + count++), file);
    }
    Random random = new Random(20261124);
    for (int round = 0; round < 100_000 && count < good.size() + CHANGED; round++) {
      byte[] file = good.get(random.nextInt(good.size())).clone();
      // Within the pickle, which comes first.
      int at = random.nextInt(Math.min(file.length, 700));
      file[at] = (byte) random.nextInt(256);
      byte[] mended = random.nextBoolean() ? file : withoutArchive(file);
      if (inspector.inspect(ByteSource.of(mended)).verdict() == Verdict.SAFE) {
        Files.write(files.resolve("changed-" + count++), mended);
      }
    }
    return count;
  }

  /** The spoilt pickle in a new archive, with the right CRC. */
  private static byte[] withoutArchive(byte[] file) {
    int start = 64;
    for (int end = start; end + 4 < file.length && file[0] == 'P'; end++) {
      if (file[end] == 'P' && file[end + 1] == 'K' && file[end + 2] == 3) {
        return ZipWriter.torch(Arrays.copyOfRange(file, start, end), 6, 4).end();
      }
    }
    return file;
  }

  private static Optional<String> pythonWithTorch() throws Exception {
    for (String python : List.of("python3", "/usr/bin/python3")) {
      try {
        if (run(python, "-c", "import torch; print('has it')").contains("has it")) {
          return Optional.of(python);
        }
      } catch (IOException e) {
        // No such Python.
      }
    }
    return Optional.empty();
  }

  private static String run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }
}
