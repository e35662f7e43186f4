package zamba.publish.gate;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import zamba.publish.folder.OfficialFolder;
import zamba.publish.folder.OfficialModels;
import zamba.publish.inspect.Inspection;
import zamba.publish.inspect.leaks.Leak;
import zamba.publish.inspect.leaks.LeakRules;

/** Looks for what is not meant for the public ({@code gate.leaks}). */
public final class LeakGate {
  private final Strictness strictness;
  private final LeakRules rules;
  private final OfficialModels officialModels;

  /**
   * @param publicBuckets names of buckets that anybody may know
   * @param officialModels whose files are public already
   */
  public LeakGate(GateSettings settings, Set<String> publicBuckets, OfficialModels officialModels) {
    this.strictness = settings.leaks();
    this.rules = new LeakRules(settings.accepted(), publicBuckets, settings.leakRules());
    this.officialModels = officialModels;
  }

  /** Looks at a model's files as they would be committed; not if they are there already. */
  public Looked inFiles(OfficialFolder folder, Looked looked) {
    if (strictness == Strictness.OFF) {
      return looked;
    }
    Map<String, byte[]> committed = officialModels.committed(folder);
    List<Leak> leaks = new ArrayList<>();
    folder
        .files()
        .forEach(
            (name, content) -> {
              Set<String> known =
                  text(committed.getOrDefault(name, new byte[0]))
                      .lines()
                      .collect(Collectors.toSet());
              leaks.addAll(rules.inText(name, text(content), known));
            });
    return with(looked, leaks);
  }

  /** Whether a line has a secret in it, which must not be shown. */
  boolean isSecret(String line) {
    return rules.inText("", line, Set.of()).stream().anyMatch(Leak::secret);
  }

  private static String text(byte[] content) {
    return new String(content, StandardCharsets.UTF_8);
  }

  /** Looks at the strings in a file of weights, and at the names in its archive. */
  Looked inCheckpoint(Looked looked, String publicName) {
    if (strictness == Strictness.OFF) {
      return looked;
    }
    Inspection inspection = looked.inspection().orElseThrow();
    Looked with = with(looked, rules.inStrings(publicName, inspection.strings()));
    return inspection.stringsComplete()
        ? with
        : with.and(
            List.of(publicName + ": it holds more text than is looked through for leaks"),
            List.of());
  }

  private Looked with(Looked looked, List<Leak> leaks) {
    List<String> told = leaks.stream().filter(leak -> !stops(leak)).map(LeakGate::warning).toList();
    List<String> stops = leaks.stream().filter(this::stops).map(LeakGate::stop).toList();
    return looked.and(told, stops);
  }

  private boolean stops(Leak leak) {
    return strictness == Strictness.STRICT || (strictness == Strictness.STOP && leak.secret());
  }

  private static String warning(Leak leak) {
    return (leak.secret() ? "a secret: " : "not meant for the public? ") + leak;
  }

  private static String stop(Leak leak) {
    return "%s would become public for good: %s. %s, or if everybody may know it, accept it with gate.leaks.accept.<n>"
        .formatted(
            leak.secret() ? "A secret" : "What may not be meant for the public",
            leak,
            leak.secret() ? "Revoke it and take it out" : "Take it out");
  }
}
