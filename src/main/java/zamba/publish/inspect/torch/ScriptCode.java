package zamba.publish.inspect.torch;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import zamba.publish.inspect.bytes.Reason;
import zamba.publish.inspect.bytes.Shown;
import zamba.publish.inspect.pickle.PickleContext;

/**
 * One file of TorchScript code. It can call torch's operators only, and of the 4,165 schemas of
 * torch 1.13 none but {@code aten::save} and {@code aten::from_file} take file names; whole
 * namespaces are for distributed training and tests. What torch's printer never writes, such as
 * {@code torch} or {@code ops} as a value of its own, is refused, so that nothing can stand for
 * them.
 */
final class ScriptCode {

  private static final Set<String> FILE_OPERATORS = Set.of("save", "from_file");
  private static final Set<String> REFUSED = Set.of("c10d", "profiler", "_test");

  /** All other namespaces of torch 1.13. */
  private static final Set<String> NAMESPACES =
      Set.of(
          "aten",
          "prim",
          "prims",
          "nvprims",
          "quantized",
          "_quantized",
          "quantization",
          "sparse",
          "static_runtime",
          "prepacked",
          "mkldnn_prepacked",
          "onnx");

  /** How many tokens are looked at together, and how many after each. */
  private static final int TOGETHER = 4096;

  private static final int AHEAD = 256;

  private final String record;
  private final PickleContext context;
  private final List<Token> tokens = new ArrayList<>();
  private int looked;

  /** A token: a name, a string without its quotes, or one other character. */
  private record Token(char sort, String text, int at) {
    static final char NAME = 'n';
    static final char STRING = 's';
    static final char OTHER = 'o';

    boolean is(String other) {
      return sort != STRING && text.equals(other);
    }
  }

  ScriptCode(String record, PickleContext context) {
    this.record = record;
    this.context = context;
  }

  void inspect(String code) {
    int at = 0;
    while (at < code.length()) {
      at = token(code, at);
      if (tokens.size() > TOGETHER + AHEAD) {
        look(TOGETHER);
        tokens.subList(0, TOGETHER - 1).clear();
        looked = 1;
      }
    }
    look(tokens.size());
  }

  private void look(int end) {
    for (; looked < end; looked++) {
      Token token = tokens.get(looked);
      if (token.sort() == Token.STRING) {
        context.strings().add(token.text());
      } else if (token.is("\\")) {
        refuse("a line continuation", token);
      } else if (token.sort() == Token.NAME) {
        name(looked, token);
      }
    }
  }

  private void name(int index, Token token) {
    boolean member = index > 0 && tokens.get(index - 1).is(".");
    if (member && FILE_OPERATORS.contains(token.text())) {
      refuse("aten::" + token.text(), token);
    } else if (member && REFUSED.contains(token.text())) {
      refuse("the operators of " + token.text(), token);
    } else if (token.is("getattr") && !isPlainGetattr(index)) {
      refuse("getattr with what is no plain name", token);
    } else if (!member && token.is("torch") && !followed(index, ".")) {
      refuse("torch as a value", token);
    } else if (!member && token.is("ops")) {
      operators(index, token);
    } else if (!member && token.is("__torch__") && followed(index, ".", "torch", ".", "classes")) {
      refuse("a custom class", token);
    }
  }

  private void operators(int index, Token token) {
    if (!followed(index, ".") || index + 2 >= tokens.size()) {
      refuse("ops as a value", token);
    } else if (!followed(index + 2, ".")) {
      refuse("the operators of a namespace as a value", token);
    } else if (!NAMESPACES.contains(tokens.get(index + 2).text())) {
      refuse("the operators of " + Shown.of(tokens.get(index + 2).text()), token);
    }
  }

  /**
   * Whether it is {@code getattr(…, "name")}, as the printer writes an attribute whose name is no
   * identifier: one string, without escapes, that names no operator of those that are refused. Two
   * strings side by side are one to the compiler.
   */
  private boolean isPlainGetattr(int index) {
    int depth = 0;
    int last = Math.min(tokens.size(), index + AHEAD);
    for (int next = index + 1; next < last; next++) {
      Token token = tokens.get(next);
      depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
      if (depth == 0) {
        return next > index + 3
            && tokens.get(next - 2).is(",")
            && isPlainName(tokens.get(next - 1));
      }
    }
    return false;
  }

  private static boolean isPlainName(Token token) {
    return token.sort() == Token.STRING
        && token.text().indexOf('\\') < 0
        && !FILE_OPERATORS.contains(token.text())
        && !REFUSED.contains(token.text());
  }

  private boolean followed(int index, String... texts) {
    for (int next = 0; next < texts.length; next++) {
      int at = index + 1 + next;
      if (at >= tokens.size() || !tokens.get(at).is(texts[next])) {
        return false;
      }
    }
    return true;
  }

  private void refuse(String what, Token token) {
    context
        .findings()
        .add(Reason.GLOBAL, "%s used (%s, character %d)".formatted(what, record, token.at()));
  }

  /** Adds the token that begins here, if one does, and answers where it ends. */
  private int token(String code, int start) {
    char c = code.charAt(start);
    if (c == '#') {
      int end = code.indexOf('\n', start);
      return end < 0 ? code.length() : end;
    }
    if (c == '"' || c == '\'') {
      String quote = String.valueOf(c);
      String quotes = code.startsWith(quote.repeat(3), start) ? quote.repeat(3) : quote;
      int from = start + quotes.length();
      int end = Math.max(from, endOfString(code, from, quotes));
      tokens.add(new Token(Token.STRING, code.substring(from, end), start));
      return end + quotes.length();
    }
    if (isName(c)) {
      int end = start;
      while (end < code.length() && isName(code.charAt(end))) {
        end++;
      }
      tokens.add(new Token(Token.NAME, code.substring(start, end), start));
      return end;
    }
    if (!Character.isWhitespace(c)) {
      tokens.add(new Token(Token.OTHER, String.valueOf(c), start));
    }
    return start + 1;
  }

  private static int endOfString(String code, int from, String quotes) {
    int at = from;
    while (at < code.length() && !code.startsWith(quotes, at)) {
      at += code.charAt(at) == '\\' ? 2 : 1;
    }
    return Math.min(at, code.length());
  }

  private static boolean isName(char c) {
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }
}
