package zamba.publish.content;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Crc64NvmeTest {

  /** The check value of the catalogue of parametrised CRC algorithms, CRC-64/NVME. */
  @Test
  void isTheCatalogues() {
    byte[] check = Base64.getDecoder().decode(Crc64Nvme.of("123456789".getBytes(US_ASCII)));

    assertThat(check).asHexString().isEqualTo("AE8B14860A799888");
  }

  @Test
  void isTheSameHoweverTheBytesAreCut() {
    byte[] bytes = new byte[1000];
    new Random(1).nextBytes(bytes);
    for (int cut = 0; cut <= bytes.length; cut += 7) {
      Crc64Nvme crc = new Crc64Nvme();
      crc.update(Arrays.copyOfRange(bytes, 0, cut));
      crc.update(Arrays.copyOfRange(bytes, cut, bytes.length));
      assertThat(crc.base64()).isEqualTo(Crc64Nvme.of(bytes));
    }
  }
}
