package zamba.publish.checkout;

import java.util.List;
import java.util.regex.Pattern;
import zamba.publish.checkout.python.PythonException;
import zamba.publish.checkout.python.PythonValue.Entry;
import zamba.publish.checkout.python.PythonValue.Mapping;
import zamba.publish.checkout.python.PythonValue.Text;

/**
 * Writes a new entry of WEIGHT_LOOKUP behind the last one, and as that one: in a line of its own or
 * not, with the same indent, quotes, form of the key and comma at the end.
 */
final class NewEntry {
  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern REST_OF_LINE = Pattern.compile("[ \\t]*(#[^\\r\\n]*)?(?=[\\r\\n])");
  private static final Pattern LINE_END = Pattern.compile("\\r\\n|\\r|\\n");

  private final Lookup lookup;
  private final Mapping mapping;
  private final String text;
  private final String model;
  private final String source;

  NewEntry(Lookup lookup, String model, String source) {
    this.lookup = lookup;
    this.mapping = lookup.mapping();
    this.text = lookup.file().text();
    this.model = model;
    this.source = source;
  }

  /** The whole file with it. */
  String text() {
    if (mapping.entries().isEmpty()) {
      return first();
    }
    Entry last = mapping.entries().get(mapping.entries().size() - 1);
    int behind = mapping.trailingComma().map(comma -> comma + 1).orElse(last.end());
    boolean comma = mapping.trailingComma().isPresent();
    String entry = like(last) + (comma ? "," : "");
    String before = text.substring(0, behind) + (comma ? "" : ",");
    String after = text.substring(behind);
    String indent = indent(last);
    if (indent == null) {
      return before + " " + entry + after;
    }
    var rest = REST_OF_LINE.matcher(after);
    // What is said of the last entry at the end of its line stays with it.
    int line = rest.lookingAt() ? rest.end() : 0;
    return before
        + after.substring(0, line)
        + lineEnd(last)
        + indent
        + entry
        + after.substring(line);
  }

  /** What is before an entry in its line; null if another entry or the bracket is. */
  private String indent(Entry entry) {
    int begin = entry.start();
    while (begin > 0 && "\r\n".indexOf(text.charAt(begin - 1)) < 0) {
      begin--;
    }
    String indent = text.substring(begin, entry.start());
    return indent.isBlank() ? indent : null;
  }

  private String lineEnd(Entry last) {
    String before = text.substring(0, last.start());
    return LINE_END
        .matcher(before)
        .results()
        .reduce((first, second) -> second)
        .orElseThrow()
        .group();
  }

  private String like(Entry last) {
    String key = text.substring(last.start(), last.keyEnd());
    if (!(last.value() instanceof Text value)) {
      throw refused(
          last.value().line(),
          "the entry before is %s, so none is written like it; write the new one yourself"
              .formatted(What.of(last.value())));
    }
    int valueStart = value.pieces().get(0).start();
    String literal = text.substring(valueStart, value.pieces().get(0).end());
    String newKey =
        switch (last.form()) {
          case STRING -> {
            expectPlain();
            yield Quoted.like(key, model);
          }
          case KEYWORD -> {
            expectIdentifier();
            yield model;
          }
          case MEMBER -> member(key, "");
          case MEMBER_VALUE -> member(key, ".value");
        };
    String between =
        last.form() == zamba.publish.checkout.python.PythonValue.KeyForm.KEYWORD ? "=" : ": ";
    return newKey + between + Quoted.like(literal, source);
  }

  private String member(String key, String ending) {
    expectIdentifier();
    String owner = key.substring(0, key.indexOf('.')).strip();
    boolean known =
        List.of(lookup.models(), lookup.images().orElse(lookup.models())).stream()
            .anyMatch(it -> it.name().equals(owner) && it.members().containsKey(model));
    if (!known) {
      throw refused(mapping.line(), "%s has no %s; add it there first".formatted(owner, model));
    }
    return owner + "." + model + ending;
  }

  /** Into an empty one, which has no style of its own. */
  private String first() {
    expectPlain();
    String inside = mapping.call() ? "()" : "{}";
    if (!text.substring(mapping.start(), mapping.end()).endsWith(inside)) {
      throw refused(
          mapping.line(), "there is no entry to write the new one like; write it yourself");
    }
    if (mapping.call()) {
      expectIdentifier();
    }
    String entry =
        mapping.call() ? model + "=\"" + source + "\"" : "\"" + model + "\": \"" + source + "\"";
    return text.substring(0, mapping.end() - 1) + entry + text.substring(mapping.end() - 1);
  }

  private void expectPlain() {
    if (!model.matches("[!-~]+") || model.matches(".*['\"\\\\].*")) {
      throw refused(mapping.line(), "'%s' is not a model's name".formatted(model));
    }
  }

  private void expectIdentifier() {
    if (!IDENTIFIER.matcher(model).matches()) {
      throw refused(
          mapping.line(),
          "'%s' is no name of Python's, as the keys there are; write the entry yourself"
              .formatted(model));
    }
  }

  private static PythonException refused(int line, String text) {
    return new PythonException(PythonFiles.CONFIG, line, text);
  }
}
