package zamba.publish.checkout.python;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import zamba.publish.checkout.python.PythonValue.Mapping;
import zamba.publish.checkout.python.PythonValue.Text;

/**
 * A file of Python source, of which the literals that a module's names are assigned can be read;
 * nothing of it is ever run. A name must be assigned once, in a line of its own that is indented by
 * nothing, and nothing in the file may change what it stands for. Whatever leaves a doubt is
 * refused with a {@link PythonException} that says where and what to write instead.
 */
public final class PythonFile {
  private static final Set<String> INSIDES =
      Set.of("_value_", "_member_map_", "_member_names_", "_value2member_map_");
  private static final String ENUM_BASES = "Enum StrEnum";

  private final SourceText source;
  private final List<Token> tokens;
  private final List<Line> lines;

  private PythonFile(SourceText source) {
    this.source = source;
    this.tokens = Tokenizer.tokens(source);
    this.lines = Lines.of(source, tokens);
  }

  /**
   * Reads a file.
   *
   * @param path names it in messages
   * @throws PythonException if it is not UTF-8, has conflict markers, or is no Python
   */
  public static PythonFile read(String path, byte[] content) {
    return new PythonFile(SourceText.of(path, content));
  }

  /** What it is called in messages. */
  public String path() {
    return source.path();
  }

  /** Its text as it stands, line ends and a byte order mark included. */
  public String text() {
    return source.text();
  }

  /** The line of a place in {@link #text()}, from 1. */
  public int line(int place) {
    return source.line(place);
  }

  /**
   * A name's dict, whose values may be other than str and dict.
   *
   * @param enums whose members may be keys, by the names that the file has for them
   * @return empty if nothing in the file binds the name
   */
  public Optional<Mapping> mapping(String name, Map<String, PythonEnum> enums) {
    Optional<Integer> definition = definition(name);
    if (definition.isEmpty()) {
      return Optional.empty();
    }
    ValueReader reader = new ValueReader(source, tokens, enums);
    PythonValue value = assigned(name, definition.get(), reader);
    if (!(value instanceof Mapping mapping)) {
      throw refused(
          tokens.get(definition.get()),
          "%s is no dict that is written out; write %s = {\"name\": \"value\", ...}"
              .formatted(name, name));
    }
    boolean deep = mapping.entries().stream().anyMatch(it -> it.value() instanceof Mapping);
    uses(name).expectUnchanged(definition.get(), deep);
    if (reader.called()) {
      uses("dict").expectMeans("");
    }
    return Optional.of(mapping);
  }

  /**
   * A name's str.
   *
   * @return empty if nothing in the file binds the name
   */
  public Optional<Text> string(String name) {
    Optional<Integer> definition = definition(name);
    if (definition.isEmpty()) {
      return Optional.empty();
    }
    PythonValue value = assigned(name, definition.get(), new ValueReader(source, tokens, Map.of()));
    if (!(value instanceof Text text)) {
      throw refused(
          tokens.get(definition.get()),
          "%s is no string that is written out; write %s = \"...\"".formatted(name, name));
    }
    uses(name).expectBoundOnce(definition.get());
    return Optional.of(text);
  }

  /**
   * An enum that is a class of this module.
   *
   * @return empty if no class is called so
   */
  public Optional<PythonEnum> enumeration(String name) {
    for (int i = 0; i < lines.size(); i++) {
      int first = lines.get(i).first();
      if (lines.get(i).depth() == 0
          && tokens.get(first).isName("class")
          && tokens.get(first + 1).isName(name)) {
        PythonEnum found = new EnumReader(source, tokens, lines).read(i);
        uses(name).expectBoundOnce(first + 1);
        for (String base : ENUM_BASES.split(" ", -1)) {
          uses(base).expectMeans("enum");
        }
        uses("str").expectMeans("");
        expectNoInsides(name);
        return Optional.of(found);
      }
    }
    return Optional.empty();
  }

  /** What an enum keeps its members and their values in. */
  private void expectNoInsides(String name) {
    for (Token token : tokens) {
      boolean text = token.kind() == Token.Kind.NAME || token.isString();
      if (text && INSIDES.contains(token.text())) {
        throw refused(
            token, "%s may change the members of %s; leave it out".formatted(token.text(), name));
      }
    }
  }

  /** Whether a line of the module's own assigns the name. */
  public boolean assigns(String name) {
    return lines.stream()
        .anyMatch(
            line ->
                line.depth() == 0
                    && tokens.get(line.first()).isName(name)
                    && (tokens.get(line.first() + 1).is("=")
                        || tokens.get(line.first() + 1).is(":")));
  }

  /**
   * Whether the name is imported from that module, under its own name, and nothing else binds it.
   */
  public boolean imports(String module, String name) {
    String from = "from" + module + "import";
    for (Line line : lines) {
      StringBuilder beginning = new StringBuilder();
      for (int i = line.first(); line.depth() == 0 && i < line.end(); i++) {
        Token token = tokens.get(i);
        if (beginning.toString().equals(from) && token.isName(name)) {
          boolean own = !tokens.get(i - 1).isName("as") && !tokens.get(i + 1).isName("as");
          if (own) {
            uses(name).expectBoundOnce(i);
          }
          return own;
        }
        if (!beginning.toString().equals(from)) {
          beginning.append(token.text());
        }
      }
    }
    return false;
  }

  /** The token that a name is assigned by; the first one, if there are several. */
  private Optional<Integer> definition(String name) {
    List<Integer> mentions = new ArrayList<>();
    for (Line line : lines) {
      for (int i = line.first(); i < line.end(); i++) {
        if (tokens.get(i).isName(name) && !(i > line.first() && tokens.get(i - 1).is("."))) {
          boolean assigns =
              line.depth() == 0
                  && i == line.first()
                  && (tokens.get(i + 1).is("=") || tokens.get(i + 1).is(":"));
          if (assigns) {
            return Optional.of(i);
          }
          mentions.add(i);
        }
      }
    }
    if (!mentions.isEmpty()) {
      throw refused(
          tokens.get(mentions.get(0)),
          "%s is used but not assigned at the beginning of a line; write %s = ... there, as a literal"
              .formatted(name, name));
    }
    return Optional.empty();
  }

  private PythonValue assigned(String name, int definition, ValueReader reader) {
    int at = definition + 1;
    if (tokens.get(at).is(":")) {
      int depth = 0;
      while (depth > 0 || !tokens.get(at).is("=")) {
        depth += tokens.get(at).opens() ? 1 : tokens.get(at).closes() ? -1 : 0;
        if (tokens.get(at).kind() == Token.Kind.NEWLINE || tokens.get(at).is(";")) {
          throw refused(tokens.get(at), "%s is given no value here; write one".formatted(name));
        }
        at++;
      }
    }
    PythonValue value = reader.read(at + 1);
    Token behind = tokens.get(reader.behind());
    if (behind.kind() != Token.Kind.NEWLINE && !behind.is(";")) {
      throw refused(behind, "%s is computed; write its value as one literal".formatted(name));
    }
    return value;
  }

  private Uses uses(String name) {
    return new Uses(source, tokens, lines, name);
  }

  private PythonException refused(Token token, String text) {
    return new PythonException(source.path(), token.line(), text);
  }
}
