package zamba.publish.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import zamba.publish.config.properties.PropertyNames;
import zamba.publish.config.properties.SettingReader;
import zamba.publish.files.Reason;
import zamba.publish.gate.GateSettings;
import zamba.publish.gate.Strictness;
import zamba.publish.inspect.leaks.GitleaksRules;
import zamba.publish.inspect.leaks.LeakRules;
import zamba.publish.inspect.value.AllowList;

/** Reads the properties of the gate. */
record GateReader(SettingReader settings) {
  /** Zamba's depth estimation, which is loaded with torch.jit.load. */
  private static final String PROGRAMS = "zamba_depth_30aaa90525.pt";

  private static final String RULES = "gate.leaks.rules";

  /** Bytes; the rules that gitleaks has itself are 0.1 MiB. */
  private static final int LARGEST_RULES = 4 << 20;

  GateSettings read() {
    return new GateSettings(
        strictness("gate.checkpoint", "stop", "warn", "off"),
        programs(),
        all(PropertyNames.GATE_NAMES, name -> AllowList.shipped().with(List.of(name))),
        strictness("gate.plausible", "stop", "warn", "off"),
        strictness("gate.leaks", "stop", "warn", "strict", "off"),
        all(PropertyNames.GATE_ACCEPT, pattern -> new LeakRules(List.of(pattern), Set.of())),
        leakRules(),
        settings.flag("publish.overwrite-edits"));
  }

  private Strictness strictness(String property, String... allowed) {
    String value = settings.oneOf(property, allowed);
    return Strictness.of(Arrays.asList(allowed).contains(value) ? value : allowed[0]);
  }

  private GitleaksRules leakRules() {
    Optional<Path> file = settings.optionalPath(RULES);
    if (file.isEmpty()) {
      return GitleaksRules.NONE;
    }
    Consumer<String> problem =
        text -> settings.problem(RULES, "%s=%s: %s".formatted(RULES, file.get(), text));
    try {
      return GitleaksRules.read(text(file.get()), problem);
    } catch (IOException e) {
      problem.accept("it cannot be read: " + new Reason(e));
      return GitleaksRules.NONE;
    }
  }

  private static String text(Path file) throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new IOException("it is no file");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(LARGEST_RULES + 1);
      if (bytes.length > LARGEST_RULES) {
        throw new IOException("it has more than %d bytes".formatted(LARGEST_RULES));
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new IOException("it is no UTF-8", e);
    }
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
