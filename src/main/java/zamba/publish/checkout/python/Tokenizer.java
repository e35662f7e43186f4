package zamba.publish.checkout.python;

import java.text.Normalizer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import zamba.publish.checkout.python.Token.Kind;

/** Splits Python source into tokens: Python Language Reference, 2, Lexical analysis. */
final class Tokenizer {
  /** The longer ones first. */
  private static final List<String> OPERATORS =
      List.of(
          "**=", "//=", ">>=", "<<=", "...", "->", ":=", "==", "!=", "<=", ">=", "+=", "-=", "*=",
          "/=", "%=", "@=", "&=", "|=", "^=", "**", "//", ">>", "<<", "+", "-", "*", "/", "%", "@",
          "&", "|", "^", "~", "<", ">", "(", ")", "[", "]", "{", "}", ",", ":", ".", ";", "=");

  private static final Pattern NUMBER =
      Pattern.compile(
          "0[xX](_?[0-9a-fA-F])+|0[oO](_?[0-7])+|0[bB](_?[01])+"
              + "|([0-9](_?[0-9])*\\.?([0-9](_?[0-9])*)?|\\.[0-9](_?[0-9])*)([eE][-+]?[0-9](_?[0-9])*)?[jJ]?");

  private static final Pattern QUOTE = Pattern.compile("\"\"\"|'''|\"|'");

  private final SourceText source;
  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private final Deque<Token> open = new ArrayDeque<>();
  private int at;
  private int line = 1;

  private Tokenizer(SourceText source) {
    this.source = source;
    this.text = source.text();
    this.at = source.firstChar();
  }

  /** The tokens, each logical line with a NEWLINE at its end. */
  static List<Token> tokens(SourceText source) {
    return new Tokenizer(source).run();
  }

  private List<Token> run() {
    while (at < text.length()) {
      step();
    }
    if (!open.isEmpty()) {
      throw refused(open.peek().line(), "the %s is never closed".formatted(open.peek().text()));
    }
    endLine(at);
    return tokens;
  }

  private void step() {
    char c = text.charAt(at);
    if (c == '\n' || c == '\r') {
      if (open.isEmpty()) {
        endLine(at);
      }
      at += lineEnd(at);
      line++;
    } else if (c == ' ' || c == '\t') {
      at++;
    } else if (c == '#') {
      while (at < text.length() && lineEnd(at) == 0) {
        at++;
      }
    } else if (c == '\\') {
      continuation();
    } else if (Character.isDigit(c) || (c == '.' && digitAt(at + 1))) {
      number();
    } else if (c == '"' || c == '\'') {
      string(at);
    } else if (isNamePart(text.codePointAt(at), true)) {
      name();
    } else {
      operator();
    }
  }

  private void endLine(int place) {
    if (!tokens.isEmpty() && tokens.get(tokens.size() - 1).kind() != Kind.NEWLINE) {
      if (Operands.dangles(tokens)) {
        throw refused(
            line, "the line ends behind a '%s'".formatted(tokens.get(tokens.size() - 1).text()));
      }
      tokens.add(new Token(Kind.NEWLINE, place, place, line, ""));
    }
  }

  /** How many characters end the line here. */
  private int lineEnd(int place) {
    return text.startsWith("\r\n", place)
        ? 2
        : place < text.length() && (text.charAt(place) == '\n' || text.charAt(place) == '\r')
            ? 1
            : 0;
  }

  private void continuation() {
    boolean atBeginning =
        open.isEmpty()
            && (tokens.isEmpty() || tokens.get(tokens.size() - 1).kind() == Kind.NEWLINE);
    int end = lineEnd(at + 1);
    if (end == 0 || at + 1 + end >= text.length() || atBeginning) {
      throw refused(line, "the \\ does not continue a line; take it out");
    }
    at += 1 + end;
    line++;
  }

  private boolean digitAt(int place) {
    return place < text.length() && text.charAt(place) >= '0' && text.charAt(place) <= '9';
  }

  private void number() {
    Matcher number = NUMBER.matcher(text).region(at, text.length());
    if (!number.lookingAt()
        || (number.end() < text.length() && isNamePart(text.codePointAt(number.end()), false))) {
      throw refused(line, "a number is not understood; write it in digits");
    }
    add(Kind.NUMBER, number.end(), number.group());
  }

  private static boolean isNamePart(int c, boolean first) {
    boolean fits =
        first ? Character.isUnicodeIdentifierStart(c) : Character.isUnicodeIdentifierPart(c);
    return c == '_' || (fits && !Character.isIdentifierIgnorable(c));
  }

  private void name() {
    int end = at;
    while (end < text.length() && isNamePart(text.codePointAt(end), end == at)) {
      end += Character.charCount(text.codePointAt(end));
    }
    if (end < text.length() && (text.charAt(end) == '"' || text.charAt(end) == '\'')) {
      string(end);
    } else {
      // Python compares names so (Python Language Reference, 2.3).
      add(Kind.NAME, end, Normalizer.normalize(text.substring(at, end), Normalizer.Form.NFKC));
    }
  }

  /**
   * @param quoted where its quote is, behind its prefix
   */
  private void string(int quoted) {
    String prefix = text.substring(at, quoted).toLowerCase(Locale.ROOT);
    Matcher quotes = QUOTE.matcher(text).region(quoted, text.length());
    if (!prefix.matches("|r|u|b|f|br|rb|fr|rf") || !quotes.lookingAt()) {
      throw refused(
          line,
          "%s before a string is not understood; leave it out"
              .formatted(text.substring(at, quoted)));
    }
    String quote = quotes.group();
    int body = quotes.end();
    boolean formatted = prefix.contains("f");
    OptionalInt end = formatted ? FormattedEnd.find(text, body, quote) : end(body, quote);
    if (end.isEmpty()) {
      throw refused(
          line,
          formatted
              ? "where this f-string ends depends on the version of Python; write it in another way"
              : "this string does not end");
    }
    int behind = end.getAsInt() + quote.length();
    String inside = text.substring(body, end.getAsInt());
    Kind kind = formatted ? Kind.FORMATTED : prefix.contains("b") ? Kind.BYTES : Kind.STRING;
    String value = inside;
    if (kind == Kind.STRING) {
      try {
        value = StringValue.of(inside, prefix.contains("r"));
      } catch (StringValue.Refused e) {
        throw refused(line, e.getMessage());
      }
    }
    int first = line;
    for (int i = at; i < behind; i += Math.max(1, lineEnd(i))) {
      line += lineEnd(i) > 0 ? 1 : 0;
    }
    tokens.add(checked(new Token(kind, at, behind, first, value)));
    at = behind;
  }

  private OptionalInt end(int body, String quote) {
    for (int i = body; i < text.length(); i++) {
      if (text.startsWith(quote, i)) {
        return OptionalInt.of(i);
      }
      if (text.charAt(i) == '\\') {
        i += Math.max(1, lineEnd(i + 1));
      } else if (quote.length() == 1 && lineEnd(i) > 0) {
        return OptionalInt.empty();
      }
    }
    return OptionalInt.empty();
  }

  private void operator() {
    for (String operator : OPERATORS) {
      if (text.startsWith(operator, at)) {
        add(Kind.OPERATOR, at + operator.length(), operator);
        return;
      }
    }
    if (text.charAt(at) == '\f' && open.isEmpty()) {
      throw refused(line, "there is a form feed; take it out");
    }
    throw refused(
        line, "there is a character that is no Python, U+%04X".formatted(text.codePointAt(at)));
  }

  private void add(Kind kind, int end, String value) {
    Token token = checked(new Token(kind, at, end, line, value));
    if (token.opens()) {
      open.push(token);
    } else if (token.closes()) {
      boolean fits = !open.isEmpty() && "()[]{}".contains(open.peek().text() + token.text());
      if (!fits) {
        throw refused(line, "the %s closes nothing that was opened".formatted(value));
      }
      open.pop();
    }
    tokens.add(token);
    at = end;
  }

  /** Two operands with nothing between them are no Python: something is missing there. */
  private Token checked(Token next) {
    if (tokens.isEmpty() || !Operands.begins(next)) {
      return next;
    }
    Token last = tokens.get(tokens.size() - 1);
    boolean soft =
        last.kind() == Kind.NAME
            && Operands.SOFT.contains(last.text())
            && (tokens.size() == 1 || tokens.get(tokens.size() - 2).kind() == Kind.NEWLINE);
    if (Operands.ends(last) && !soft && !Operands.joins(last, next)) {
      throw refused(
          next.line(),
          "there is nothing between two values; is a comma missing before the second?");
    }
    return next;
  }

  private PythonException refused(int where, String text) {
    return new PythonException(source.path(), where, text);
  }
}
