package zamba.publish.page;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;

/**
 * What a model is, by the files of its official folder.
 *
 * @param architecture the model's class; null if it is not known
 * @param trainingCommit the commit of zamba that trained it; likewise
 * @param trained when the training began; likewise
 * @param publicCheckpoint the public name that {@code config.yaml} refers to; likewise
 * @param species what it tells apart
 * @param macroF1 over all of them, from 0 to 1; null if it is not known
 * @param f1 by species, from 0 to 1
 * @param problems what could not be read, and why
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Facts(
    String architecture,
    String trainingCommit,
    String trained,
    String publicCheckpoint,
    List<String> species,
    Double macroF1,
    Map<String, Double> f1,
    List<String> problems) {}
