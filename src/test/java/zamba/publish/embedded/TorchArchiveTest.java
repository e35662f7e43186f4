package zamba.publish.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TorchArchiveTest {

  private final byte[] bytes = archive("slowfast");

  private static byte[] archive(String name) {
    return new TorchArchive(name, new TorchFile.Checkpoint(Map.of(), 5, 1)).bytes();
  }

  @Test
  void isExactly24MiB() {
    assertThat(bytes).hasSize(25_165_824);
  }

  @Test
  void opensAsAZipWhoseEntriesAreAllStored(@TempDir Path dir) throws IOException {
    Path file = Files.write(dir.resolve("slowfast.ckpt"), bytes);
    try (ZipFile zip = new ZipFile(file.toFile())) {
      List<? extends ZipEntry> entries = zip.stream().toList();
      assertThat(entries)
          .extracting(ZipEntry::getName)
          .startsWith("archive/data.pkl", "archive/byteorder", "archive/data/0")
          .endsWith("archive/version");
      assertThat(entries).extracting(ZipEntry::getMethod).containsOnly(ZipEntry.STORED);
      for (ZipEntry entry : entries) {
        try (InputStream data = zip.getInputStream(entry)) {
          // Reading to the end checks nothing for STORED entries, so the CRC is checked here.
          var crc = new java.util.zip.CRC32();
          crc.update(data.readAllBytes());
          assertThat(crc.getValue()).as(entry.getName()).isEqualTo(entry.getCrc());
        }
      }
    }
  }

  @Test
  void beginsTheDataOfEveryTensorAtAMultipleOf64() {
    int tensors = 0;
    for (int at = find("archive/data/", 0); at >= 0; at = find("archive/data/", at + 1)) {
      if (bytes[at - 30] != 'P' || bytes[at - 28] != 3) {
        continue; // the directory's copy of the name
      }
      int nameLength = bytes[at - 4];
      int extraLength = (bytes[at - 2] & 0xff) | ((bytes[at - 1] & 0xff) << 8);
      assertThat((at + nameLength + extraLength) % 64).as("tensor %d", tensors).isZero();
      tensors++;
    }
    assertThat(tensors).isEqualTo(9);
  }

  @Test
  void followsFromItsNameAlone() {
    assertThat(archive("slowfast")).isEqualTo(bytes);
    assertThat(archive("european")).isNotEqualTo(bytes);
  }

  private int find(String text, int from) {
    byte[] wanted = text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    for (int at = from; at <= bytes.length - wanted.length; at++) {
      if (java.util.Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
        return at;
      }
    }
    return -1;
  }
}
