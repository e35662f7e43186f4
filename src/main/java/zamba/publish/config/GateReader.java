package zamba.publish.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import zamba.publish.config.properties.PropertyNames;
import zamba.publish.config.properties.SettingReader;
import zamba.publish.gate.GateSettings;
import zamba.publish.gate.Strictness;
import zamba.publish.inspect.leaks.LeakRules;
import zamba.publish.inspect.value.AllowList;

/** Reads the properties of the gate. */
record GateReader(SettingReader settings) {
  /** Zamba's depth estimation, which is loaded with torch.jit.load. */
  private static final String PROGRAMS = "zamba_depth_30aaa90525.pt";

  GateSettings read() {
    return new GateSettings(
        strictness("gate.checkpoint", "stop", "warn", "off"),
        programs(),
        all(PropertyNames.GATE_NAMES, name -> AllowList.shipped().with(List.of(name))),
        strictness("gate.plausible", "stop", "warn", "off"),
        strictness("gate.leaks", "stop", "warn", "strict", "off"),
        all(PropertyNames.GATE_ACCEPT, pattern -> new LeakRules(List.of(pattern), Set.of())),
        settings.flag("publish.overwrite-edits"));
  }

  private Strictness strictness(String property, String... allowed) {
    String value = settings.oneOf(property, allowed);
    return Strictness.of(Arrays.asList(allowed).contains(value) ? value : allowed[0]);
  }

  private Set<String> programs() {
    Set<String> programs = new LinkedHashSet<>();
    for (String name : settings.value("gate.programs", PROGRAMS).split(",", -1)) {
      if (!name.isBlank()) {
        programs.add(name.strip());
      }
    }
    return programs;
  }

  /** Every value under a prefix, by name. */
  private List<String> all(String prefix, Consumer<String> check) {
    List<String> all = new ArrayList<>();
    settings.values().keySet().stream()
        .filter(name -> name.startsWith(prefix) && name.length() > prefix.length())
        .sorted()
        .forEach(
            name -> {
              String value = settings.value(name, "");
              if (value.isEmpty()) {
                return;
              }
              try {
                check.accept(value);
                all.add(value);
              } catch (IllegalArgumentException e) {
                settings.problem(name, "%s=%s: %s".formatted(name, value, e.getMessage()));
              }
            });
    return all;
  }
}
