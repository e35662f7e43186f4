package zamba.publish.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import zamba.publish.inspect.bytes.ByteSource;
import zamba.publish.inspect.value.AllowList;
import zamba.publish.inspect.value.Verdict;

/** Files that do harm when they are loaded, or seem to be what they are not. */
class AttacksTest {

  private static final byte[] SYSTEM =
      PickleWriter.protocol(2).global("posix", "system").text("true").raw(0x85).ops("R").end();

  private static final List<Arguments> ATTACKS = new ArrayList<>();

  static List<Arguments> attacks() {
    ATTACKS.clear();
    names();
    states();
    arguments();
    tensors();
    numpy();
    limits();
    pickles();
    archives();
    scripts();
    return ATTACKS;
  }

  private static void names() {
    add(
        "a name in a set",
        "role",
        p(3).raw(0x8f).ops("(").global("collections", "Counter").raw(0x90));
    add(
        "a name as a key",
        "role",
        p(2).ops("}").global("torch", "FloatStorage").integer(1).ops("s"));
    add("a callable is the result", "role", p(2).global("collections", "OrderedDict"));
    add(
        "a callable in a tuple in the result",
        "role",
        p(2).ops("]").global("builtins", "bytes").raw(0x85).ops("a"));
    add("a value is called", "role", p(2).global("torch", "float32").ops(")R"));
    add("a value is made", "role", p(2).global("torch", "float32").ops(")").raw(0x81));
    add(
        "what a call gave is called",
        "role",
        p(2).global("collections", "OrderedDict").ops(")R)R"));
    add(
        "TorchScript's name elsewhere",
        "role",
        p(2).global("torch.jit._pickle", "build_intlist").ops("]").raw(0x85).ops("R"));
    add(
        "a factory that is none",
        "role",
        p(2).global("collections", "defaultdict").global("builtins", "bytes").raw(0x85).ops("R"));
    add(
        "a name by strings of the memo",
        "global",
        p(4).text("os")
            .raw(0x94)
            .text("system")
            .raw(0x94)
            .ops("(h")
            .raw(0)
            .ops("h")
            .raw(1, 0x93)
            .ops("ttN")
            .raw(0x86, 0x86));
    add("a name in capitals", "global", p(2).global("Torch", "float32"));
    add("a dotted name", "global", p(4).text("torch").text("float32.__class__").raw(0x93));
    add("a name made of numbers", "global", p(4).integer(1).integer(2).raw(0x93));
    add("a name of Cyrillic letters", "global", p(4).text("torch").text("flоat32").raw(0x93));
    add(
        "a class of TorchScript in a plain pickle",
        "global",
        p(2).global("__torch__", "Net").ops(")").raw(0x81));
  }

  private static void states() {
    add(
        "an item that AttributeDict takes for __setstate__",
        "state",
        attributes().text("__setstate__").integer(1).ops("s"));
    add(
        "a state of AttributeDict with __class__",
        "state",
        attributes().ops("}").text("__class__").integer(1).ops("sb"));
    add("a state of OrderedDict", "state", ordered().ops("}").text("x").integer(1).ops("sb"));
    add(
        "two states of OrderedDict",
        "state",
        ordered().ops("}").text("_metadata").ops("}sb}").text("_metadata").ops("}sb"));
    add(
        "a state that is a pair",
        "state",
        p(2).global("argparse", "Namespace").ops(")").raw(0x81).ops("}}").raw(0x86).ops("b"));
    add("a state of a dict", "state", p(2).ops("}}b"));
    add("a state of a tensor", "state", p(2).tensor("0", 1).ops("}b"), 1);
    add("a state of a name", "state", p(2).global("torch", "float32").ops("}b"));
    add("an item of a tensor", "state", p(2).tensor("0", 1).integer(0).integer(0).ops("s"), 1);
    add("appends to a dict", "state", p(2).ops("}Na"));
    add("adds to a frozenset", "state", p(4).ops("(").raw(0x91).ops("(N").raw(0x90));
    add(
        "a hook that comes later",
        "state",
        p(2).ops("(")
            .global("torch._utils", "_rebuild_tensor_v2")
            .ops("(")
            .storage("FloatStorage", "0", 1)
            .integer(0)
            .tuple(1)
            .tuple(1)
            .raw(0x89)
            .global("collections", "OrderedDict")
            .ops(")Rq")
            .raw(0)
            .ops("tRh")
            .raw(0)
            .integer(0)
            .global("torch", "float32")
            .ops("st"),
        1);
  }

  private static void arguments() {
    add(
        "bytes of a length",
        "argument",
        p(2).global("builtins", "bytearray").integer(1 << 30).raw(0x85).ops("R"));
    add(
        "a complex number by text",
        "argument",
        p(2).global("builtins", "complex").text("1").raw(0x85).ops("R"));
    add(
        "rot13",
        "argument",
        p(2).global("_codecs", "encode").text("x").text("rot13").raw(0x86).ops("R"));
    add(
        "text beyond latin1",
        "argument",
        p(2).global("_codecs", "encode").text("€").text("latin1").raw(0x86).ops("R"));
    add(
        "a device that is none",
        "argument",
        p(2).global("torch", "device").text("/etc/x").raw(0x85).ops("R"));
    add("a size of text", "argument", p(2).global("torch", "Size").text("x").raw(0x85).ops("R"));
    add(
        "arguments that are no tuple",
        "argument",
        p(2).global("collections", "OrderedDict").ops("]R"));
    add(
        "made with arguments",
        "argument",
        p(2).global("argparse", "Namespace").integer(1).raw(0x85, 0x81));
    add(
        "a path of a number",
        "argument",
        p(2).global("pathlib", "PosixPath").integer(1).raw(0x85).ops("R"));
    add("a set of a dict", "argument", p(2).global("builtins", "set").ops("}").raw(0x85).ops("R"));
    add(
        "an ordered dict of single values",
        "argument",
        p(2).global("collections", "OrderedDict").ops("](Ne").raw(0x85).ops("R"));
  }

  private static void tensors() {
    add(
        "a view beyond its storage",
        "argument",
        p(2).tensor("0", 4, 1, new int[] {4}, new int[] {1}),
        4);
    add("a negative offset", "argument", p(2).tensor("0", 4, -1, new int[] {1}, new int[] {1}), 4);
    add("a negative size", "argument", p(2).tensor("0", 4, 0, new int[] {-1}, new int[] {1}), 4);
    add("a negative stride", "argument", p(2).tensor("0", 4, 3, new int[] {4}, new int[] {-1}), 4);
    add(
        "sizes that overflow",
        "argument",
        p(2).tensor("0", 4, 0, new int[] {1 << 30, 1 << 30, 1 << 30}, new int[] {0, 0, 0}),
        4);
    add(
        "strides that overflow",
        "argument",
        p(2).tensor(
                "0", 4, 0, new int[] {1 << 30, 1 << 30, 5}, new int[] {1 << 30, 1 << 30, 1 << 30}),
        4);
    add(
        "fewer strides than sizes",
        "argument",
        p(2).tensor("0", 4, 0, new int[] {2, 2}, new int[] {1}),
        4);
    add(
        "one storage of two lengths",
        "storage",
        p(2).ops("(").tensor("0", 4).tensor("0", 400).ops("t"),
        4);
    add(
        "a length of a bool",
        "persistent-id",
        p(2).ops("(")
            .text("storage")
            .global("torch", "FloatStorage")
            .text("0")
            .text("cpu")
            .raw(0x88)
            .ops("tQ"),
        1);
    add(
        "a location that is none",
        "persistent-id",
        p(2).ops("(")
            .text("storage")
            .global("torch", "FloatStorage")
            .text("0")
            .text("../x")
            .integer(1)
            .ops("tQ"),
        1);
    add(
        "six parts of a persistent id",
        "persistent-id",
        p(2).ops("(")
            .text("storage")
            .global("torch", "FloatStorage")
            .text("0")
            .text("cpu")
            .integer(1)
            .ops("NtQ"),
        1);
    add("a list as a persistent id", "persistent-id", p(2).ops("]Q"));
    add(
        "no class of a storage",
        "role",
        p(2).ops("(")
            .text("storage")
            .global("collections", "OrderedDict")
            .text("0")
            .text("cpu")
            .integer(1)
            .ops("tQ"),
        1);
    add(
        "a persistent id in a plain pickle",
        "persistent-id",
        p(2).storage("FloatStorage", "0", 1).end());
  }

  private static void numpy() {
    add(
        "void elements",
        "argument",
        p(2).global("numpy", "dtype").text("V8").raw(0x89, 0x88, 0x87).ops("R"));
    add(
        "named fields",
        "argument",
        p(2).global("numpy", "dtype").text("f4,O").raw(0x89, 0x88, 0x87).ops("R"));
    add(
        "a shared dtype",
        "argument",
        p(2).global("numpy", "dtype").text("f4").raw(0x89, 0x89, 0x87).ops("R"));
    add("flags of objects", "argument", p(2).dtype("f4", "<", -1, -1, 63));
    add("another item size", "argument", p(2).dtype("S4", "|", 400, 1, 0));
    add(
        "a second state of a dtype",
        "state",
        p(2).dtype("f4", "<", -1, -1, 0)
            .ops("(")
            .integer(3)
            .text("<")
            .ops("NNN")
            .integer(-1)
            .integer(-1)
            .integer(0)
            .ops("tb"));
    add(
        "a scalar that is too short",
        "argument",
        p(3).global("numpy.core.multiarray", "scalar")
            .dtype("f8", "<", -1, -1, 0)
            .binBytes(new byte[4])
            .raw(0x86)
            .ops("R"));
    add(
        "an array of another class",
        "argument",
        p(3).global("numpy.core.multiarray", "_reconstruct")
            .global("numpy", "dtype")
            .integer(0)
            .raw(0x85)
            .ops("C")
            .raw(1, 'b', 0x87)
            .ops("R"));
    add(
        "a shape to be guessed",
        "argument",
        p(5).global("numpy.core.numeric", "_frombuffer")
            .ops("(")
            .binBytes(new byte[4])
            .dtype("f4", "<", -1, -1, 0)
            .tuple(-1)
            .text("C")
            .ops("tR"));
  }

  private static void limits() {
    add("marks in marks", "limit", p(2).ops("(".repeat(300)));
    add("a long integer", "limit", p(2).raw(0x8b).u32(2000).bytes(new byte[2000]));
    add("a negative length of an integer", "limit", p(2).raw(0x8b).u32(-1));
    add("a string beyond all memory", "limit", p(4).raw(0x8d).i64(-1));
    add("a memo with holes", "limit", p(2).ops("Nq").raw(5));
    PickleWriter tuples = p(2).ops(")");
    for (int index = 0; index < 60; index++) {
      tuples.ops("q").raw(index).ops("h").raw(index, 0x86);
    }
    add("a key that takes forever to hash", "limit", p(2).ops("}").bytes(tail(tuples)).ops("Ns"));
    add(
        "much memory of little",
        "limit",
        p(4).ops("(")
            .bytes("])}".repeat(1_000_000).getBytes(StandardCharsets.ISO_8859_1))
            .ops("t"));
    PickleWriter copies = p(2).ops("]q").raw(0).ops("(").ops("N".repeat(60_000)).ops("e(");
    for (int index = 0; index < 2_000; index++) {
      copies.global("builtins", "set").ops("h").raw(0, 0x85).ops("R");
    }
    add("one list copied again and again", "limit", copies.ops("t"));
    add("one state copied again and again", "limit", HostileFiles.oneStateForMany());
    add("a tensor that says much of itself", "argument", HostileFiles.oneStateForATensor());
    add("one size again", "limit", HostileFiles.oneTupleForMany("torch", "Size", true));
    add("one path again", "limit", HostileFiles.oneTupleForMany("pathlib", "PosixPath", false));
  }

  private static void pickles() {
    add("two values at the end", "opcode", p(2).ops("NN"));
    add("a mark at the end", "opcode", p(2).ops("N("));
    add("a second protocol", "opcode", p(2).raw(0x80, 2).ops("N"));
    add("protocol 1", "opcode", p(1).ops("N"));
    add("a buffer from outside", "opcode", p(5).raw(0x97));
    add("INST", "opcode", p(2).ops("(iposix\nsystem\n"));
    add("NEWOBJ_EX", "opcode", p(4).global("argparse", "Namespace").ops(")}").raw(0x92));
    add(
        "something after the pickle",
        "record",
        ZipWriter.torch(p(2).ops("N.cos\nsystem\n").end()).end());
    add("something after a plain pickle", "gap", p(2).ops("N.N").end());
    add("something after a legacy file", "gap", concat(GoodFiles.legacy(), SYSTEM));
    add(
        "a legacy file cut off",
        "storage",
        Arrays.copyOf(GoodFiles.legacy(), GoodFiles.legacy().length - 1));
    byte[] counted = GoodFiles.legacy();
    counted[counted.length - 24]++;
    add("another count before the bytes", "storage", counted);
    for (String sum : List.of("%06o\0 ", "%07o\0", "0o%05o ", "%o")) {
      add("a tar archive as well: " + sum.strip(), "gap", HostileFiles.tarAsWell(sum));
    }
    add("nothing at the end", "unreadable", p(2).end());
    add("nothing on the stack", "unreadable", p(2).ops("R").end());
    add("nothing in the memo", "unreadable", p(2).ops("h").raw(3).end());
    add("a list as a key", "unreadable", p(2).ops("}]Ns").end());
    add("an end in the middle", "unreadable", p(2).text("abc").ops("X").u32(100).end());
    add(
        "protocol 0 without a name",
        "opcode",
        "(lp0\nI1\na.".getBytes(StandardCharsets.ISO_8859_1));
  }

  private static void archives() {
    byte[] good = GoodFiles.checkpoint();
    byte[] version = ZipWriter.ascii("3\n");
    add("bytes after the end", "gap", concat(ZipWriter.torch(good, 6, 4).end(), SYSTEM));
    add("bytes before the directory", "gap", ZipWriter.torch(good, 6, 4).gap(new byte[300]).end());
    add(
        "bytes in the beginning",
        "gap",
        new ZipWriter()
            .gap(ZipWriter.torch(SYSTEM).end())
            .stored("a/data.pkl", p(2).ops("N").end())
            .stored("a/version", version)
            .end());
    add(
        "an extra field in the directory",
        "gap",
        new ZipWriter()
            .withDirectoryExtra("a/data.pkl", p(2).ops("N").end(), new byte[] {1, 0, 0, 0})
            .stored("a/version", version)
            .end());
    add(
        "encrypted",
        "record",
        new ZipWriter().withFlags("a/data.pkl", SYSTEM, 1).stored("a/version", version).end());
    add(
        "a backslash",
        "name",
        new ZipWriter().stored("a/data.pkl", SYSTEM).stored("a\\x/data.pkl", version).end());
    add(
        "code outside TorchScript",
        "record",
        new ZipWriter()
            .stored("a/data.pkl", p(2).ops("N").end())
            .stored("a/code/x.py", version)
            .stored("a/version", version)
            .end());
    add(
        "version 99",
        "record",
        new ZipWriter()
            .stored("a/data.pkl", p(2).ops("N").end())
            .stored("a/version", ZipWriter.ascii("99"))
            .end());
    add(
        "no version",
        "unreadable",
        new ZipWriter().stored("a/data.pkl", p(2).ops("N").end()).end());
    for (String root : List.of(".", "..")) {
      ZipWriter zip = new ZipWriter().stored(root + "/data.pkl", p(2).ops("N").end());
      add("the root " + root, "root", zip.stored(root + "/version", version).end());
    }
    add(
        "data.pkl as a folder",
        "record",
        new ZipWriter()
            .attributes(0x10)
            .stored("a/data.pkl", p(2).ops("N").end())
            .attributes(0)
            .stored("a/version", version)
            .end());
    add("cut off", "unreadable", Arrays.copyOf(ZipWriter.torch(good, 6, 4).end(), 700));
    add(
        "a storage that is too long",
        "storage",
        ZipWriter.torch(p(2).tensor("0", 4).end(), 5).end());
  }

  private static void scripts() {
    byte[] root = p(2).global("__torch__", "Net").ops(")").raw(0x81).ops("}b").end();
    for (String file : List.of("../x.py", "a//x.py", "./x.py", "a/../x.py")) {
      add("the file " + file, "record", script(root, file, "").end());
    }
    add("code that is not there", "global", script(root, "other.py", "").end());
    add(
        "a custom class",
        "global",
        script(
                p(2).global("__torch__.torch.classes.x", "Y").ops(")").raw(0x81).end(),
                "__torch__.py",
                "")
            .end());
    add(
        "a state that is a tuple",
        "state",
        script(
                p(2).global("__torch__", "Net").ops(")").raw(0x81).ops(")b").end(),
                "__torch__.py",
                "")
            .end());
    for (String code :
        List.of(
            "torch.save(x, \"/tmp/x\")",
            "\"/etc/passwd\".from_file(False, 1)",
            "ops.aten.save(x, y)",
            "ops.c10d.send(x)",
            "ops.mine.run(x)",
            "t = torch\nt.x(1)",
            "getattr(torch, \"save\")(x)",
            "o = ops\n",
            "__torch__.torch.classes.a.B(x)",
            "ops.profiler._record_function_enter(x)",
            "torch.\\\nsave(x, y)",
            "ops.\\\nc10d.send(x)",
            "getattr(ops.aten, \"save\")(x)",
            "getattr(x, \"sa\" \"ve\")(y)",
            "getattr(x, \"\\x73ave\")(y)",
            "getattr(getattr(x, \"a\"), \"save\")(y)",
            "getattr(f(x), \"save\")(y)",
            "getattr(x, \"save\", z)(y)",
            "getattr(x" + "+x".repeat(300) + ", \"save\")(y)",
            "g = getattr\ng(x, \"save\")",
            "a = ops.aten\n")) {
      add("code: " + code, "global", script(root, "__torch__.py", code).end());
    }
  }

  static ZipWriter script(byte[] root, String file, String code) {
    return new ZipWriter()
        .stored("a/data.pkl", root)
        .deflated("a/code/" + file, code.getBytes(StandardCharsets.UTF_8))
        .stored("a/constants.pkl", p(2).ops(")").end())
        .stored("a/version", ZipWriter.ascii("3\n"));
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void isRefused(byte[] file, String reason) throws IOException {
    Inspection inspection = new Inspector(AllowList.shipped()).inspect(ByteSource.of(file));
    assertThat(inspection.reason()).as(inspection.findings().toString()).isEqualTo(reason);
    assertThat(inspection.verdict())
        .isEqualTo(reason.equals("unreadable") ? Verdict.UNREADABLE : Verdict.UNSAFE);
  }

  private static PickleWriter p(int protocol) {
    return PickleWriter.protocol(protocol);
  }

  private static PickleWriter ordered() {
    return p(2).global("collections", "OrderedDict").ops(")R");
  }

  private static PickleWriter attributes() {
    return p(2).global("lightning.fabric.utilities.data", "AttributeDict").ops(")").raw(0x81);
  }

  /** In an archive, with records of so many floats. */
  private static void add(String name, String reason, PickleWriter pickle, int... floats) {
    add(name, reason, ZipWriter.torch(pickle.end(), floats).end());
  }

  private static void add(String name, String reason, byte[] file) {
    ATTACKS.add(Arguments.of(Named.of(name, file), reason));
  }

  private static byte[] tail(PickleWriter pickle) {
    byte[] all = pickle.unfinished();
    return Arrays.copyOfRange(all, 2, all.length);
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
