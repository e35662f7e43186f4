package zamba.publish.pyyaml;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The machine's PyYAML, in one process that answers document after document. */
final class PythonYaml implements AutoCloseable {
  private static final String SERVER =
      """
      import base64, io, sys, yaml
      assert yaml.__version__.startswith('6.') and sys.version_info[:2] == (3, 11)
      def unstable(value, seen):
          if id(value) in seen:
              return False
          seen.add(id(value))
          if isinstance(value, set):
              return len(value) > 1 and not all(isinstance(v, (int, float)) and v == v for v in value)
          if isinstance(value, dict):
              return any(unstable(v, seen) for v in value.values())
          if isinstance(value, (list, tuple)):
              return any(unstable(v, seen) for v in value)
          return False
      def answer(document):
          try:
              file = io.TextIOWrapper(io.BytesIO(document), encoding='utf-8')
              value = yaml.safe_load(file)
              if unstable(value, set()):
                  return 'unstable'
              text = repr(value)
              dump = yaml.dump(value, sort_keys=False)
          except Exception as e:
              mark = getattr(e, 'problem_mark', None)
              place = 'line %d, column %d' % (mark.line + 1, mark.column + 1) if mark else ''
              return 'error|%s|%s' % (type(e).__name__, place)
          encode = lambda s: base64.b64encode(s.encode('utf-8')).decode()
          return 'value|%s|%s' % (encode(text), encode(dump))
      print('ready', flush=True)
      for line in sys.stdin:
          print(answer(base64.b64decode(line)), flush=True)
      """;

  private final Process process;
  private final BufferedWriter requests;
  private final BufferedReader answers;

  /** What Python makes of a document. */
  record Answer(String kind, String first, String second) {}

  private PythonYaml(Process process) {
    this.process = process;
    this.requests = process.outputWriter(StandardCharsets.UTF_8);
    this.answers = process.inputReader(StandardCharsets.UTF_8);
  }

  /** Starts it; null if there is no python3 3.11 with PyYAML 6 on the path. */
  static PythonYaml start() {
    try {
      Process process =
          new ProcessBuilder("python3", "-c", SERVER)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      PythonYaml python = new PythonYaml(process);
      if ("ready".equals(python.answers.readLine())) {
        return python;
      }
      python.close();
      return null;
    } catch (IOException e) {
      return null;
    }
  }

  Answer load(byte[] document) throws IOException {
    requests.write(Base64.getEncoder().encodeToString(document));
    requests.newLine();
    requests.flush();
    String answer = answers.readLine();
    if (answer == null) {
      throw new IOException("python3 ended");
    }
    String[] parts = answer.split("\\|", -1);
    return switch (parts[0]) {
      case "value" -> new Answer("value", decode(parts[1]), decode(parts[2]));
      case "error" -> new Answer("error", parts[1], parts[2]);
      default -> new Answer("unstable", "", "");
    };
  }

  private static String decode(String base64) {
    return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    process.destroy();
  }
}
