package zamba.publish.inspect.plausible;

import java.util.Map;
import java.util.Optional;
import zamba.publish.inspect.Inspection;

/**
 * The parts of a model, as plain maps, lists, strings and numbers. One that is absent is not there,
 * or has another shape than that of a map at its top.
 *
 * @param train train_configuration.yaml
 * @param predict predict_configuration.yaml
 * @param hparams hparams.yaml
 * @param metrics val_metrics.json; absent if it is no JSON object
 * @param checkpoint what the inspection of the checkpoint found; absent if it was not inspected
 */
public record Parts(
    Optional<Map<?, ?>> train,
    Optional<Map<?, ?>> predict,
    Optional<Map<?, ?>> hparams,
    Optional<Map<?, ?>> metrics,
    Optional<Inspection> checkpoint) {}
