package zamba.publish.checkout;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import zamba.publish.checkout.python.PythonException;
import zamba.publish.checkout.python.PythonValue;
import zamba.publish.checkout.python.PythonValue.Entry;
import zamba.publish.checkout.python.PythonValue.Piece;
import zamba.publish.checkout.python.PythonValue.Text;

/**
 * Edits one entry of WEIGHT_LOOKUP: the string literal of a model that is there, and nothing else
 * of the file; or a new entry behind the last one, written as that one is.
 */
public final class LookupEdit {
  private final Lookup lookup;
  private final String model;
  private final String source;

  private LookupEdit(Lookup lookup, String model, String source) {
    this.lookup = lookup;
    this.model = model;
    this.source = source;
  }

  /**
   * The edit after which a model comes from a source.
   *
   * @param tree which has zamba's files
   * @param source {@code s3://...}; no quotes, no {@code \}, no characters but those of ASCII
   * @return empty if it comes from there already
   * @throws CheckoutException if the lookup cannot be read, or is not written so that it can be
   *     edited
   */
  public static Optional<FileEdit> of(FileTree tree, String model, String source) {
    try {
      Lookup lookup = Lookup.read(new PythonFiles(tree));
      Optional<String> after = new LookupEdit(lookup, model, source).text();
      if (after.isEmpty()) {
        return Optional.empty();
      }
      FileEdit edit =
          new FileEdit(PythonFiles.CONFIG, Optional.of(lookup.file().text()), after.get());
      expectNothingElse(lookup, new EditedTree(tree, edit), model, source);
      return Optional.of(edit);
    } catch (PythonException e) {
      throw new CheckoutException(List.of(e.getMessage()));
    }
  }

  /**
   * The one edit after which several models come from their sources.
   *
   * @param sources each model's, as above
   * @return empty if all come from there already
   */
  public static Optional<FileEdit> of(FileTree tree, Map<String, String> sources) {
    Optional<FileEdit> all = Optional.empty();
    FileTree edited = tree;
    for (Map.Entry<String, String> model : sources.entrySet()) {
      Optional<FileEdit> one = of(edited, model.getKey(), model.getValue());
      if (one.isPresent()) {
        edited = new EditedTree(edited, one.get());
        all =
            Optional.of(
                new FileEdit(
                    one.get().path(),
                    all.or(() -> one).flatMap(FileEdit::before),
                    one.get().after()));
      }
    }
    return all;
  }

  /** The edited file is read again: an edit that does anything else is none. */
  private static void expectNothingElse(
      Lookup before, FileTree edited, String model, String source) {
    Map<String, String> expected = values(before);
    expected.put(model, source);
    Lookup after = Lookup.read(new PythonFiles(edited));
    if (!List.copyOf(values(after).entrySet()).equals(List.copyOf(expected.entrySet()))) {
      throw new PythonException(
          PythonFiles.CONFIG,
          before.mapping().line(),
          "%s cannot be edited as it is written; write it with an entry in each line"
              .formatted(Lookup.NAME));
    }
  }

  private static Map<String, String> values(Lookup lookup) {
    Map<String, String> values = new LinkedHashMap<>();
    for (Entry entry : lookup.mapping().entries()) {
      values.put(
          entry.key(), entry.value() instanceof Text text ? text.value() : What.of(entry.value()));
    }
    return values;
  }

  private Optional<String> text() {
    if (!source.matches("[!-~]+") || source.matches(".*['\"\\\\].*")) {
      throw refused(
          lookup.mapping().line(),
          "%s cannot be written into a string as it is; it may have letters, digits and signs of ASCII, but no quotes, \\ or blanks"
              .formatted(source));
    }
    Optional<Entry> entry = lookup.entry(model);
    return entry.isPresent()
        ? replaced(entry.get())
        : Optional.of(new NewEntry(lookup, model, source).text());
  }

  private Optional<String> replaced(Entry entry) {
    PythonValue value = entry.value();
    if (!(value instanceof Text old)) {
      throw refused(
          value.line(),
          "the place of %s is %s, which is not edited; write it as one string"
              .formatted(model, What.of(value)));
    }
    // A prefix is the same with and without the slash at its end.
    if (source.equals(old.value()) || source.equals(old.value() + "/")) {
      return Optional.empty();
    }
    if (old.pieces().size() != 1) {
      throw refused(
          old.line(),
          "the place of %s is joined of several strings, which are not edited; write it as one"
              .formatted(model));
    }
    Piece piece = old.pieces().get(0);
    String text = lookup.file().text();
    String literal = text.substring(piece.start(), piece.end());
    return Optional.of(
        text.substring(0, piece.start())
            + Quoted.like(literal, source)
            + text.substring(piece.end()));
  }

  private static PythonException refused(int line, String text) {
    return new PythonException(PythonFiles.CONFIG, line, text);
  }
}
