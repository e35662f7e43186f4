package zamba.publish.checkout.python;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import zamba.publish.checkout.python.Line.Scope;
import zamba.publish.checkout.python.Token.Kind;

/**
 * Looks at every place of a file that mentions a name, and refuses those that could make it stand
 * for another value than its one assignment says. What only reads is let pass where that is
 * certain.
 */
final class Uses {
  private static final Set<String> COMPOUND =
      Set.of(
          "if", "elif", "else", "for", "while", "try", "except", "finally", "with", "def", "class",
          "async", "match", "case");

  /** Of a dict, and of the str that are in it. */
  private static final Set<String> READING = Set.of("get", "keys", "items", "values", "copy");

  private static final Set<String> READERS =
      Set.of(
          "len",
          "list",
          "sorted",
          "set",
          "iter",
          "tuple",
          "enumerate",
          "str",
          "repr",
          "print",
          "bool",
          "any",
          "all");

  private static final Set<String> HARMLESS = Set.of("__members__", "__name__", "__doc__");

  private static final Set<String> ASSIGNING =
      Set.of("=", "+=", "-=", "*=", "/=", "//=", "%=", "@=", "&=", "|=", "^=", ">>=", "<<=", "**=");

  private final SourceText source;
  private final List<Token> tokens;
  private final List<Line> lines;
  private final String name;

  Uses(SourceText source, List<Token> tokens, List<Line> lines, String name) {
    this.source = source;
    this.tokens = tokens;
    this.lines = lines;
    this.name = name;
  }

  /**
   * Refuses what could give the name another value, or change a dict's.
   *
   * @param definition the index of the token that defines it, or -1
   * @param deep whether it is a dict of dicts
   */
  void expectUnchanged(int definition, boolean deep) {
    new Tricks(source, tokens, lines, name).expectNone(definition, true);
    List<String> aliases = new ArrayList<>();
    for (Line line : lines) {
      for (int i = line.first(); i < line.end(); i++) {
        Token token = tokens.get(i);
        if (i != definition && token.isName(name)) {
          Statement statement = statement(line, i);
          if (!isRead(statement, i)) {
            throw refused(token);
          }
          if (deep) {
            expectShallow(statement, line, i);
            alias(statement, i, aliases);
          }
        } else if (token.kind() == Kind.FORMATTED && mentions(token.text())) {
          throw refused(token);
        }
      }
    }
    aliases.forEach(alias -> expectNotChanged(alias));
  }

  /** Refuses what could bind the name to something else: what it stands for cannot change. */
  void expectBoundOnce(int definition) {
    new Tricks(source, tokens, lines, name).expectNone(definition, false);
    expectNotBound(definition, false, "");
    for (int i = 0; i < tokens.size(); i++) {
      if (tokens.get(i).isName(name)) {
        boolean ofAnother = attribute(i) && ASSIGNING.contains(tokens.get(i + 1).text());
        boolean inner =
            tokens.get(i + 1).is(".")
                && tokens.get(i + 2).text().startsWith("_")
                && !HARMLESS.contains(tokens.get(i + 2).text());
        if (ofAnother || inner) {
          throw refused(tokens.get(i));
        }
      }
    }
  }

  /**
   * Refuses what binds a built-in or imported name in the module.
   *
   * @param from the module that it may be imported from, or empty
   */
  void expectMeans(String from) {
    new Tricks(source, tokens, lines, name).expectNoStarImport();
    expectNotBound(-1, true, from);
  }

  private void expectNotBound(int definition, boolean inModule, String from) {
    for (Line line : lines) {
      for (int i = line.first(); i < line.end(); i++) {
        Token token = tokens.get(i);
        if (i != definition
            && token.isName(name)
            && !attribute(i)
            && binds(statement(line, i), i, from)
            && !(inModule && local(line, i))) {
          throw refused(token);
        }
        if (token.kind() == Kind.FORMATTED
            && Pattern.compile("\\b" + name + "\\s*:=").matcher(token.text()).find()) {
          throw refused(token);
        }
      }
    }
  }

  private boolean local(Line line, int i) {
    return line.scope() != Scope.MODULE
        && !tokens.get(line.first()).isName("global")
        && !tokens.get(i + 1).is(":=");
  }

  private boolean attribute(int i) {
    return i > 0 && tokens.get(i - 1).is(".");
  }

  /**
   * A simple statement, or the header of a compound one.
   *
   * @param header whether it is one
   * @param keyword of the line that it is in
   */
  private record Statement(int first, int end, boolean header, String keyword) {}

  private Statement statement(Line line, int place) {
    String keyword = tokens.get(line.first()).text();
    boolean compound = COMPOUND.contains(keyword) && tokens.get(line.first()).kind() == Kind.NAME;
    boolean header = compound;
    int first = line.first();
    int end = line.end();
    int depth = 0;
    for (int i = line.first(); i < line.end(); i++) {
      Token token = tokens.get(i);
      depth += token.opens() ? 1 : token.closes() ? -1 : 0;
      boolean divides = depth == 0 && (token.is(";") || (header && token.is(":")));
      if (divides && i < place) {
        first = i + 1;
        header = false;
      } else if (divides && i > place) {
        end = i;
        break;
      }
    }
    return new Statement(first, end, header, header ? keyword : tokens.get(first).text());
  }

  private boolean isRead(Statement statement, int i) {
    if (Set.of("del", "global", "nonlocal", "import", "from", "case", "type", "match")
        .contains(statement.keyword())) {
      return false;
    }
    if (isTarget(statement, i) || tokens.get(i + 1).is(":=") || assignedAfter(statement, i)) {
      return false;
    }
    Token next = tokens.get(i + 1);
    if (next.is("[")) {
      return true;
    }
    if (next.is(".")) {
      return READING.contains(tokens.get(i + 2).text()) && tokens.get(i + 3).is("(");
    }
    if (i == statement.first()) {
      return false;
    }
    Token before = tokens.get(i - 1);
    boolean argument =
        i - 2 >= statement.first()
            && before.is("(")
            && next.is(")")
            && READERS.contains(tokens.get(i - 2).text())
            && !attribute(i - 2);
    if (argument) {
      new Uses(source, tokens, lines, tokens.get(i - 2).text()).expectMeans("");
    }
    return before.isName("in") || argument;
  }

  /** What is in a dict of dicts could be changed by a method, or by an assignment. */
  private void expectShallow(Statement statement, Line line, int i) {
    boolean header = statement.header() && Set.of("def", "async").contains(statement.keyword());
    int behind = i + 1;
    int items = 0;
    for (; tokens.get(behind).is("["); items++) {
      behind = closing(behind) + 1;
    }
    boolean method = tokens.get(behind).is(".") && !READING.contains(tokens.get(behind + 1).text());
    boolean given =
        items == 1
            && !tokens.get(behind).is(".")
            && !tokens.get(i - 1).isName("in")
            && !(tokens.get(i - 1).is("=")
                && tokens.get(i - 2).kind() == Kind.NAME
                && tokens.get(behind).kind() == Kind.NEWLINE);
    if (!header && (line.scope() == Scope.MODULE || method || given)) {
      throw refused(tokens.get(i));
    }
  }

  /** Other names that stand for a part of it. */
  private void alias(Statement statement, int i, List<String> aliases) {
    if (i > statement.first() + 1
        && tokens.get(i - 1).is("=")
        && tokens.get(i - 2).kind() == Kind.NAME) {
      aliases.add(tokens.get(i - 2).text());
    }
    if (i > statement.first() && tokens.get(i - 1).isName("in")) {
      for (int back = i - 2; back >= statement.first() && !tokens.get(back).isName("for"); back--) {
        if (tokens.get(back).kind() == Kind.NAME) {
          aliases.add(tokens.get(back).text());
        }
      }
    }
  }

  private void expectNotChanged(String alias) {
    Set<String> changing =
        Set.of("update", "pop", "popitem", "clear", "setdefault", "__setitem__", "__delitem__");
    for (Line line : lines) {
      for (int i = line.first(); i < line.end(); i++) {
        if (!tokens.get(i).isName(alias) || attribute(i)) {
          continue;
        }
        Statement statement = statement(line, i);
        boolean item = tokens.get(i + 1).is("[");
        if ((item && (assignedAfter(statement, i) || statement.keyword().equals("del")))
            || (tokens.get(i + 1).is(".") && changing.contains(tokens.get(i + 2).text()))
            || tokens.get(i + 1).is("|=")) {
          throw refused(tokens.get(i));
        }
      }
    }
  }

  /** Whether something is assigned in the statement to what stands before, at its outermost. */
  private boolean assignedAfter(Statement statement, int i) {
    int depth = 0;
    boolean annotated = false;
    for (int at = statement.first(); at < statement.end(); at++) {
      Token token = tokens.get(at);
      depth += token.opens() ? 1 : token.closes() ? -1 : 0;
      if (depth != 0) {
        continue;
      }
      annotated |= token.is(":") && at < i && !statement.header();
      if (at > i && token.kind() == Kind.OPERATOR && ASSIGNING.contains(token.text())) {
        return !annotated;
      }
    }
    return false;
  }

  private boolean isTarget(Statement statement, int i) {
    int depth = 0;
    for (int back = i - 1; back >= statement.first(); back--) {
      Token token = tokens.get(back);
      if (token.closes()) {
        depth++;
      } else if (token.opens()) {
        depth = Math.max(0, depth - 1);
      } else if (depth == 0 && token.isName("in")) {
        return false;
      } else if (depth == 0 && (token.isName("for") || token.isName("as"))) {
        return true;
      }
    }
    return false;
  }

  private boolean binds(Statement statement, int i, String from) {
    String keyword = statement.keyword();
    if (Set.of("del", "global", "nonlocal", "type").contains(keyword)) {
      return true;
    }
    if (keyword.equals("import") || keyword.equals("from")) {
      return !(keyword.equals("from")
          && tokens.get(statement.first() + 1).isName(from)
          && tokens.get(statement.first() + 2).isName("import")
          && !tokens.get(i - 1).isName("as")
          && !tokens.get(i + 1).isName("as"));
    }
    Token next = tokens.get(i + 1);
    boolean defined =
        i > 0 && (tokens.get(i - 1).isName("def") || tokens.get(i - 1).isName("class"));
    boolean matched = keyword.equals("case") && !next.is(".") && !next.is("(");
    return defined
        || matched
        || next.is(":=")
        || isTarget(statement, i)
        || ((!statement.header() || Operands.SOFT.contains(keyword))
            && assignedAfter(statement, i));
  }

  private int closing(int opening) {
    int depth = 0;
    for (int i = opening; ; i++) {
      depth += tokens.get(i).opens() ? 1 : tokens.get(i).closes() ? -1 : 0;
      if (depth == 0) {
        return i;
      }
    }
  }

  private boolean mentions(String text) {
    return Pattern.compile("\\b" + name + "\\b")
        .matcher(java.text.Normalizer.normalize(text, java.text.Normalizer.Form.NFKC))
        .find();
  }

  private PythonException refused(Token token) {
    return new PythonException(
        source.path(),
        token.line(),
        "%s may get another value here, so it cannot be read without running the file; assign it once, at the beginning of a line, as a literal"
            .formatted(name));
  }
}
