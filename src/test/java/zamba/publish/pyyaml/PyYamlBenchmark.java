package zamba.publish.pyyaml;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.IntSupplier;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;

/**
 * Loads and dumps a configuration of 1 MiB here and with SnakeYAML alone, in turns, and prints the
 * ratio of the median times. Run by hand: {@code main} of the test classes.
 */
final class PyYamlBenchmark {
  private static final int SIZE = 1 << 20;
  private static final int ROUNDS = 31;
  private static final int WARM_UP = 15;

  private PyYamlBenchmark() {}

  public static void main(String[] arguments) {
    byte[] document = configuration();
    Yaml snakeYaml = snakeYaml();
    double load = ratio(() -> ours(document), () -> theirs(snakeYaml, document));
    Object value = PyYaml.load(document, "benchmark.yaml");
    Object data = snakeYaml.load(new String(document, StandardCharsets.UTF_8));
    double dump = ratio(() -> PyYaml.dump(value).length(), () -> snakeYaml.dump(data).length());
    double both =
        ratio(
            () -> PyYaml.dump(PyYaml.load(document, "benchmark.yaml")).length(),
            () -> snakeYaml.dump(snakeYaml.load(utf8(document))).length());
    System.out.printf("load %.2f  dump %.2f  load and dump %.2f%n", load, dump, both);
  }

  private static int ours(byte[] document) {
    return PyYaml.load(document, "benchmark.yaml").hashCode();
  }

  private static int theirs(Yaml snakeYaml, byte[] document) {
    Object loaded = snakeYaml.load(utf8(document));
    return System.identityHashCode(loaded);
  }

  private static String utf8(byte[] document) {
    return new String(document, StandardCharsets.UTF_8);
  }

  private static Yaml snakeYaml() {
    LoaderOptions loading = new LoaderOptions();
    loading.setCodePointLimit(Integer.MAX_VALUE);
    DumperOptions dumping = new DumperOptions();
    dumping.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    return new Yaml(
        new org.yaml.snakeyaml.constructor.SafeConstructor(loading),
        new org.yaml.snakeyaml.representer.Representer(dumping),
        dumping,
        loading);
  }

  private static byte[] configuration() {
    StringBuilder text = new StringBuilder("species:\n");
    for (int i = 0; text.length() < SIZE; i++) {
      text.append("- name: european_badger_").append(i).append('\n');
      text.append("  learning_rate: 0.0013182567385564").append(i).append('\n');
      text.append("  path: /home/ubuntu/zamba algorithms/a long path: ").append("x/ y ".repeat(9));
      text.setLength(text.length() - 1);
      text.insert(text.lastIndexOf("/home"), "'").append("'\n");
      text.append("  unicode: \"caf\u00e9 \u4e2d\u6587\u4e2d\u6587 \ud83e\udd92")
          .append(i)
          .append("\"\n");
      text.append("  flags: [true, null, ").append(i).append(", 2021-10-13]\n");
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static double ratio(IntSupplier ours, IntSupplier theirs) {
    long[] ourTimes = new long[ROUNDS];
    long[] theirTimes = new long[ROUNDS];
    int sink = 0;
    for (int i = -WARM_UP; i < ROUNDS; i++) {
      long start = System.nanoTime();
      sink ^= ours.getAsInt();
      long between = System.nanoTime();
      sink ^= theirs.getAsInt();
      long end = System.nanoTime();
      if (i >= 0) {
        ourTimes[i] = between - start;
        theirTimes[i] = end - between;
      }
    }
    Arrays.sort(ourTimes);
    Arrays.sort(theirTimes);
    System.out.printf(
        "ours %.1f ms, SnakeYAML %.1f ms (%d)%n",
        ourTimes[ROUNDS / 2] / 1e6, theirTimes[ROUNDS / 2] / 1e6, sink & 1);
    return (double) ourTimes[ROUNDS / 2] / theirTimes[ROUNDS / 2];
  }
}
