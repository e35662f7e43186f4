package zamba.publish.checkout.python;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import zamba.publish.checkout.python.Token.Kind;

/** Reads an enum's members: Python Library Reference, enum. */
final class EnumReader {
  private static final Set<String> BASES =
      Set.of(
          "(str,Enum)", "(str,enum.Enum)", "(Enum)", "(enum.Enum)", "(StrEnum)", "(enum.StrEnum)");

  private static final Set<String> HARMLESS = Set.of("__str__", "__repr__");

  private static final Set<String> OF_METHODS = Set.of("property", "classmethod", "staticmethod");

  private final SourceText source;
  private final List<Token> tokens;
  private final List<Line> lines;

  EnumReader(SourceText source, List<Token> tokens, List<Line> lines) {
    this.source = source;
    this.tokens = tokens;
    this.lines = lines;
  }

  /**
   * The enum.
   *
   * @param index of its header among the lines
   */
  PythonEnum read(int index) {
    Line header = lines.get(index);
    Token name = tokens.get(header.first() + 1);
    expectNoDecorator(index);
    String bases =
        tokens.subList(header.first() + 2, header.end() - 1).stream()
            .map(Token::text)
            .collect(Collectors.joining())
            .replace(",)", ")");
    if (!BASES.contains(bases) || !tokens.get(header.end() - 1).is(":")) {
      throw refused(
          name,
          "%s is not read as an enum; write class %s(str, Enum): with a member in each line"
              .formatted(name.text(), name.text()));
    }
    Map<String, PythonEnum.Member> members = new LinkedHashMap<>();
    for (int i = index + 1; i < lines.size() && lines.get(i).depth() > 0; i++) {
      Line line = lines.get(i);
      if (line.depth() == 1) {
        member(line, members);
      }
    }
    if (members.isEmpty()) {
      throw refused(name, "%s has no members".formatted(name.text()));
    }
    return new PythonEnum(
        source.path(), name.line(), name.text(), !bases.matches("\\((enum\\.)?Enum\\)"), members);
  }

  private void expectNoDecorator(int index) {
    if (index == 0) {
      return;
    }
    Line before = lines.get(index - 1);
    Token first = tokens.get(before.first());
    if (before.depth() == 0 && first.is("@")) {
      String name =
          tokens.subList(before.first() + 1, before.end()).stream()
              .map(Token::text)
              .collect(Collectors.joining());
      if (!name.equals("unique") && !name.equals("enum.unique")) {
        throw refused(first, "@%s may change the enum; leave it out".formatted(name));
      }
      if (index > 1) {
        expectNoDecorator(index - 1);
      }
    }
  }

  private void member(Line line, Map<String, PythonEnum.Member> members) {
    int at = line.first();
    Token first = tokens.get(at);
    boolean alone = line.end() == at + 1;
    if ((alone && (first.isString() || first.isName("pass")))) {
      return;
    }
    if (first.is("@") && line.end() == at + 2 && OF_METHODS.contains(tokens.get(at + 1).text())) {
      return;
    }
    if (first.isName("def")) {
      String method = tokens.get(at + 1).text();
      expectNew(tokens.get(at + 1), members);
      if (method.startsWith("_") && !HARMLESS.contains(method)) {
        throw refused(first, "%s may change the members' values; leave it out".formatted(method));
      }
      return;
    }
    Optional<Token> value = value(line);
    boolean named = first.kind() == Kind.NAME && !Operands.isKeyword(first.text());
    if (!named || value.isEmpty() || first.text().startsWith("_")) {
      throw refused(
          first, "a member is not read; write name = \"name\", and nothing that is computed");
    }
    expectNew(first, members);
    members.put(first.text(), new PythonEnum.Member(value.get().text(), first.line()));
  }

  /** The one string behind the name and, perhaps, an annotation of one name. */
  private Optional<Token> value(Line line) {
    int at = line.first() + 1;
    if (tokens.get(at).is(":") && tokens.get(at + 1).kind() == Kind.NAME) {
      at += 2;
    }
    return tokens.get(at).is("=") && tokens.get(at + 1).isString() && line.end() == at + 2
        ? Optional.of(tokens.get(at + 1))
        : Optional.empty();
  }

  private void expectNew(Token name, Map<String, PythonEnum.Member> members) {
    PythonEnum.Member other = members.get(name.text());
    if (other != null) {
      throw refused(
          name,
          "%s is there twice, first in line %d; keep one".formatted(name.text(), other.line()));
    }
  }

  private PythonException refused(Token token, String text) {
    return new PythonException(source.path(), token.line(), text);
  }
}
