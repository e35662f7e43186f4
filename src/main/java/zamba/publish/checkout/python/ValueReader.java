package zamba.publish.checkout.python;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import zamba.publish.checkout.python.PythonValue.Entry;
import zamba.publish.checkout.python.PythonValue.KeyForm;
import zamba.publish.checkout.python.PythonValue.Mapping;
import zamba.publish.checkout.python.PythonValue.Other;
import zamba.publish.checkout.python.PythonValue.Piece;
import zamba.publish.checkout.python.PythonValue.Text;
import zamba.publish.checkout.python.Token.Kind;

/** Reads a literal: of str and dict all that there is to know, of others that they are others. */
final class ValueReader {
  private static final String DICT = "dict";

  private final SourceText source;
  private final List<Token> tokens;
  private final Map<String, PythonEnum> enums;
  private boolean called;
  private int at;

  /**
   * @param enums whose members may be keys
   */
  ValueReader(SourceText source, List<Token> tokens, Map<String, PythonEnum> enums) {
    this.source = source;
    this.tokens = tokens;
    this.enums = enums;
  }

  /** Whether {@code dict(...)} was read, so that it depends on what the name stands for. */
  boolean called() {
    return called;
  }

  /** The index of the token behind what was read. */
  int behind() {
    return at;
  }

  /**
   * The value that begins there.
   *
   * @param index of its first token
   */
  PythonValue read(int index) {
    at = index;
    return value();
  }

  private PythonValue value() {
    int begin = at;
    Optional<PythonValue> literal = literal();
    if (literal.isPresent() && endsValue(token())) {
      return literal.get();
    }
    at = begin;
    return other();
  }

  private static boolean endsValue(Token token) {
    return token.is(",") || token.closes() || token.is(";") || token.kind() == Kind.NEWLINE;
  }

  private Optional<PythonValue> literal() {
    Token token = token();
    if (token.isString()) {
      return Optional.of(text());
    }
    if (token.is("{")) {
      return Optional.of(braces());
    }
    if (token.isName(DICT) && tokens.get(at + 1).is("(")) {
      called = true;
      return Optional.of(call());
    }
    if (token.is("(")) {
      int begin = at++;
      Optional<PythonValue> inner = literal();
      if (inner.isPresent() && token().is(")")) {
        at++;
        return inner;
      }
      at = begin;
    }
    return Optional.empty();
  }

  private Text text() {
    int line = token().line();
    StringBuilder value = new StringBuilder();
    List<Piece> pieces = new ArrayList<>();
    for (; token().isString(); at++) {
      if (!pieces.isEmpty() && token().text().contains("://")) {
        throw refused(
            token(),
            "two addresses are joined into one string; is a comma missing before the second?");
      }
      value.append(token().text());
      pieces.add(new Piece(token().start(), token().end()));
    }
    if (pieces.size() > 1 && token().is(":")) {
      throw refused(
          tokens.get(at - 1),
          "a comma is missing before '%s', so that it would be joined to the string before it"
              .formatted(tokens.get(at - 1).text()));
    }
    if (token().kind() == Kind.FORMATTED || token().kind() == Kind.BYTES) {
      throw refused(token(), "a string is joined to one that is none; write one plain string");
    }
    return new Text(line, value.toString(), pieces);
  }

  private Mapping braces() {
    Token open = token();
    at++;
    List<Entry> entries = new ArrayList<>();
    Optional<Integer> comma = Optional.empty();
    while (!token().is("}")) {
      Token first = token();
      if (first.is("**") || first.is("*")) {
        throw refused(first, "entries are taken from elsewhere; write each of them here");
      }
      KeyForm form = key();
      String key = keyText;
      int keyEnd = tokens.get(at - 1).end();
      if (!token().is(":")) {
        throw refused(
            token(), "after a dict's key there is no ':'; write \"name\": \"s3://bucket/prefix/\"");
      }
      at++;
      PythonValue value = value();
      entries.add(
          new Entry(
              first.line(), key, form, first.start(), keyEnd, tokens.get(at - 1).end(), value));
      comma = comma("}");
    }
    at++;
    return mapping(false, open, entries, comma);
  }

  private Mapping call() {
    Token name = token();
    at += 2;
    List<Entry> entries = new ArrayList<>();
    Optional<Integer> comma = Optional.empty();
    while (!token().is(")")) {
      Token key = token();
      boolean plain = key.kind() == Kind.NAME && !Operands.isKeyword(key.text());
      if (!plain || !tokens.get(at + 1).is("=")) {
        throw refused(
            key,
            "dict(...) has an argument that is not name=value; write each entry as name=value");
      }
      at += 2;
      PythonValue value = value();
      entries.add(
          new Entry(
              key.line(),
              key.text(),
              KeyForm.KEYWORD,
              key.start(),
              key.end(),
              tokens.get(at - 1).end(),
              value));
      comma = comma(")");
    }
    at++;
    return mapping(true, name, entries, comma);
  }

  private Optional<Integer> comma(String closing) {
    if (token().is(closing)) {
      return Optional.empty();
    }
    if (!token().is(",")) {
      throw refused(token(), "a comma is missing before it");
    }
    return Optional.of(tokens.get(at++).start());
  }

  private Mapping mapping(boolean call, Token open, List<Entry> entries, Optional<Integer> comma) {
    Map<String, Integer> seen = new LinkedHashMap<>();
    for (Entry entry : entries) {
      int line = entry.line();
      Integer other = seen.putIfAbsent(entry.key(), line);
      if (other != null) {
        throw new PythonException(
            source.path(),
            line,
            "'%s' is there twice, first in line %d; keep one".formatted(entry.key(), other));
      }
    }
    return new Mapping(open.line(), call, open.start(), tokens.get(at - 1).end(), entries, comma);
  }

  private String keyText = "";

  private KeyForm key() {
    Token first = token();
    if (first.isString()) {
      at++;
      if (token().isString()) {
        throw refused(
            token(),
            "two strings are joined into one key; is a comma or a ':' missing before the second?");
      }
      keyText = first.text();
      return KeyForm.STRING;
    }
    PythonEnum members = first.kind() == Kind.NAME ? enums.get(first.text()) : null;
    if (members != null && tokens.get(at + 1).is(".")) {
      Token member = tokens.get(at + 2);
      PythonEnum.Member known = members.members().get(member.text());
      if (known == null) {
        throw refused(member, "%s has no %s".formatted(first.text(), member.text()));
      }
      at += 3;
      keyText = known.value();
      if (token().is(".") && tokens.get(at + 1).isName("value")) {
        at += 2;
        return KeyForm.MEMBER_VALUE;
      }
      if (!members.strings()) {
        throw refused(
            member, "%s is no str; write its .value, or the string".formatted(first.text()));
      }
      return KeyForm.MEMBER;
    }
    throw refused(first, "a key is computed; write it as a string");
  }

  /** What is not understood, up to where it ends for certain. */
  private Other other() {
    Token first = token();
    if (endsValue(first)) {
      throw refused(first, "a value is missing before it");
    }
    int depth = 0;
    for (; depth > 0 || !endsValue(token()); at++) {
      Token token = token();
      if (token.opens()) {
        depth++;
      } else if (token.closes()) {
        depth--;
      } else if (depth == 0
          && (token.is(":") || token.is("=") || token.isName("lambda") || token.isName("for"))) {
        throw refused(
            token, "it is computed with '%s'; write the value itself".formatted(token.text()));
      }
    }
    return new Other(first.line(), what(first));
  }

  private String what(Token first) {
    return switch (first.kind()) {
      case FORMATTED -> "an f-string";
      case BYTES -> "bytes";
      case NUMBER -> "a number";
      case NAME -> "computed, beginning with " + first.text();
      default -> "computed";
    };
  }

  private Token token() {
    return tokens.get(at);
  }

  private PythonException refused(Token token, String text) {
    return new PythonException(source.path(), token.line(), text);
  }
}
