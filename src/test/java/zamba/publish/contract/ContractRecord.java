package zamba.publish.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Keeps the outcomes of the contract on a store in {@code target/contract/<store>.csv}: the store
 * and the date, then a line for each promise: its name, {@code kept}, {@code broken} or {@code
 * skipped}, and why.
 */
final class ContractRecord implements TestWatcher, AfterAllCallback {
  private final Map<String, String> outcomes = new LinkedHashMap<>();
  private String store = "";

  @Override
  public void testSuccessful(ExtensionContext context) {
    keep(context, "kept", "");
  }

  @Override
  public void testFailed(ExtensionContext context, Throwable cause) {
    keep(context, "broken", String.valueOf(cause.getMessage()));
  }

  @Override
  public void testAborted(ExtensionContext context, Throwable cause) {
    keep(context, "skipped", cause.getMessage().replace("Assumption failed: ", ""));
  }

  @Override
  public void testDisabled(ExtensionContext context, Optional<String> reason) {
    keep(context, "skipped", reason.orElse(""));
  }

  private void keep(ExtensionContext context, String outcome, String why) {
    context
        .getTestInstance()
        .ifPresent(contract -> store = ((PublishingContract) contract).storeName());
    outcomes.put(
        context.getDisplayName(), outcome + "," + quoted(why.strip().replaceAll("\\s+", " ")));
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (store.isEmpty()) {
      return;
    }
    StringBuilder csv =
        new StringBuilder(quoted(store) + "," + LocalDate.now(ZoneOffset.UTC) + ",\n");
    outcomes.forEach(
        (promise, outcome) -> csv.append(quoted(promise)).append(",").append(outcome).append("\n"));
    try {
      Files.createDirectories(CompatibilityTable.RESULTS);
      String file = store.replaceAll("[^A-Za-z0-9.]+", "-") + ".csv";
      Files.writeString(CompatibilityTable.RESULTS.resolve(file), csv);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String quoted(String text) {
    return '"' + text.replace("\"", "\"\"") + '"';
  }
}
