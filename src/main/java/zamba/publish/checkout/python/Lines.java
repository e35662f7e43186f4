package zamba.publish.checkout.python;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import zamba.publish.checkout.python.Line.Scope;
import zamba.publish.checkout.python.Token.Kind;

/** Puts tokens into logical lines and blocks: Python Language Reference, 2.1.8, Indentation. */
final class Lines {
  private static final int TAB = 8;

  /**
   * A block.
   *
   * @param column with a tab to the next multiple of eight
   * @param narrow with a tab as one; both must tell the same
   */
  private record Block(int column, int narrow, Scope scope) {}

  private final SourceText source;
  private final List<Token> tokens;
  private final Deque<Block> blocks = new ArrayDeque<>();
  private Scope opened = Scope.MODULE;
  private boolean opens;

  private Lines(SourceText source, List<Token> tokens) {
    this.source = source;
    this.tokens = tokens;
    blocks.push(new Block(0, 0, Scope.MODULE));
  }

  static List<Line> of(SourceText source, List<Token> tokens) {
    return new Lines(source, tokens).run();
  }

  private List<Line> run() {
    List<Line> lines = new ArrayList<>();
    int first = 0;
    for (int i = 0; i < tokens.size(); i++) {
      if (tokens.get(i).kind() == Kind.NEWLINE) {
        indent(tokens.get(first));
        lines.add(new Line(first, i, blocks.size() - 1, blocks.peek().scope()));
        opens = tokens.get(i - 1).is(":");
        opened = scope(first);
        first = i + 1;
      }
    }
    if (opens) {
      throw refused(tokens.get(tokens.size() - 1), "the block has no lines");
    }
    return lines;
  }

  private void indent(Token token) {
    Block block = block(token);
    if (opens) {
      if (block.column() <= blocks.peek().column() || block.narrow() <= blocks.peek().narrow()) {
        throw refused(token, "the line should be indented");
      }
      blocks.push(block);
      return;
    }
    while (block.column() < blocks.peek().column()) {
      blocks.pop();
    }
    if (block.column() != blocks.peek().column() || block.narrow() != blocks.peek().narrow()) {
      throw refused(token, "the line is indented as no other of its block");
    }
  }

  private Block block(Token token) {
    int begin = token.start();
    while (begin > source.firstChar() && "\n\r".indexOf(source.text().charAt(begin - 1)) < 0) {
      begin--;
    }
    int column = 0;
    for (int i = begin; i < token.start(); i++) {
      column = source.text().charAt(i) == '\t' ? (column / TAB + 1) * TAB : column + 1;
    }
    return new Block(column, token.start() - begin, opened);
  }

  /** What the block is that a line opens. */
  private Scope scope(int first) {
    Scope around = blocks.peek().scope();
    boolean async = tokens.get(first).isName("async");
    Token keyword = tokens.get(async ? first + 1 : first);
    return keyword.isName("def")
        ? Scope.FUNCTION
        : keyword.isName("class") && around != Scope.FUNCTION ? Scope.CLASS : around;
  }

  private PythonException refused(Token token, String text) {
    return new PythonException(source.path(), token.line(), text);
  }
}
