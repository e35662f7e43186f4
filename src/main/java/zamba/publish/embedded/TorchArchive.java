package zamba.publish.embedded;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A checkpoint in the layout that {@code torch.save} writes: a zip archive of uncompressed entries
 * with a pickle of what is in it and one aligned entry for each tensor. The pickle names the
 * tensors in plain values, not in torch's classes, so that any Python can read it.
 *
 * @param name what the bytes follow from
 */
record TorchArchive(String name) {

  /** Bytes in each archive: 24 MiB. */
  static final int SIZE = 24 << 20;

  private static final String VERSION = "archive/version";
  private static final int FLOAT = 4;

  /** The tensors but for the last, which takes the rest, with the number of floats in each. */
  private static final Map<String, Integer> TENSORS = new LinkedHashMap<>();

  static {
    TENSORS.put("backbone.conv_stem.weight", 24 * 3 * 3 * 3);
    TENSORS.put("backbone.bn1.weight", 24);
    TENSORS.put("backbone.blocks.0.conv.weight", 160 * 64 * 3 * 3);
    TENSORS.put("backbone.blocks.1.conv.weight", 256 * 160 * 3 * 3);
    TENSORS.put("backbone.blocks.2.conv.weight", 512 * 256 * 3 * 3);
    TENSORS.put("backbone.conv_head.weight", 1280 * 512);
  }

  private static final String LAST_TENSOR = "classifier.weight";

  /** All of the archive. */
  byte[] bytes() {
    int unpaddedRest = SIZE - StoredZip.headerLength(VERSION) - 2 - directoryLength();
    int rest = unpaddedRest - lastTensorStart();
    StoredZip zip = new StoredZip(SIZE);
    byte[] pickle = pickle(rest / FLOAT);
    zip.addAligned("archive/data.pkl", pickle.length, data -> data.put(pickle));
    add(zip, "archive/byteorder", "little");
    Noise noise = new Noise(name);
    int tensor = 0;
    for (int floats : floats(rest / FLOAT)) {
      // Each tensor from a place of its own, or two would begin alike.
      long block = (long) tensor * SIZE;
      zip.addAligned(entry(tensor++), floats * FLOAT, data -> noise.fill(data, block));
    }
    // Not aligned like the others: its padding makes the size exact.
    zip.add(VERSION, rest % FLOAT, 2, data -> data.put("3\n".getBytes(StandardCharsets.US_ASCII)));
    return zip.finish();
  }

  private static void add(StoredZip zip, String entry, String text) {
    byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
    zip.addAligned(entry, ascii.length, data -> data.put(ascii));
  }

  private static String entry(int tensor) {
    return "archive/data/" + tensor;
  }

  private static List<Integer> floats(int last) {
    List<Integer> floats = new ArrayList<>(TENSORS.values());
    floats.add(last);
    return floats;
  }

  private static int directoryLength() {
    List<String> names = new ArrayList<>(List.of("archive/data.pkl", "archive/byteorder", VERSION));
    for (int tensor = 0; tensor <= TENSORS.size(); tensor++) {
      names.add(entry(tensor));
    }
    return StoredZip.directoryLength(names);
  }

  /** Where the last tensor's data begins; the pickle is as long whatever number it says. */
  private int lastTensorStart() {
    int end = StoredZip.alignedData(0, "archive/data.pkl") + pickle(0).length;
    end = StoredZip.alignedData(end, "archive/byteorder") + "little".length();
    int tensor = 0;
    for (int floats : TENSORS.values()) {
      end = StoredZip.alignedData(end, entry(tensor++)) + floats * FLOAT;
    }
    return StoredZip.alignedData(end, entry(tensor));
  }

  private byte[] pickle(int lastFloats) {
    Map<String, Object> state = new LinkedHashMap<>();
    TENSORS.forEach((tensor, floats) -> state.put(tensor, storage(state.size(), floats)));
    state.put(LAST_TENSOR, storage(state.size(), lastFloats));
    Map<String, Object> checkpoint = new LinkedHashMap<>();
    checkpoint.put("name", name);
    checkpoint.put("state_dict", state);
    return Pickle.of(checkpoint);
  }

  private static List<Object> storage(int number, int floats) {
    return List.of("FloatStorage", Integer.toString(number), "cpu", floats);
  }
}
