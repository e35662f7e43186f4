package zamba.publish.inspect.torch;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Pattern;
import zamba.publish.inspect.bytes.LittleEndian;

/**
 * Tells whether bytes that begin with no protocol are a pickle of protocol 0 or 1 all the same: any
 * pickle loader runs these, too. It is one if it comes to its end, or to a call, with values for
 * it.
 */
public final class OldPickle {

  private static final Pattern NUMBER = Pattern.compile("-?[0-9][0-9.eE+-]*L?");
  private static final Pattern NAME = Pattern.compile("[\\x21-\\x7e]+");

  private final byte[] bytes;
  private final Deque<Integer> marks = new ArrayDeque<>();
  private int at;
  private int depth;

  private OldPickle(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Whether a pickle loader would run what a file begins with.
   *
   * @param bytes the beginning of a file
   */
  public static boolean is(byte[] bytes) {
    return new OldPickle(bytes).runs();
  }

  private boolean runs() {
    while (at < bytes.length) {
      int opcode = bytes[at++] & 0xff;
      boolean call = opcode == 'R' || opcode == 'i' || opcode == 'o' || opcode == 0x81;
      if (!argument(opcode) || !effect(opcode)) {
        return false;
      }
      if (call || opcode == '.') {
        return true;
      }
    }
    return false;
  }

  private boolean argument(int opcode) {
    return switch (opcode) {
      case 'I', 'L', 'F', 'g', 'p' -> line(NUMBER);
      case 'S' -> line(Pattern.compile("'.*'|\".*\"", Pattern.DOTALL));
      case 'V' -> line(Pattern.compile(".*", Pattern.DOTALL));
      case 'P' -> line(NAME);
      case 'c', 'i' -> lines(NAME, 2);
      case 'K', 'h', 'q' -> skip(1);
      case 'M' -> skip(2);
      case 'J', 'j', 'r' -> skip(4);
      case 'G' -> skip(8);
      case 'U', 'C', 0x8a, 0x8c -> at < bytes.length && skip(1 + (bytes[at] & 0xff));
      case 'T', 'X', 'B', 0x8b ->
          at + 4 <= bytes.length && skip(4 + LittleEndian.of(bytes).u32(at));
      case '.',
          '(',
          '0',
          '1',
          '2',
          'N',
          'Q',
          'R',
          'a',
          'b',
          'd',
          'e',
          'l',
          'o',
          's',
          't',
          'u',
          ')',
          ']',
          '}',
          0x81,
          0x85,
          0x86,
          0x87,
          0x88,
          0x89,
          0x93,
          0x94 ->
          true;
      default -> false;
    };
  }

  /** What an opcode takes from the stack and puts there; false if that cannot be. */
  private boolean effect(int opcode) {
    return switch (opcode) {
      case '(' -> {
        marks.push(depth);
        yield true;
      }
      case '.' -> take(1, 0);
      case '0' -> take(1, 0);
      case '2' -> take(1, 2);
      case 'p', 'q', 'r', 'Q', 0x85, 0x94 -> take(1, 1);
      case 'a', 'b', 'R', 0x81, 0x86, 0x93 -> take(2, 1);
      case 's', 0x87 -> take(3, 1);
      case '1' -> toMark(0, 0);
      case 'd', 'i', 'l', 't' -> toMark(0, 1);
      case 'o' -> toMark(0, 1);
      case 'e', 'u' -> toMark(1, 1);
      default -> take(0, 1);
    };
  }

  private boolean take(int taken, int put) {
    depth -= taken;
    boolean had = depth >= (marks.isEmpty() ? 0 : marks.peek());
    depth += put;
    return had;
  }

  private boolean toMark(int below, int put) {
    if (marks.isEmpty()) {
      return false;
    }
    depth = marks.pop();
    return take(below, put);
  }

  private boolean skip(long length) {
    at = (int) Math.min(bytes.length + 1L, at + length);
    return at <= bytes.length;
  }

  private boolean lines(Pattern pattern, int count) {
    boolean all = true;
    for (int index = 0; index < count; index++) {
      all &= line(pattern);
    }
    return all;
  }

  private boolean line(Pattern pattern) {
    int end = at;
    while (end < bytes.length && bytes[end] != '\n') {
      end++;
    }
    if (at > bytes.length) {
      return false;
    }
    String text = new String(bytes, at, end - at, StandardCharsets.ISO_8859_1);
    at = end + 1;
    return end < bytes.length && pattern.matcher(text).matches();
  }
}
