package zamba.publish.inspect;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Small files of weights for tests of the whole program, harmless and not. */
public final class Checkpoints {
  private Checkpoints() {}

  /**
   * As Lightning writes it: a layer of two inputs and one output for each of the species.
   *
   * @param more other hyper parameters
   */
  public static byte[] lightning(List<String> species, Map<String, String> more) {
    int classes = species.size();
    PickleWriter pickle = PickleWriter.protocol(2).ops("}(");
    pickle.text("pytorch-lightning_version").text("1.9.5").text("state_dict");
    pickle.global("collections", "OrderedDict").ops(")R(");
    pickle.text("head.weight");
    pickle.tensor("0", 2 * classes, 0, new int[] {classes, 2}, new int[] {2, 1});
    pickle.text("head.bias").tensor("1", classes).ops("u");
    pickle.text("hyper_parameters").ops("}(").text("species").ops("](");
    species.forEach(pickle::text);
    pickle.ops("e");
    more.forEach((key, value) -> pickle.text(key).text(value));
    return ZipWriter.torch(pickle.ops("uu").end(), 2 * classes, classes).end();
  }

  /** A torch archive that calls something when it is loaded. */
  public static byte[] calling(String module, String name) {
    return ZipWriter.torch(pickleCalling(module, name)).end();
  }

  /** A plain pickle that calls something at the end of so many bytes. */
  public static byte[] pickleCalling(String module, String name, int more) {
    return PickleWriter.protocol(3)
        .ops("}(")
        .text("noise")
        .binBytes(new byte[more])
        .text("x")
        .global(module, name)
        .text("true")
        .raw(0x85)
        .ops("Ru")
        .end();
  }

  private static byte[] pickleCalling(String module, String name) {
    return PickleWriter.protocol(2).global(module, name).text("true").raw(0x85).ops("R").end();
  }

  /** A plain pickle of numpy arrays, as Detectron2 writes it, with so many bytes more. */
  public static byte[] pickle(int more) {
    return PickleWriter.protocol(3)
        .ops("}(")
        .text("model")
        .ops("}")
        .text("noise")
        .binBytes(new byte[more])
        .ops("u")
        .end();
  }

  /** A torch archive with an object of a class that is made without arguments. */
  public static byte[] making(String module, String name) {
    PickleWriter pickle = PickleWriter.protocol(2).ops("}(").text("w").tensor("0", 2);
    pickle.text("settings").global(module, name).ops(")").raw(0x81).ops("}").text("x").integer(1);
    return ZipWriter.torch(pickle.ops("sbu").end(), 2).end();
  }

  /** A TorchScript archive. */
  public static byte[] program() {
    byte[] code =
        "class M(Module):\n  def forward(self: __torch__.M, x: Tensor) -> Tensor:\n    return x\n"
            .getBytes(StandardCharsets.UTF_8);
    byte[] root =
        PickleWriter.protocol(2).global("__torch__", "M").ops(")").raw(0x81).ops("}b").end();
    return new ZipWriter()
        .stored("m/data.pkl", root)
        .deflated("m/code/__torch__.py", code)
        .stored("m/constants.pkl", PickleWriter.protocol(2).ops(")").end())
        .stored("m/version", ZipWriter.ascii("3\n"))
        .end();
  }
}
