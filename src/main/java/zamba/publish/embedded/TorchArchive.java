package zamba.publish.embedded;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A file in the layout that {@code torch.save} writes: a zip archive of uncompressed entries with a
 * pickle of what is in it and one aligned entry for each tensor.
 *
 * @param name what the tensors' bytes follow from
 * @param file what is in it
 */
record TorchArchive(String name, TorchFile file) {

  /** Bytes in each archive: 24 MiB. */
  static final int SIZE = 24 << 20;

  private static final String ROOT = "archive/";
  private static final String VERSION = ROOT + "version";

  /** All of the archive. */
  byte[] bytes() {
    int rest = SIZE - StoredZip.headerLength(VERSION) - 2 - directoryLength() - lengthBefore();
    List<SampleTensor> tensors = tensors(aligned(rest) / SampleTensor.FLOAT);
    StoredZip zip = new StoredZip(SIZE);
    small(tensors).forEach((entry, bytes) -> add(zip, entry, bytes));
    Noise noise = new Noise(name);
    for (int key = 0; key < tensors.size(); key++) {
      // Each tensor from a place of its own, or two would begin alike.
      long block = (long) key * SIZE;
      zip.addAligned(
          entry(key),
          tensors.get(key).elements() * SampleTensor.FLOAT,
          data -> noise.fill(data, block));
    }
    // Not aligned like the others: its padding makes the size exact.
    zip.add(VERSION, rest - aligned(rest), 2, data -> data.put(StoredZip.ascii("3\n")));
    return zip.finish();
  }

  /** The tensors, when the one that takes the rest has so many elements. */
  private List<SampleTensor> tensors(int rest) {
    return file.tensors().stream()
        .map(it -> it.takesTheRest() ? it.withElements(rest) : it)
        .toList();
  }

  /** So that what follows the tensor that takes the rest is where it was reckoned to be. */
  private static int aligned(int length) {
    return length / StoredZip.ALIGNMENT * StoredZip.ALIGNMENT;
  }

  private static void add(StoredZip zip, String entry, byte[] bytes) {
    zip.addAligned(entry, bytes.length, data -> data.put(bytes));
  }

  /** What comes before the tensors. */
  private Map<String, byte[]> small(List<SampleTensor> tensors) {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put(ROOT + "data.pkl", file.pickle(tensors));
    entries.put(ROOT + "byteorder", StoredZip.ascii("little"));
    file.others().forEach((entry, bytes) -> entries.put(ROOT + entry, bytes));
    return entries;
  }

  private static String entry(int key) {
    return ROOT + "data/" + key;
  }

  private int directoryLength() {
    List<String> names = new ArrayList<>(small(tensors(0)).keySet());
    names.add(VERSION);
    for (int key = 0; key < file.tensors().size(); key++) {
      names.add(entry(key));
    }
    return StoredZip.directoryLength(names);
  }

  /** Where the last tensor's data ends, if the one that takes the rest is empty. */
  private int lengthBefore() {
    int end = 0;
    for (Map.Entry<String, byte[]> small : small(tensors(0)).entrySet()) {
      end = StoredZip.alignedData(end, small.getKey()) + small.getValue().length;
    }
    int key = 0;
    for (SampleTensor tensor : tensors(0)) {
      end = StoredZip.alignedData(end, entry(key++)) + tensor.elements() * SampleTensor.FLOAT;
    }
    return end;
  }
}
