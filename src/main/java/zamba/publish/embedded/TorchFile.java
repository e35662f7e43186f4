package zamba.publish.embedded;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import zamba.publish.embedded.Pickle.Call;
import zamba.publish.embedded.Pickle.Filled;
import zamba.publish.embedded.Pickle.Instance;
import zamba.publish.embedded.Pickle.Name;
import zamba.publish.embedded.Pickle.Tuple;

/** What is in a torch archive: tensors, the pickle that has them, and what else lies beside it. */
interface TorchFile {

  /** Its tensors in their order, one of which takes what room is left. */
  List<SampleTensor> tensors();

  /** The pickle; as long whatever sizes the tensors have. */
  byte[] pickle(List<SampleTensor> tensors);

  /** Further records, by name. */
  Map<String, byte[]> others();

  /** Its tensors as a pickle has them, by name. */
  static Map<String, Call> pickled(List<SampleTensor> tensors) {
    Map<String, Call> state = new LinkedHashMap<>();
    tensors.forEach(tensor -> state.put(tensor.name(), tensor.pickled(state.size())));
    return state;
  }

  /**
   * A checkpoint as PyTorch Lightning writes it.
   *
   * @param hyperParameters what the model was made with
   * @param classes how many it tells apart
   * @param epoch in which it was saved
   */
  record Checkpoint(Map<String, Object> hyperParameters, int classes, int epoch)
      implements TorchFile {

    @Override
    public List<SampleTensor> tensors() {
      return SampleTensor.ofClassifier(classes);
    }

    @Override
    public byte[] pickle(List<SampleTensor> tensors) {
      Call empty = new Call(new Name("collections", "OrderedDict"), Tuple.of());
      Map<String, Object> checkpoint = new LinkedHashMap<>();
      checkpoint.put("epoch", epoch);
      checkpoint.put("global_step", epoch * 1000);
      checkpoint.put("pytorch-lightning_version", "1.9.5");
      checkpoint.put("state_dict", new Filled(empty, pickled(tensors)));
      checkpoint.put("hparams_name", "kwargs");
      checkpoint.put("hyper_parameters", hyperParameters);
      return Pickle.of(Pickle.TORCH_PROTOCOL, checkpoint);
    }

    @Override
    public Map<String, byte[]> others() {
      return Map.of();
    }
  }

  /** A program, as torch.jit.save writes it: zamba's depth estimation is one. */
  record Script() implements TorchFile {

    private static final String CODE =
        """
        class Net(Module):
          __parameters__ = []
          __buffers__ = []
          training : bool
          backbone : __torch__.Backbone
          def forward(self: __torch__.Net,
            x: Tensor) -> Tensor:
            backbone = self.backbone
            return (backbone).forward(x, )
        class Backbone(Module):
          __parameters__ = [%s]
          __buffers__ = []
          training : bool
        %s  def forward(self: __torch__.Backbone,
            x: Tensor) -> Tensor:
            return torch.relu(x)
        """;

    @Override
    public List<SampleTensor> tensors() {
      return SampleTensor.ofClassifier(1).stream()
          .map(it -> new SampleTensor(it.name().replace('.', '_'), it.shape()))
          .toList();
    }

    @Override
    public byte[] pickle(List<SampleTensor> tensors) {
      Map<String, Object> state = new LinkedHashMap<>(pickled(tensors));
      state.put("training", false);
      Instance backbone = new Instance(new Name("__torch__", "Backbone"), state);
      Map<String, Object> net = new LinkedHashMap<>();
      net.put("training", false);
      net.put("backbone", backbone);
      return Pickle.of(Pickle.TORCH_PROTOCOL, new Instance(new Name("__torch__", "Net"), net));
    }

    @Override
    public Map<String, byte[]> others() {
      StringBuilder names = new StringBuilder();
      StringBuilder fields = new StringBuilder();
      for (SampleTensor tensor : tensors()) {
        names.append('"').append(tensor.name()).append("\", ");
        fields.append("  ").append(tensor.name()).append(" : Tensor\n");
      }
      Map<String, byte[]> others = new LinkedHashMap<>();
      others.put("code/__torch__.py", StoredZip.ascii(CODE.formatted(names, fields)));
      others.put("constants.pkl", Pickle.of(Pickle.TORCH_PROTOCOL, Tuple.of()));
      return others;
    }
  }
}
