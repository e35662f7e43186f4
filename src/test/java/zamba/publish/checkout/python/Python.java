package zamba.publish.checkout.python;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The machine's Python, in one process that runs file after file, which only tests may have. */
final class Python implements AutoCloseable {
  private static final String SERVER =
      """
      import base64, contextlib, io, json, sys, warnings
      warnings.simplefilter('ignore')
      def plain(value):
          if isinstance(value, dict):
              return [[plain(k), plain(v)] for k, v in value.items()]
          return str.__str__(value) if isinstance(value, str) else '?'
      def answer(content):
          names = {'__name__': 'zamba.models.config'}
          try:
              code = compile(content, 'config.py', 'exec')
          except Exception as e:
              return {'error': 'syntax', 'text': str(e)}
          try:
              with contextlib.redirect_stdout(io.StringIO()):
                  exec(code, names)
          except BaseException as e:
              return {'error': 'run', 'text': repr(e)}
          found = {}
          if 'WEIGHT_LOOKUP' in names:
              value = names['WEIGHT_LOOKUP']
              found['lookup'] = plain(value) if type(value) is dict else '?'
          if 'S3_BUCKET' in names:
              found['bucket'] = plain(names['S3_BUCKET'])
          if 'ModelEnum' in names:
              try:
                  found['enum'] = [[k, plain(v.value)] for k, v in names['ModelEnum'].__members__.items()]
              except Exception:
                  found['enum'] = '?'
          return found
      print('ready', flush=True)
      for line in sys.stdin:
          print(json.dumps(answer(base64.b64decode(line))), flush=True)
      """;

  private final ObjectMapper json = new ObjectMapper();
  private final Process process;
  private final BufferedWriter requests;
  private final BufferedReader answers;

  private Python(Process process) {
    this.process = process;
    this.requests = process.outputWriter(StandardCharsets.UTF_8);
    this.answers = process.inputReader(StandardCharsets.UTF_8);
  }

  /** Starts it; null if there is no python3 on the path. */
  static Python start() {
    try {
      Process process =
          new ProcessBuilder("python3", "-c", SERVER)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      Python python = new Python(process);
      if ("ready".equals(python.answers.readLine())) {
        return python;
      }
      python.close();
      return null;
    } catch (IOException e) {
      return null;
    }
  }

  /** What the names stand for when the file has been run. */
  JsonNode run(byte[] content) throws IOException {
    requests.write(Base64.getEncoder().encodeToString(content));
    requests.newLine();
    requests.flush();
    String answer = answers.readLine();
    if (answer == null) {
      throw new IOException("python3 ended");
    }
    return json.readTree(answer);
  }

  @Override
  public void close() {
    process.destroy();
  }
}
