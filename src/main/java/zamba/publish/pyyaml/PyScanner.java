package zamba.publish.pyyaml;

import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.scanner.Scanner;
import org.yaml.snakeyaml.scanner.ScannerImpl;
import org.yaml.snakeyaml.tokens.AliasToken;
import org.yaml.snakeyaml.tokens.AnchorToken;
import org.yaml.snakeyaml.tokens.ScalarToken;
import org.yaml.snakeyaml.tokens.Token;

/**
 * SnakeYAML's scanner, refusing what PyYAML's refuses and SnakeYAML's lets pass:
 *
 * <ul>
 *   <li>{@code scan_plain_spaces}: no tab within a plain scalar nor between it and what follows.
 *   <li>{@code scan_anchor}: names are ASCII letters, digits, {@code -} and {@code _}.
 *   <li>{@code scan_block_scalar_indicators}, {@code scan_yaml_directive_number}: digits are ASCII.
 *   <li>{@code parse_document_start}: directives without a document.
 *   <li>{@code parse_block_mapping_value}: a scalar is no value where {@code :} is missing.
 * </ul>
 */
final class PyScanner implements Scanner {
  private final Scanner scanner;
  private final int[] text;
  private final String name;
  private boolean afterDirective;
  private boolean valueWasMissing;

  PyScanner(PyReader reader, int[] text, String name, LoaderOptions options) {
    this.scanner = new ScannerImpl(reader, options);
    this.text = text;
    this.name = name;
  }

  @Override
  public boolean checkToken(Token.ID... choices) {
    valueWasMissing = false;
    return scanner.checkToken(choices);
  }

  @Override
  public boolean checkToken(Token.ID choice) {
    if (valueWasMissing && choice == Token.ID.Scalar) {
      // Only SnakeYAML's ParseBlockMappingValue asks for a scalar right after a missing value.
      valueWasMissing = false;
      return false;
    }
    boolean found = scanner.checkToken(choice);
    valueWasMissing = choice == Token.ID.Value && !found;
    return found;
  }

  @Override
  public Token peekToken() {
    valueWasMissing = false;
    return scanner.peekToken();
  }

  @Override
  public Token getToken() {
    valueWasMissing = false;
    Token token = scanner.getToken();
    switch (token.getTokenId()) {
      case Scalar -> checkScalar((ScalarToken) token);
      case Anchor -> checkAnchor(((AnchorToken) token).getValue(), token);
      case Alias -> checkAnchor(((AliasToken) token).getValue(), token);
      case Directive -> checkDirective(token);
      case StreamEnd -> checkStreamEnd(token);
      case DocumentStart -> afterDirective = false;
      default -> {}
    }
    return token;
  }

  @Override
  public void resetDocumentIndex() {
    scanner.resetDocumentIndex();
  }

  private void checkScalar(ScalarToken token) {
    int start = token.getStartMark().getIndex();
    if (token.getPlain()) {
      checkTabs(start, token.getEndMark().getIndex());
    } else if (text[start] == '|' || text[start] == '>') {
      checkAsciiDigits(start, Math.min(start + 3, text.length));
    }
  }

  private void checkTabs(int start, int end) {
    for (int i = start; i < text.length; i++) {
      if (text[i] == '\t') {
        throw PyYamlException.at(
            PyTextFile.placeOf(text, i, name), "a tab cannot stand in or after a plain scalar");
      }
      if (i >= end && text[i] != ' ') {
        return;
      }
    }
  }

  private void checkAnchor(String anchor, Token token) {
    for (int i = 0; i < anchor.length(); i++) {
      char c = anchor.charAt(i);
      boolean allowed =
          (c >= '0' && c <= '9')
              || (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || c == '-'
              || c == '_';
      if (!allowed) {
        throw PyYamlException.at(
            PyTextFile.placeOf(text, token.getStartMark().getIndex() + 1 + i, name),
            "an anchor or alias is made of ASCII letters, digits, - and _; found " + quote(c),
            "in the name",
            Place.of(token.getStartMark()));
      }
    }
  }

  private void checkDirective(Token token) {
    afterDirective = true;
    checkAsciiDigits(token.getStartMark().getIndex(), token.getEndMark().getIndex());
  }

  private void checkAsciiDigits(int start, int end) {
    for (int i = start; i < end && !PyTextFile.isLineBreak(text[i]); i++) {
      if (text[i] > 0x7F && Character.isDigit(text[i])) {
        throw PyYamlException.at(
            PyTextFile.placeOf(text, i, name), "only the digits 0 to 9 can stand here");
      }
    }
  }

  private void checkStreamEnd(Token token) {
    if (afterDirective) {
      throw PyYamlException.at(
          Place.of(token.getStartMark()), "a document must follow the directives, the file ends");
    }
  }

  private static String quote(int c) {
    return "'" + Character.toString(c) + "'";
  }
}
