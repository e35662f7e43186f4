package zamba.publish.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import zamba.publish.inspect.bytes.ByteSource;
import zamba.publish.inspect.value.AllowList;
import zamba.publish.inspect.value.Verdict;

/**
 * Good files, spoilt at random: always a verdict, and never safe with a name that is not allowed.
 */
class InspectorFuzzTest {

  private static final int ROUNDS = 40_000;
  private static final long LONGEST_NANOS = 8_000_000_000L;
  private static final byte[] NAME = "cposix\nsystem\n".getBytes(StandardCharsets.US_ASCII);

  private final AllowList allowed = AllowList.shipped();
  private final Inspector inspector = new Inspector(allowed);
  private final Random random = new Random(20261124);

  @Test
  void judgesWhateverItIsGiven() throws IOException {
    List<byte[]> seeds = new ArrayList<>(GoodFiles.all().values());
    seeds.add(GoodFiles.checkpoint());
    seeds.add(GoodFiles.values());
    seeds.add(AttacksTest.script(script(), "__torch__.py", "class Net(Module): pass").end());
    long start = System.nanoTime();
    int safe = 0;
    for (int round = 0; round < ROUNDS && System.nanoTime() - start < LONGEST_NANOS; round++) {
      byte[] file = seeds.get(random.nextInt(seeds.size())).clone();
      for (int change = random.nextInt(4); change >= 0; change--) {
        file = change(file, seeds);
      }
      safe += judge(file) ? 1 : 0;
    }
    assertThat(safe).as("some changes do no harm").isPositive();
  }

  private boolean judge(byte[] file) throws IOException {
    Inspection inspection = inspector.inspect(ByteSource.of(file));
    boolean good = inspection.verdict() == Verdict.SAFE || inspection.verdict() == Verdict.PROGRAM;
    if (good) {
      assertThat(inspection.names().keySet())
          .allMatch(
              name -> {
                int dot = name.lastIndexOf('.');
                return allowed.allows(name.substring(0, dot), name.substring(dot + 1))
                    || (inspection.verdict() == Verdict.PROGRAM && name.equals("__torch__.Net"));
              });
    } else {
      assertThat(inspection.findings()).isNotEmpty();
      assertThat(inspection.reason()).isNotEmpty();
    }
    return good;
  }

  private byte[] change(byte[] file, List<byte[]> seeds) {
    if (file.length == 0) {
      return NAME.clone();
    }
    int at = random.nextInt(file.length);
    switch (random.nextInt(7)) {
      case 0 -> file[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> file[at] = (byte) random.nextInt(256);
      case 2 -> {
        return Arrays.copyOf(file, at);
      }
      case 3 -> {
        return insert(file, at, new byte[] {(byte) random.nextInt(256)});
      }
      case 4 -> {
        byte[] other = seeds.get(random.nextInt(seeds.size()));
        int from = random.nextInt(other.length);
        return insert(file, at, Arrays.copyOfRange(other, from, Math.min(other.length, from + 40)));
      }
      case 5 -> {
        return insert(file, at, NAME);
      }
      default -> {
        int end = Math.min(file.length, at + 1 + random.nextInt(20));
        Arrays.fill(file, at, end, (byte) (random.nextBoolean() ? 0 : 0xff));
      }
    }
    return file;
  }

  private static byte[] insert(byte[] file, int at, byte[] more) {
    byte[] longer = Arrays.copyOf(file, file.length + more.length);
    System.arraycopy(more, 0, longer, at, more.length);
    System.arraycopy(file, at, longer, at + more.length, file.length - at);
    return longer;
  }

  private static byte[] script() {
    return PickleWriter.protocol(2).global("__torch__", "Net").ops(")").raw(0x81).ops("}b").end();
  }
}
