package zamba.publish.official;

/** Placeholder until merged. */
public record OfficialConfig(String publicName, String yaml) {
  static OfficialConfig of(String model, byte[] trainConfiguration, String fileName) {
    return new OfficialConfig(model + "_0123456789.ckpt", "x: 1\n");
  }
}
