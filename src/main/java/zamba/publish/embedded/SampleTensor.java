package zamba.publish.embedded;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import zamba.publish.embedded.Pickle.Call;
import zamba.publish.embedded.Pickle.Name;
import zamba.publish.embedded.Pickle.Persistent;
import zamba.publish.embedded.Pickle.Tuple;

/**
 * A tensor of 32-bit floats, with a storage of its own.
 *
 * @param name as in a model's state
 * @param shape sizes of its dimensions; none for the one that takes what room is left
 */
record SampleTensor(String name, List<Integer> shape) {

  /** Bytes of an element. */
  static final int FLOAT = 4;

  /** How a model's state begins, but for its largest part. */
  static final List<SampleTensor> BACKBONE =
      List.of(
          new SampleTensor("backbone.conv_stem.weight", List.of(24, 3, 3, 3)),
          new SampleTensor("backbone.bn1.weight", List.of(24)),
          new SampleTensor("backbone.blocks.0.conv.weight", List.of(160, 64, 3, 3)),
          new SampleTensor("backbone.blocks.1.conv.weight", List.of(256, 160, 3, 3)),
          new SampleTensor("backbone.blocks.2.conv.weight", List.of(512, 256, 3, 3)),
          new SampleTensor("backbone.conv_head.weight", List.of(1280, 512)));

  /** The one that takes what room is left. */
  private static final SampleTensor REST =
      new SampleTensor("backbone.relative_position_bias", List.of());

  private static final int FEATURES = 1280;
  private static final Name REBUILD = new Name("torch._utils", "_rebuild_tensor_v2");
  private static final Name FLOAT_STORAGE = new Name("torch", "FloatStorage");
  private static final Call NO_HOOKS = new Call(new Name("collections", "OrderedDict"), Tuple.of());

  /**
   * The state of a model that tells classes apart: its last layer has an output for each.
   *
   * @param classes how many
   */
  static List<SampleTensor> ofClassifier(int classes) {
    List<SampleTensor> tensors = new ArrayList<>(BACKBONE);
    tensors.add(REST);
    tensors.add(new SampleTensor("classifier.weight", List.of(classes, FEATURES)));
    tensors.add(new SampleTensor("classifier.bias", List.of(classes)));
    return tensors;
  }

  boolean takesTheRest() {
    return shape.isEmpty();
  }

  /** Number of elements; 0 of the one that takes the rest. */
  int elements() {
    return takesTheRest() ? 0 : shape.stream().reduce(1, Math::multiplyExact);
  }

  SampleTensor withElements(int elements) {
    return new SampleTensor(name, List.of(elements));
  }

  /**
   * How torch pickles it (torch/_tensor.py, __reduce_ex__).
   *
   * @param key of its storage, the name of a record below {@code data/}
   */
  Call pickled(int key) {
    List<Integer> strides = new ArrayList<>();
    int stride = 1;
    for (int dimension = shape.size() - 1; dimension >= 0; dimension--) {
      strides.add(stride);
      stride *= shape.get(dimension);
    }
    Collections.reverse(strides);
    Persistent storage =
        new Persistent(
            Tuple.of("storage", FLOAT_STORAGE, Integer.toString(key), "cpu", elements()));
    return new Call(
        REBUILD, Tuple.of(storage, 0, new Tuple(shape), new Tuple(strides), false, NO_HOOKS));
  }
}
