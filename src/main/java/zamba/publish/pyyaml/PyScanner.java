package zamba.publish.pyyaml;

import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.scanner.Scanner;
import org.yaml.snakeyaml.scanner.ScannerImpl;
import org.yaml.snakeyaml.tokens.ScalarToken;
import org.yaml.snakeyaml.tokens.Token;

/**
 * SnakeYAML's scanner, refusing what PyYAML's refuses and SnakeYAML's lets pass:
 *
 * <ul>
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
      case Scalar -> checkBlockScalar((ScalarToken) token);
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

  private void checkBlockScalar(ScalarToken token) {
    int start = token.getStartMark().getIndex();
    if (!token.getPlain() && (text[start] == '|' || text[start] == '>')) {
      checkAsciiDigits(start, Math.min(start + 3, text.length));
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
}
