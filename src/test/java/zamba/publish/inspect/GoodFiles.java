package zamba.publish.inspect;

import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** Good files of every kind, made here. */
final class GoodFiles {

  private GoodFiles() {}

  static Map<String, byte[]> all() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("archive", ZipWriter.torch(checkpoint(), 6, 4).end());
    files.put("old zip", ZipWriter.torch(checkpoint(), 6, 4).end(false));
    files.put(
        "with descriptors",
        new ZipWriter()
            .descriptors()
            .stored("m/data.pkl", checkpoint())
            .stored("m/.format_version", ZipWriter.ascii("1"))
            .stored("m/.storage_alignment", ZipWriter.ascii("64"))
            .stored("m/byteorder", ZipWriter.ascii("little"))
            .stored("m/data/0", new byte[24])
            .stored("m/data/1", new byte[16])
            .stored("m/version", ZipWriter.ascii("3\n"))
            .stored(
                "m/.data/serialization_id",
                ZipWriter.ascii("0123456789012345678901234567890123456789"))
            .end());
    files.put("legacy", legacy());
    files.put("numpy", numpy());
    files.put("values", ZipWriter.torch(values()).end());
    return files;
  }

  /** As Lightning writes it, with an AttributeDict. */
  static byte[] checkpoint() {
    PickleWriter pickle = PickleWriter.protocol(2).ops("}(");
    pickle.text("pytorch-lightning_version").text("1.9.5").text("state_dict");
    pickle.global("collections", "OrderedDict").ops(")Rq").raw(0).ops("(");
    pickle.text("head.weight").tensor("0", 6, 0, new int[] {2, 3}, new int[] {3, 1});
    pickle.text("head.bias").tensor("1", 4, 2, new int[] {2}, new int[] {1}).ops("u");
    pickle.ops("}").text("_metadata").ops("}sb").text("hyper_parameters");
    pickle.global("pytorch_lightning.utilities.parsing", "AttributeDict").ops(")").raw(0x81);
    pickle.ops("(").text("species").ops("](").text("bat").text("blank").ops("e");
    pickle.text("lr").ops("G").bytes(new byte[] {0x3f, (byte) 0xf0, 0, 0, 0, 0, 0, 0});
    return pickle.ops("uu").end();
  }

  static byte[] legacy() {
    PickleWriter file = PickleWriter.protocol(2).raw(0x8a, 10);
    file.bytes(HexFormat.of().parseHex("6cfc9c46f9206aa85019")).ops(".");
    file.raw(0x80, 2).integer(1001).ops(".").raw(0x80, 2).ops("}(");
    file.text("protocol_version").integer(1001).text("little_endian").raw(0x88).ops("u.");
    file.raw(0x80, 2).ops("}").text("w").global("torch._utils", "_rebuild_tensor_v2").ops("((");
    file.text("storage")
        .global("torch", "FloatStorage")
        .text("7")
        .text("cpu")
        .integer(4)
        .ops("NtQ");
    file.integer(0).tuple(4).tuple(1).raw(0x89).global("collections", "OrderedDict").ops(")RtRs.");
    file.raw(0x80, 2).ops("]").text("7").ops("a.");
    return file.i64(4).bytes(new byte[16]).unfinished();
  }

  static byte[] numpy() {
    PickleWriter pickle = PickleWriter.protocol(3).ops("}(").text("model").ops("}").text("w");
    pickle.global("numpy.core.multiarray", "_reconstruct");
    pickle.global("numpy", "ndarray").integer(0).raw(0x85).ops("C").raw(1, 'b').raw(0x87).ops("R(");
    pickle.integer(1).tuple(2, 3).dtype("f4", "<", -1, -1, 0).raw(0x89).binBytes(new byte[24]);
    return pickle.ops("tbsu").end();
  }

  static byte[] values() {
    PickleWriter pickle = PickleWriter.protocol(4).ops("}(");
    pickle.text("set").raw(0x8f).ops("(").integer(1).text("a").raw(0x90);
    pickle.text("frozen").ops("(").integer(1).raw(0x91);
    pickle.text("size").global("torch", "Size").tuple(1, 2).raw(0x85).ops("R");
    pickle.text("device").global("torch", "device").text("cuda").integer(1).raw(0x86).ops("R");
    pickle.text("dtype").global("torch", "float16");
    pickle.text("args").global("argparse", "Namespace").ops(")").raw(0x81).ops("}").text("lr");
    pickle.integer(1).ops("sb").text("bytes").global("_codecs", "encode").text("é").text("latin1");
    pickle.raw(0x86).ops("R").text("path").global("pathlib", "PosixPath").text("/").text("tmp");
    pickle.raw(0x86).ops("R").text("count").global("collections", "Counter").ops("}").text("x");
    pickle
        .integer(2)
        .ops("s")
        .raw(0x85)
        .ops("R")
        .text("default")
        .global("collections", "defaultdict");
    pickle.global("builtins", "list").raw(0x85).ops("R");
    return pickle.ops("u").end();
  }
}
