package zamba.publish.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;
import zamba.publish.inspect.bytes.ByteSource;
import zamba.publish.inspect.value.AllowList;

/** Whatever it is given, the inspection takes no more than 64 MiB, the file itself included. */
class InspectorBoundsTest {

  private final Inspector inspector = new Inspector(AllowList.shipped());

  /** What runs in a JVM of 64 MiB. */
  static final class Small {
    private Small() {}

    public static void main(String[] args) throws IOException {
      look("good", GoodFiles.all().values());
      look("shapes", List.of(HostileFiles.manyShapes()));
      look("names", List.of(HostileFiles.longNames()));
      look("states", List.of(HostileFiles.oneStateForMany()));
      look("telling", List.of(HostileFiles.muchToTell()));
    }

    private static void look(String name, Collection<byte[]> files) throws IOException {
      for (byte[] file : files) {
        Inspection inspection = new Inspector(AllowList.shipped()).inspect(ByteSource.of(file));
        System.out.println(name + " " + inspection.verdict() + " " + inspection.tensorCount());
      }
    }
  }

  @Test
  void takesNoMoreThan64MiB() throws IOException, InterruptedException {
    Process java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Small.class.getName())
            .redirectErrorStream(true)
            .start();
    String told = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(java.waitFor()).as(told).isZero();
    assertThat(told.lines())
        .contains("shapes safe 65536", "names safe 15001", "states unsafe 0", "telling unsafe 0");
  }

  @Test
  void doesNotGoOnTellingForever() throws IOException {
    List<String> findings = inspector.inspect(ByteSource.of(HostileFiles.muchToTell())).findings();

    assertThat(findings.get(0)).startsWith("the opcode DUP");
    assertThat(findings.get(findings.size() - 1)).matches("and 1\\d{4} more");
  }

  @Test
  void countsNoMoreParametersThanANumberHolds() throws IOException {
    PickleWriter pickle = PickleWriter.protocol(2).ops("](");
    for (int tensor = 0; tensor < 9; tensor++) {
      pickle.global("torch._utils", "_rebuild_tensor_v2").ops("(");
      pickle.storage("FloatStorage", "0", 16).integer(tensor).raw(0x8a, 8).i64(1L << 61);
      pickle.raw(0x85).tuple(0).raw(0x89).global("collections", "OrderedDict").ops(")RtR");
    }
    byte[] file = ZipWriter.torch(pickle.ops("e").end(), 16).end();

    assertThat(inspector.inspect(ByteSource.of(file)).parameters()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aGetattrAsThePrinterWritesItIsNoAttack() throws IOException {
    byte[] root =
        PickleWriter.protocol(2).global("__torch__", "Net").ops(")").raw(0x81).ops("}b").end();
    String code =
        "_0 = getattr(getattr(self.blocks, \"0\"), \"1\")\n_1 = ops.prim.NumToTensor(2)\n";
    byte[] file = AttacksTest.script(root, "__torch__.py", code).end();

    assertThat(inspector.inspect(ByteSource.of(file)).findings()).isEmpty();
  }
}
