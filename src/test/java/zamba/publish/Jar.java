package zamba.publish;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;

/** The shipped jar as a process of its own. */
final class Jar {
  static final Path FILE = Path.of("").toAbsolutePath().resolve("target/zamba-model-publisher.jar");
  static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();

  private Jar() {}

  /**
   * A process that publishes to the run's store, with the store's credentials in the environment
   * and no others.
   *
   * @param java the command that runs it
   * @param properties given with -D
   * @param arguments given behind the jar
   */
  static ProcessBuilder process(Run run, String java, Properties properties, String... arguments) {
    // Short runs: the compiler for long ones costs more than it saves.
    List<String> command = new ArrayList<>(List.of(java, "-XX:TieredStopAtLevel=1"));
    properties.forEach((name, value) -> command.add("-D" + name + "=" + value));
    command.addAll(List.of("-jar", FILE.toString()));
    command.addAll(Arrays.asList(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
    builder.environment().put("AWS_ACCESS_KEY_ID", run.store.credentials().accessKeyId());
    builder.environment().put("AWS_SECRET_ACCESS_KEY", run.store.credentials().secretAccessKey());
    return builder;
  }
}
