package zamba.publish.checkout.python;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import zamba.publish.checkout.python.Token.Kind;

/** Tells values from what stands between them. */
final class Operands {
  /** Python Language Reference, 2.3.1, Keywords, without those that are values. */
  private static final Set<String> KEYWORDS =
      Set.of(
          "and",
          "as",
          "assert",
          "async",
          "await",
          "break",
          "class",
          "continue",
          "def",
          "del",
          "elif",
          "else",
          "except",
          "finally",
          "for",
          "from",
          "global",
          "if",
          "import",
          "in",
          "is",
          "lambda",
          "nonlocal",
          "not",
          "or",
          "pass",
          "raise",
          "return",
          "try",
          "while",
          "with",
          "yield");

  private static final Set<String> VALUES = Set.of("None", "True", "False");

  /** Keywords at the beginning of a line only. */
  static final Set<String> SOFT = Set.of("match", "case", "type");

  private static final Set<Kind> LITERALS =
      EnumSet.of(Kind.NUMBER, Kind.STRING, Kind.BYTES, Kind.FORMATTED);

  private static final Set<Kind> STRINGS = EnumSet.of(Kind.STRING, Kind.BYTES, Kind.FORMATTED);

  private Operands() {}

  /** Whether the last one wants another behind it. */
  static boolean dangles(List<Token> tokens) {
    Token last = tokens.get(tokens.size() - 1);
    boolean everything =
        last.is("*") && tokens.size() > 1 && tokens.get(tokens.size() - 2).isName("import");
    return last.kind() == Kind.OPERATOR
        && !last.closes()
        && !everything
        && !Set.of(":", ",", ";", "...").contains(last.text());
  }

  static boolean isKeyword(String name) {
    return KEYWORDS.contains(name) || VALUES.contains(name);
  }

  static boolean begins(Token token) {
    return LITERALS.contains(token.kind()) || isOperandName(token);
  }

  static boolean ends(Token token) {
    return LITERALS.contains(token.kind()) || isOperandName(token) || token.closes();
  }

  private static boolean isOperandName(Token token) {
    return token.kind() == Kind.NAME && !KEYWORDS.contains(token.text());
  }

  /** Adjacent strings are one. */
  static boolean joins(Token first, Token second) {
    return STRINGS.contains(first.kind()) && STRINGS.contains(second.kind());
  }
}
