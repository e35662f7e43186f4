package zamba.publish.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import zamba.publish.inspect.bytes.ByteSource;
import zamba.publish.inspect.value.AllowList;
import zamba.publish.inspect.value.Tensor;
import zamba.publish.inspect.value.Verdict;

class InspectorTest {

  private final Inspector inspector = new Inspector(AllowList.shipped());

  @Test
  void findsGoodFilesSafe() throws IOException {
    for (Map.Entry<String, byte[]> file : GoodFiles.all().entrySet()) {
      Inspection inspection = inspect(file.getValue());
      assertThat(inspection.verdict())
          .as(file.getKey() + " " + inspection.findings())
          .isEqualTo(Verdict.SAFE);
      assertThat(inspection.reason()).isEmpty();
    }
  }

  @Test
  void tellsWhatACheckpointHolds() throws IOException {
    Inspection inspection = inspect(GoodFiles.all().get("archive"));
    assertThat(inspection.summary()).isEqualTo("safe, 8 parameters, 2 tensors, Lightning 1.9");
    assertThat(inspection.kind()).isEqualTo(Kind.TORCH_ARCHIVE);
    assertThat(inspection.tensors())
        .containsExactly(
            new Tensor("head.weight", "float32", List.of(2L, 3L)),
            new Tensor("head.bias", "float32", List.of(2L)));
    assertThat(inspection.lastLayer()).hasValue(inspection.tensors().get(1));
    assertThat(inspection.hyperParameters())
        .hasValue(Map.of("species", List.of("bat", "blank"), "lr", 1.0));
    assertThat(inspection.names()).containsEntry("torch._utils._rebuild_tensor_v2", 2);
    assertThat(inspection.strings()).contains("blank", "head.bias");
  }

  @Test
  void tellsWhereACommandIs() throws IOException {
    byte[] pickle =
        PickleWriter.protocol(2).global("posix", "system").text("true").raw(0x85).ops("R").end();
    Inspection inspection = inspect(ZipWriter.torch(pickle).end());
    assertThat(inspection.summary()).isEqualTo("unsafe: posix.system called (data.pkl, byte 26)");
    assertThat(inspection.names()).containsOnlyKeys("posix.system");
  }

  @Test
  void namesAllThatIsUnknown() throws IOException {
    PickleWriter pickle = PickleWriter.protocol(2).ops("](");
    for (String name : List.of("one", "two", "one")) {
      pickle.global("my.module", name).ops(")R");
    }
    assertThat(inspect(pickle.ops("e").end()).findings())
        .containsExactly(
            "my.module.one called (pickle, byte 20)", "my.module.two called (pickle, byte 37)");
  }

  @Test
  void allowsNamesThatAreAdded() throws IOException {
    PickleWriter thing = PickleWriter.protocol(2).global("my.module", "Thing").ops(")").raw(0x81);
    byte[] pickle = thing.ops("}").text("x").integer(1).ops("sb").end();
    assertThat(inspect(pickle).reason()).isEqualTo("global");
    AllowList more = AllowList.shipped().with(List.of("my.module  Thing new"));
    assertThat(new Inspector(more).inspect(ByteSource.of(pickle)).verdict())
        .isEqualTo(Verdict.SAFE);
    assertThat(more.digest()).isNotEqualTo(AllowList.shipped().digest());
  }

  @Test
  void refusesAdditionsThatAreNone() {
    assertThatThrownBy(() -> AllowList.shipped().with(List.of("my.module")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("module name role");
    assertThatThrownBy(() -> AllowList.shipped().with(List.of("a b storage")))
        .hasMessageContaining("'storage' is none of value, new, call");
  }

  @Test
  void readsLittleOfAnArchiveOf256MiB() throws IOException {
    int[] floats = new int[64];
    Arrays.fill(floats, 1 << 20);
    PickleWriter pickle = PickleWriter.protocol(2).ops("}(");
    for (int key = 0; key < floats.length; key++) {
      pickle.text("layer." + key).tensor(Integer.toString(key), floats[key]);
    }
    byte[] archive = ZipWriter.torch(pickle.ops("u").end(), floats).end();
    Inspection inspection = inspect(archive);
    assertThat(archive.length).isGreaterThan(256 << 20);
    assertThat(inspection.verdict()).isEqualTo(Verdict.SAFE);
    assertThat(inspection.bytesRead()).isLessThanOrEqualTo(1 << 20);
    assertThat(inspection.requests()).isLessThanOrEqualTo(4);
  }

  @Test
  void readsLittleOfALegacyFileOf64MiB() throws IOException {
    PickleWriter file = PickleWriter.protocol(2).raw(0x8a, 10);
    file.bytes(HexFormat.of().parseHex("6cfc9c46f9206aa85019")).ops(".");
    file.raw(0x80, 2).integer(1001).ops(".").raw(0x80, 2).ops("}").text("little_endian");
    file.raw(0x88).ops("s.").raw(0x80, 2).ops("](");
    for (int key = 0; key < 16; key++) {
      file.ops("(").text("storage").global("torch", "FloatStorage").text("" + key).text("cpu");
      file.integer(1 << 20).ops("NtQ");
    }
    file.ops("e.").raw(0x80, 2).ops("](");
    for (int key = 0; key < 16; key++) {
      file.text("" + key);
    }
    file.ops("e.");
    for (int key = 0; key < 16; key++) {
      file.i64(1 << 20).bytes(new byte[4 << 20]);
    }
    byte[] bytes = file.unfinished();
    Inspection inspection = inspect(bytes);
    assertThat(inspection.verdict()).as(inspection.summary()).isEqualTo(Verdict.SAFE);
    assertThat(inspection.bytesRead()).isLessThan(2 << 20);
    assertThat(inspection.requests()).isLessThanOrEqualTo(8);
  }

  @Test
  void skipsLongPayloadsOfAPlainPickle() throws IOException {
    byte[] payload = new byte[32 << 20];
    byte[] pickle = PickleWriter.protocol(3).binBytes(payload).end();
    Inspection inspection = inspect(pickle);
    assertThat(inspection.verdict()).isEqualTo(Verdict.SAFE);
    assertThat(inspection.bytesRead()).isLessThan(1 << 20);
  }

  @Test
  void judgesPicklesAlikeWhileTheyPass() throws Exception {
    byte[] long9 =
        PickleWriter.protocol(3)
            .ops("(")
            .binBytes(new byte[9 << 20])
            .binBytes(new byte[5 << 20])
            .ops("t")
            .end();
    byte[] command = PickleWriter.protocol(2).global("posix", "system").ops(")R").end();
    for (byte[] file :
        List.of(GoodFiles.legacy(), GoodFiles.numpy(), long9, command, new byte[20])) {
      Inspection passing = pass(file, new Random(7));
      Inspection whole = inspect(file);
      assertThat(passing.summary()).isEqualTo(whole.summary());
    }
  }

  @Test
  void asksForAnArchiveToBeReadBack() throws Exception {
    byte[] archive = GoodFiles.all().get("archive");
    try (PassingInspection passing = new PassingInspection(inspector, archive.length)) {
      passing.pass(archive, 0, 2);
      assertThat(passing.isArchive()).isFalse();
      passing.pass(archive, 2, archive.length - 2);
      assertThat(passing.isArchive()).isTrue();
      assertThatThrownBy(passing::end).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void failsIfFewerBytesPassThanAnnounced() throws Exception {
    byte[] pickle = GoodFiles.numpy();
    try (PassingInspection passing = new PassingInspection(inspector, pickle.length)) {
      passing.pass(pickle, 0, pickle.length - 1);
      assertThatThrownBy(passing::end).isInstanceOf(IOException.class);
    }
  }

  private Inspection pass(byte[] file, Random random) throws Exception {
    try (PassingInspection passing = new PassingInspection(inspector, file.length)) {
      for (int at = 0; at < file.length; ) {
        int length = Math.min(file.length - at, 1 + random.nextInt(1 << 20));
        passing.pass(file, at, length);
        at += length;
      }
      return passing.end();
    }
  }

  private Inspection inspect(byte[] file) throws IOException {
    return inspector.inspect(ByteSource.of(file));
  }
}
