package zamba.publish.inspect.pickle;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import zamba.publish.inspect.bytes.Cursor;
import zamba.publish.inspect.bytes.Integers;
import zamba.publish.inspect.bytes.PickleLimits;
import zamba.publish.inspect.bytes.Reason;
import zamba.publish.inspect.bytes.RefusedException;
import zamba.publish.inspect.bytes.Shown;
import zamba.publish.inspect.value.Memory;
import zamba.publish.inspect.value.Notes;
import zamba.publish.inspect.value.Role;
import zamba.publish.inspect.value.Value;
import zamba.publish.inspect.value.Value.Bool;
import zamba.publish.inspect.value.Value.Dict;
import zamba.publish.inspect.value.Value.DictKind;
import zamba.publish.inspect.value.Value.Int;
import zamba.publish.inspect.value.Value.Leaf;
import zamba.publish.inspect.value.Value.Name;
import zamba.publish.inspect.value.Value.Opaque;
import zamba.publish.inspect.value.Value.Real;
import zamba.publish.inspect.value.Value.ScriptClass;
import zamba.publish.inspect.value.Value.Sequence;
import zamba.publish.inspect.value.Value.Thing;
import zamba.publish.inspect.value.Value.Tuple;

/**
 * Goes through one pickle as CPython's unpickler would (Modules/_pickle.c, pickletools.py), with
 * types in place of values: nothing is built, imported or called.
 */
public final class Pickle {

  public static final Value NONE = new Leaf("None");
  private static final Value TRUE = new Bool(true);
  private static final Value FALSE = new Bool(false);
  private static final int PROTO = 0x80;
  private static final int STOP = '.';
  private static final int OLDEST = 2;
  private static final int NEWEST = 5;

  /** Unknown names of which it is told that they are called. */
  private static final int MOST_CALLED = 1000;

  private final Cursor cursor;
  private final PickleContext context;
  private final PersistentIds ids;
  private final Memory memory;
  private final Stack stack;
  private final List<Value> memo = new ArrayList<>();
  private final Names names;
  private final Texts texts;
  private final Additions additions;
  private final Calls calls;
  private final States states;
  private final Set<String> called = new HashSet<>();
  private final long start;
  private long payloads;
  private long opcodeStart;

  public Pickle(Cursor cursor, PickleContext context, PersistentIds ids) {
    this.cursor = cursor;
    this.context = context;
    this.ids = ids;
    this.memory = context.memory();
    this.stack = new Stack(memory);
    this.names = new Names(context, this::note);
    this.texts = new Texts(context.strings(), memory);
    Work work = new Work(cursor);
    this.additions = new Additions(this::note, memory, work);
    this.calls = new Calls(this::note, additions, work);
    this.states = new States(this::note, work);
    this.start = cursor.position();
  }

  /**
   * Reads to the pickle's end.
   *
   * @return what it would load
   * @throws RefusedException if it cannot be followed to its end
   */
  public Value load() throws IOException, RefusedException {
    try {
      opcodeStart = cursor.position();
      protocol();
      for (int opcode = next(); opcode != STOP; opcode = next()) {
        run(opcode);
      }
      return result();
    } catch (RefusedException e) {
      throw new RefusedException(e.reason(), e.getMessage() + where());
    }
  }

  private void protocol() throws IOException, RefusedException {
    int first = cursor.u8();
    if (first != PROTO) {
      throw new RefusedException(
          Reason.OPCODE, context.opcodes().name(first) + " where the protocol must be told");
    }
    int version = cursor.u8();
    if (version > NEWEST) {
      throw new RefusedException(Reason.UNREADABLE, "pickle protocol " + version);
    }
    if (version < OLDEST) {
      throw new RefusedException(Reason.OPCODE, "pickle protocol " + version);
    }
  }

  private int next() throws IOException, RefusedException {
    opcodeStart = cursor.position();
    if (opcodeStart - start - payloads > PickleLimits.PICKLE) {
      throw new RefusedException(
          Reason.LIMIT, "a pickle of more than %d MiB".formatted(PickleLimits.PICKLE >> 20));
    }
    if (context.findings().tooMany()) {
      throw new RefusedException(Reason.LIMIT, "too much speaks against it to go on");
    }
    int opcode = cursor.u8();
    if (opcode != STOP && !context.opcodes().allowed(opcode)) {
      note(Reason.OPCODE, "the opcode " + context.opcodes().name(opcode));
    }
    return opcode;
  }

  private Value result() throws RefusedException {
    if (stack.hasMarks() || stack.size() > 1) {
      note(Reason.OPCODE, "it ends with more than one value");
    }
    Value result = stack.pop();
    if (!result.standing()) {
      note(Reason.ROLE, result.what() + " is what is loaded");
    }
    return result;
  }

  private void run(int opcode) throws IOException, RefusedException {
    switch (opcode) {
      case 'N' -> stack.push(NONE);
      case 0x88 -> stack.push(TRUE);
      case 0x89 -> stack.push(FALSE);
      case 'J' -> push(cursor.i32());
      case 'K' -> push(cursor.u8());
      case 'M' -> push(cursor.u16());
      case 0x8a -> stack.push(integer(cursor.u8()));
      case 0x8b -> stack.push(integer(cursor.i32()));
      case 'G' -> stack.push(new Real(Double.longBitsToDouble(Long.reverseBytes(cursor.i64()))));
      case 'X' -> stack.push(texts.utf8(cursor, length(cursor.u32())));
      case 0x8c -> stack.push(texts.utf8(cursor, cursor.u8()));
      case 0x8d -> stack.push(texts.utf8(cursor, length(cursor.i64())));
      case 'T' -> stack.push(texts.old(cursor, length(cursor.i32())));
      case 'U' -> stack.push(texts.old(cursor, cursor.u8()));
      case 'B' -> stack.push(bytes(length(cursor.u32()), false));
      case 'C' -> stack.push(bytes(cursor.u8(), false));
      case 0x8e -> stack.push(bytes(length(cursor.i64()), false));
      case 0x96 -> stack.push(bytes(length(cursor.i64()), true));
      case 'c' -> stack.push(names.find(line(), line()));
      case 0x93 -> stack.push(named(stack.pop(2)));
      case 'q' -> put(cursor.u8());
      case 'r' -> put(cursor.u32());
      case 0x94 -> put(memo.size());
      case 'h' -> stack.push(get(cursor.u8()));
      case 'j' -> stack.push(get(cursor.u32()));
      case 0x95 -> frame(cursor.i64());
      default -> build(opcode);
    }
  }

  private void build(int opcode) throws RefusedException, IOException {
    switch (opcode) {
      case '(' -> stack.mark();
      case '0' -> stack.pop();
      case '1' -> stack.popMark();
      case '2' -> stack.push(stack.top());
      case ']' -> stack.push(made(new Sequence()));
      case '}' -> stack.push(made(new Dict(DictKind.DICT)));
      case 0x8f -> stack.push(made(additions.set(List.of(), false)));
      case ')' -> tuple(List.of());
      case 0x85 -> tuple(stack.pop(1));
      case 0x86 -> tuple(stack.pop(2));
      case 0x87 -> tuple(stack.pop(3));
      case 't' -> tuple(stack.popMark());
      case 'a' -> {
        Value element = stack.pop();
        additions.append(stack.top(), List.of(element));
      }
      case 'e' -> {
        List<Value> elements = stack.popMark();
        additions.append(stack.top(), elements);
      }
      case 's' -> {
        List<Value> pair = stack.pop(2);
        additions.set(stack.top(), pair);
      }
      case 'u' -> {
        List<Value> pairs = stack.popMark();
        additions.set(stack.top(), pairs);
      }
      case 0x90 -> {
        List<Value> elements = stack.popMark();
        additions.add(stack.top(), elements);
      }
      case 0x91 -> stack.push(deep(made(additions.set(stack.popMark(), true))));
      case 'R' -> reduce(stack.pop(2));
      case 0x81 -> make(stack.pop(2));
      case 'b' -> {
        Value state = stack.pop();
        states.build(stack.top(), state);
      }
      case 'Q' -> stack.push(made(ids.load(stack.pop(), this::note)));
      default -> throw new RefusedException(Reason.OPCODE, "it is not followed beyond that opcode");
    }
  }

  private void push(long number) throws RefusedException {
    stack.push(new Int(number, true));
  }

  private Int integer(int length) throws IOException, RefusedException {
    if (length < 0 || length > PickleLimits.INTEGER) {
      throw new RefusedException(Reason.LIMIT, "an integer of %d bytes".formatted(length));
    }
    byte[] bytes = cursor.take(length);
    if (length > Long.BYTES) {
      return new Int(Integers.isMagic(bytes) ? Integers.MAGIC : 0, false);
    }
    return new Int(Integers.littleEndian(bytes), true);
  }

  private Value bytes(long length, boolean mutable) throws IOException, RefusedException {
    int first = length == 0 ? -1 : cursor.u8();
    if (length > 1) {
      cursor.skip(length - 1);
      payloads += length - 1;
    }
    return made(new Value.Bytes(first, length, mutable));
  }

  private long length(long length) throws RefusedException {
    if (length < 0 || (length > PickleLimits.PICKLE && length > cursor.left())) {
      throw new RefusedException(
          Reason.LIMIT, "a value of %s bytes".formatted(Long.toUnsignedString(length)));
    }
    return length;
  }

  private void frame(long length) throws RefusedException {
    if (length < 0 || length > cursor.left()) {
      throw new RefusedException(
          Reason.LIMIT, "a frame of %s bytes".formatted(Long.toUnsignedString(length)));
    }
  }

  /** Python reads UTF-8; what is not ASCII is no allowed name anyway. */
  private String line() throws IOException, RefusedException {
    byte[] line = new byte[PickleLimits.LINE];
    for (int length = 0; length < line.length; length++) {
      int next = cursor.u8();
      if (next == '\n') {
        return new String(line, 0, length, StandardCharsets.ISO_8859_1);
      }
      line[length] = (byte) next;
    }
    throw new RefusedException(Reason.GLOBAL, "a name without end: " + Shown.of(line));
  }

  private Value named(List<Value> two) {
    return names.find(two.get(0), two.get(1));
  }

  private void put(long index) throws RefusedException {
    Value value = stack.top();
    if (index > memo.size()) {
      throw new RefusedException(
          Reason.LIMIT, "place %d of a memo of %d".formatted(index, memo.size()));
    }
    if (index == memo.size()) {
      memory.take(Memory.SLOT + Memory.OBJECT);
      memo.add(value);
    } else {
      memo.set((int) index, value);
    }
  }

  private Value get(long index) throws RefusedException {
    if (index >= memo.size()) {
      throw new RefusedException(
          Reason.UNREADABLE, "nothing is at place %d of the memo".formatted(index));
    }
    return memo.get((int) index);
  }

  private void tuple(List<Value> elements) throws RefusedException {
    memory.take((long) elements.size() * (Memory.SLOT + Memory.OBJECT) + 3 * Memory.OBJECT);
    stack.push(deep(new Tuple(elements)));
  }

  private static Value deep(Value value) throws RefusedException {
    if (value.depth() > PickleLimits.DEPTH) {
      throw new RefusedException(
          Reason.LIMIT, "tuples in tuples, more than %d deep".formatted(PickleLimits.DEPTH));
    }
    return value;
  }

  private Value made(Value value) throws RefusedException {
    memory.take(4L * Memory.OBJECT);
    return value;
  }

  private void reduce(List<Value> two) throws RefusedException {
    Value callee = two.get(0);
    Value args = two.get(1);
    if (callee instanceof Opaque unknown) {
      called(unknown);
      stack.push(new Opaque(null));
    } else if (!(callee instanceof Name name) || !name.allowed().may(Role.CALL)) {
      note(Reason.ROLE, callee.what() + " called");
      stack.push(new Opaque(null));
    } else if (args instanceof Tuple tuple) {
      stack.push(made(calls.call(name.allowed(), tuple)));
    } else {
      note(Reason.ARGUMENT, name.what() + " with " + args.what(), List.of(args));
      stack.push(new Opaque(null));
    }
  }

  private void make(List<Value> two) throws RefusedException {
    Value type = two.get(0);
    Value args = two.get(1);
    if (type instanceof Opaque unknown) {
      called(unknown);
      stack.push(new Opaque(null));
    } else if (!(type instanceof ScriptClass)
        && !(type instanceof Name name && name.allowed().may(Role.NEW))) {
      note(Reason.ROLE, type.what() + " made");
      stack.push(new Opaque(null));
    } else {
      if (!(args instanceof Tuple tuple) || tuple.size() != 0) {
        note(Reason.ARGUMENT, type.what() + " made with arguments", List.of(args));
      }
      boolean dict = type instanceof Name name && name.allowed().check().equals("dict");
      stack.push(
          made(
              dict
                  ? new Dict(DictKind.ATTRIBUTES)
                  : new Thing(type.what(), type instanceof ScriptClass)));
    }
  }

  /** Tells again of an unknown name, now that it is called. */
  private void called(Opaque unknown) {
    if (unknown.name() != null && called.size() < MOST_CALLED && called.add(unknown.name())) {
      context.findings().replace(unknown.name() + " named (", unknown.name() + " called" + where());
    }
  }

  private void note(Reason reason, String text) {
    context.findings().add(reason, text + where());
  }

  private void note(Reason reason, String text, List<Value> involved) {
    Notes notes = this::note;
    notes.note(reason, text, involved);
  }

  private String where() {
    return " (%s, byte %d)".formatted(cursor.record(), opcodeStart);
  }
}
