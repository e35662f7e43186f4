package zamba.publish.pyyaml;

import java.util.BitSet;

/**
 * Carries the surrogates a document writes as escapes through SnakeYAML.
 *
 * <p>PyYAML's {@code scan_flow_scalar_non_spaces} makes {@code "\ud83d\ude00"} two characters,
 * where Java's strings would make them one. So each escaped surrogate travels as a code point of a
 * block the document does not use, and becomes a surrogate again when the scalar is complete.
 */
final class EscapedSurrogates {
  private static final int BLOCK = 0x800;
  private static final int FIRST_BLOCK = 0x40000 / BLOCK;
  private static final int END_BLOCK = 0x110000 / BLOCK;

  private final int[] text;
  private final String name;
  private int base = -1;

  EscapedSurrogates(int[] text, String name) {
    this.text = text;
    this.name = name;
  }

  /** The code point to scan in the place of an escape. */
  int carry(int codePoint) {
    if (codePoint < 0xD800 || codePoint > 0xDFFF) {
      return codePoint;
    }
    if (base < 0) {
      base = unusedBlock() * BLOCK;
    }
    return base + (codePoint - 0xD800);
  }

  /** The Python string a scanned scalar stands for: a String, or a {@link SurrogateString}. */
  Object restore(String scanned) {
    if (base < 0) {
      return scanned;
    }
    int[] codePoints = scanned.codePoints().toArray();
    boolean surrogate = false;
    for (int i = 0; i < codePoints.length; i++) {
      if (codePoints[i] >= base && codePoints[i] < base + BLOCK) {
        codePoints[i] += 0xD800 - base;
        surrogate = true;
      }
    }
    return surrogate ? SurrogateString.of(codePoints) : scanned;
  }

  private int unusedBlock() {
    BitSet used = new BitSet(END_BLOCK);
    for (int i = 0; i < text.length; i++) {
      used.set(text[i] / BLOCK);
      if (text[i] == 'U' && i > 0 && text[i - 1] == '\\') {
        int codePoint = Hex.parse(text, i + 1, 8);
        if (codePoint >= 0 && codePoint < END_BLOCK * BLOCK) {
          used.set(codePoint / BLOCK);
        }
      }
    }
    int block = used.nextClearBit(FIRST_BLOCK);
    if (block >= END_BLOCK) {
      throw new PyYamlException(name + ": the document uses all of Unicode, no room is left");
    }
    return block;
  }
}
