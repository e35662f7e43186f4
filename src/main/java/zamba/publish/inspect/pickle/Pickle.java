package zamba.publish.inspect.pickle;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import zamba.publish.inspect.bytes.Cursor;
import zamba.publish.inspect.bytes.PickleLimits;
import zamba.publish.inspect.bytes.Reason;
import zamba.publish.inspect.bytes.RefusedException;
import zamba.publish.inspect.value.Dict;
import zamba.publish.inspect.value.Memory;
import zamba.publish.inspect.value.Notes;
import zamba.publish.inspect.value.Role;
import zamba.publish.inspect.value.Tuple;
import zamba.publish.inspect.value.Value;
import zamba.publish.inspect.value.Value.Bool;
import zamba.publish.inspect.value.Value.DictKind;
import zamba.publish.inspect.value.Value.Int;
import zamba.publish.inspect.value.Value.Leaf;
import zamba.publish.inspect.value.Value.Name;
import zamba.publish.inspect.value.Value.Opaque;
import zamba.publish.inspect.value.Value.Real;
import zamba.publish.inspect.value.Value.ScriptClass;
import zamba.publish.inspect.value.Value.Sequence;
import zamba.publish.inspect.value.Value.Thing;

/**
 * Goes through one pickle as CPython's unpickler would (Modules/_pickle.c, pickletools.py), with
 * types in place of values: nothing is built, imported or called.
 */
public final class Pickle {

  public static final Value NONE = new Leaf("None");
  private static final Value TRUE = new Bool(true);
  private static final Value FALSE = new Bool(false);
  private static final int STOP = '.';

  /** Unknown names of which it is told that they are called. */
  private static final int MOST_CALLED = 1000;

  private final Cursor cursor;
  private final Operands operands;
  private final PickleContext context;
  private final PersistentIds ids;
  private final Memory memory;
  private final Stack stack;
  private final Memo memo;
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
    this.operands = new Operands(cursor);
    this.context = context;
    this.ids = ids;
    this.memory = context.memory();
    this.stack = new Stack(memory);
    this.memo = new Memo(memory);
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
      operands.protocol(context.opcodes());
      for (int opcode = next(); opcode != STOP; opcode = next()) {
        run(opcode);
      }
      return result();
    } catch (RefusedException e) {
      throw new RefusedException(e.reason(), e.getMessage() + where());
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
      case 0x8a -> stack.push(operands.integer(cursor.u8()));
      case 0x8b -> stack.push(operands.integer(cursor.i32()));
      case 'G' -> stack.push(new Real(Double.longBitsToDouble(Long.reverseBytes(cursor.i64()))));
      case 'X' -> stack.push(texts.utf8(cursor, operands.length(cursor.u32())));
      case 0x8c -> stack.push(texts.utf8(cursor, cursor.u8()));
      case 0x8d -> stack.push(texts.utf8(cursor, operands.length(cursor.i64())));
      case 'T' -> stack.push(texts.old(cursor, operands.length(cursor.i32())));
      case 'U' -> stack.push(texts.old(cursor, cursor.u8()));
      case 'B' -> stack.push(bytes(operands.length(cursor.u32()), false));
      case 'C' -> stack.push(bytes(cursor.u8(), false));
      case 0x8e -> stack.push(bytes(operands.length(cursor.i64()), false));
      case 0x96 -> stack.push(bytes(operands.length(cursor.i64()), true));
      case 'c' -> stack.push(names.find(operands.line(), operands.line()));
      case 0x93 -> stack.push(named(stack.pop(2)));
      case 'q' -> memo.put(cursor.u8(), stack.top());
      case 'r' -> memo.put(cursor.u32(), stack.top());
      case 0x94 -> memo.put(memo.size(), stack.top());
      case 'h' -> stack.push(memo.get(cursor.u8()));
      case 'j' -> stack.push(memo.get(cursor.u32()));
      case 0x95 -> operands.frame(cursor.i64());
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

  private Value bytes(long length, boolean mutable) throws IOException, RefusedException {
    int first = length == 0 ? -1 : cursor.u8();
    if (length > 1) {
      cursor.skip(length - 1);
      payloads += length - 1;
    }
    return made(new Value.Bytes(first, length, mutable));
  }

  private Value named(List<Value> two) {
    return names.find(two.get(0), two.get(1));
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
