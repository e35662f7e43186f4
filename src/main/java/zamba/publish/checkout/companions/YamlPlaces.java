package zamba.publish.checkout.companions;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;

/** Where in a YAML text each value stands. What the values are is PyYAML's to say. */
final class YamlPlaces {
  private static final int DEEPEST = 100;

  /**
   * A scalar as it is written.
   *
   * @param start offset of its first character, which may be a quote
   * @param end offset behind its last
   * @param inFlow whether it is within brackets or braces
   * @param inLines whether it goes over several lines
   */
  record Written(int start, int end, ScalarStyle style, boolean inFlow, boolean inLines) {}

  private final String text;
  private final ParserImpl parser;
  private final Map<List<String>, Written> scalars = new HashMap<>();
  private final Map<List<String>, Integer> lines = new HashMap<>();
  private Optional<String> oddity = Optional.empty();

  /**
   * Reads a document.
   *
   * @throws YAMLException if it is none, or is nested too deeply
   */
  YamlPlaces(String text) {
    this.text = text;
    this.parser = new ParserImpl(new StreamReader(text), new LoaderOptions());
    parser.getEvent(); // stream start
    if (!parser.checkEvent(Event.ID.StreamEnd)) {
      parser.getEvent(); // document start
      node(List.of(), false);
    }
  }

  /** Where the value of a path stands, if it is a scalar. */
  Optional<Written> scalar(List<String> path) {
    return Optional.ofNullable(scalars.get(path));
  }

  /** The line of a path's last key that stands in the text, from 1; 0 if none does. */
  int line(List<String> path) {
    for (int keys = path.size(); keys > 0; keys--) {
      Integer line = lines.get(path.subList(0, keys));
      if (line != null) {
        return line;
      }
    }
    return 0;
  }

  /** What makes one place of the text mean another's value, if anything does. */
  Optional<String> oddity() {
    return oddity;
  }

  private void node(List<String> path, boolean inFlow) {
    if (path.size() > DEEPEST) {
      throw new YAMLException("it is nested too deeply");
    }
    Event event = parser.getEvent();
    if (event instanceof AliasEvent) {
      odd("an alias");
      return;
    }
    if (event instanceof NodeEvent node && node.getAnchor() != null) {
      odd("an anchor");
    }
    if (event instanceof ScalarEvent scalar) {
      tagged(scalar.getTag());
      scalars.put(path, written(scalar, inFlow));
    } else if (event instanceof SequenceStartEvent sequence) {
      tagged(sequence.getTag());
      for (int i = 0; !parser.checkEvent(Event.ID.SequenceEnd); i++) {
        node(with(path, "[" + i + "]"), inFlow || sequence.isFlow());
      }
      parser.getEvent();
    } else if (event instanceof MappingStartEvent mapping) {
      tagged(mapping.getTag());
      while (!parser.checkEvent(Event.ID.MappingEnd)) {
        List<String> child = with(path, key(path));
        node(child, inFlow || mapping.isFlow());
      }
      parser.getEvent();
    }
  }

  /** Reads a key, and keeps where it stands. */
  private String key(List<String> path) {
    Event next = parser.peekEvent();
    if (!(next instanceof ScalarEvent scalar)) {
      odd("a key that is no word");
      node(with(path, "?"), true);
      return "?";
    }
    parser.getEvent();
    tagged(scalar.getTag());
    if (scalar.getAnchor() != null) {
      odd("an anchor");
    }
    String key = scalar.getValue();
    if (key.equals("<<")) {
      odd("a merge key");
    }
    if (lines.put(with(path, key), scalar.getStartMark().getLine() + 1) != null) {
      odd("the key %s twice".formatted(key));
    }
    return key;
  }

  private Written written(ScalarEvent scalar, boolean inFlow) {
    Mark start = scalar.getStartMark();
    Mark end = scalar.getEndMark();
    return new Written(
        offset(start),
        offset(end),
        scalar.getScalarStyle(),
        inFlow,
        start.getLine() != end.getLine());
  }

  /** Marks count code points. */
  private int offset(Mark mark) {
    return text.offsetByCodePoints(0, mark.getIndex());
  }

  private void tagged(String tag) {
    if (tag != null) {
      odd("a tag");
    }
  }

  private void odd(String what) {
    oddity = oddity.or(() -> Optional.of(what));
  }

  private static List<String> with(List<String> path, String key) {
    List<String> longer = new ArrayList<>(path);
    longer.add(key);
    return longer;
  }
}
