package zamba.publish.inspect;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import zamba.publish.inspect.bytes.Shown;
import zamba.publish.inspect.value.Tensor;
import zamba.publish.inspect.value.Verdict;

/**
 * What an inspection found.
 *
 * @param verdict what follows from it
 * @param reason code of the first thing that speaks against the file, {@code torchscript} for a
 *     program, empty for a safe one
 * @param findings what speaks against it, each with record and byte, the first one first
 * @param kind what sort of file it is, by its content
 * @param names every name that its pickles mention, with how often
 * @param tensors those of the model, up to 20,000
 * @param tensorCount how many the model has
 * @param parameters elements of the model's floating-point tensors, shared ones once
 * @param strings every string in it, each once, up to some MiB; empty ones left out
 * @param stringsComplete whether these are all
 * @param lightningVersion what wrote it, where that was PyTorch Lightning
 * @param hyperParameters as maps, lists and plain values, where it has some
 * @param bytesRead bytes that were asked for
 * @param requests number of reads
 */
public record Inspection(
    Verdict verdict,
    String reason,
    List<String> findings,
    Kind kind,
    Map<String, Integer> names,
    List<Tensor> tensors,
    long tensorCount,
    long parameters,
    List<String> strings,
    boolean stringsComplete,
    Optional<String> lightningVersion,
    Optional<Map<String, Object>> hyperParameters,
    long bytesRead,
    int requests) {

  /** The tensor that a classifier ends with: its first size is the number of classes. */
  public Optional<Tensor> lastLayer() {
    for (int index = tensors.size() - 1; index >= 0; index--) {
      Tensor tensor = tensors.get(index);
      boolean layer = tensor.name().endsWith("weight") || tensor.name().endsWith("bias");
      if (layer && tensor.isFloating() && !tensor.shape().isEmpty()) {
        return Optional.of(tensor);
      }
    }
    return Optional.empty();
  }

  /** One line for people: {@code safe, 31.2 M parameters, 412 tensors, Lightning 1.9}. */
  public String summary() {
    if (verdict == Verdict.UNSAFE || verdict == Verdict.UNREADABLE) {
      String more = findings.size() > 1 ? ", and " + (findings.size() - 1) + " more" : "";
      return verdict + ": " + findings.get(0) + more;
    }
    StringBuilder text = new StringBuilder(verdict.toString());
    if (verdict == Verdict.PROGRAM) {
      text.append(" (TorchScript)");
    }
    text.append(", ").append(count(parameters)).append(" parameters, ");
    text.append(tensorCount).append(tensorCount == 1 ? " tensor" : " tensors");
    lightningVersion.ifPresent(version -> text.append(", Lightning ").append(minor(version)));
    return text.toString();
  }

  private static String count(long number) {
    if (number < 1000) {
      return Long.toString(number);
    }
    double value = number;
    String unit = "";
    for (String next : List.of(" k", " M", " G", " T")) {
      if (value < 1000) {
        break;
      }
      value /= 1000;
      unit = next;
    }
    return String.format(Locale.ROOT, "%.1f%s", value, unit);
  }

  private static String minor(String version) {
    String[] numbers = version.split("\\.", -1);
    return Shown.of(numbers.length < 2 ? version : numbers[0] + "." + numbers[1]);
  }
}
