package zamba.publish.checkout.python;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import zamba.publish.checkout.python.Line.Scope;
import zamba.publish.checkout.python.Token.Kind;

/** Refuses ways to bind a name of a module without writing it as a name. */
final class Tricks {
  private static final Set<String> NEVER = Set.of("globals", "exec");
  private static final Set<String> REACHING =
      Set.of("f_globals", "__globals__", "__builtins__", "builtins");
  private static final Pattern FORMATTED = Pattern.compile("\\b(globals|exec|eval|setattr)\\b");
  private static final Set<String> NOT_IN_MODULE = Set.of("eval", "vars", "locals");
  private static final Set<String> ATTRIBUTES =
      Set.of("setattr", "delattr", "__setattr__", "__dict__", "extend_enum");

  private final SourceText source;
  private final List<Token> tokens;
  private final List<Line> lines;
  private final String name;
  private final Pattern word;

  Tricks(SourceText source, List<Token> tokens, List<Line> lines, String name) {
    this.source = source;
    this.tokens = tokens;
    this.lines = lines;
    this.name = name;
    this.word = Pattern.compile("\\b" + name + "\\b");
  }

  /**
   * Refuses them.
   *
   * @param definition the index of the token that defines the name
   * @param strictly whether its name in a string is one too
   */
  void expectNone(int definition, boolean strictly) {
    for (Line line : lines) {
      boolean attributes = has(line, ATTRIBUTES);
      for (int i = line.first(); i < line.end(); i++) {
        Token token = tokens.get(i);
        boolean called =
            token.kind() == Kind.NAME
                && tokens.get(i + 1).is("(")
                && !(i > line.first() && tokens.get(i - 1).is("."))
                && !(i > line.first() && tokens.get(i - 1).isName("def"));
        if ((token.kind() == Kind.NAME && REACHING.contains(token.text()))
            || (token.kind() == Kind.FORMATTED && FORMATTED.matcher(token.text()).find())
            || (called && NEVER.contains(token.text()))
            || (called && NOT_IN_MODULE.contains(token.text()) && line.scope() != Scope.FUNCTION)
            || (token.is("*") && i > definition && isStarImport(line, i))
            || (token.isString() && names(line, token, attributes, strictly))
            || (attributes && reachesModule(token, strictly))) {
          throw refused(token);
        }
      }
    }
  }

  private boolean isStarImport(Line line, int i) {
    return i > line.first() && tokens.get(i - 1).isName("import");
  }

  /** Refuses what may bind any name to anything. */
  void expectNoStarImport() {
    for (Line line : lines) {
      for (int i = line.first(); i < line.end(); i++) {
        if (tokens.get(i).is("*") && isStarImport(line, i)) {
          throw refused(tokens.get(i));
        }
      }
    }
  }

  /** Whether a string names it where that can bind it. */
  private boolean names(Line line, Token string, boolean attributes, boolean strictly) {
    boolean exact = string.text().equals(name) && !tokens.get(line.first()).isName("__all__");
    return (strictly && exact)
        || (attributes && exact)
        || (has(line, NOT_IN_MODULE) && word.matcher(string.text()).find());
  }

  private boolean reachesModule(Token token, boolean strictly) {
    return token.isName("modules")
        || token.isName("__name__")
        || token.isName("sys")
        || (!strictly && token.isName(name));
  }

  private boolean has(Line line, Set<String> names) {
    return tokens.subList(line.first(), line.end()).stream()
        .anyMatch(token -> token.kind() == Kind.NAME && names.contains(token.text()));
  }

  private PythonException refused(Token token) {
    return new PythonException(
        source.path(),
        token.line(),
        "%s may get another value here, by %s; assign it once, at the beginning of a line, as a literal"
            .formatted(name, token.isString() ? "its name in a string" : token.text()));
  }
}
