package zamba.publish.catalog;

import java.io.IOException;
import java.io.Reader;
import java.io.Serial;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** A properties file in its own order, with the keys it has more than once. */
final class PropertyFile {
  private final Map<String, String> values = new LinkedHashMap<>();
  private final List<String> repeated = new ArrayList<>();

  private PropertyFile() {}

  /**
   * Reads a file in the format of {@link Properties#load(Reader)}.
   *
   * @throws IOException if it cannot be read, or has a malformed Unicode escape
   */
  static PropertyFile read(Reader reader) throws IOException {
    PropertyFile file = new PropertyFile();
    try {
      file.new Sink().load(reader);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
    return file;
  }

  Map<String, String> values() {
    return values;
  }

  List<String> repeated() {
    return repeated;
  }

  /** Takes what {@code load} reads, in its order. */
  private final class Sink extends Properties {
    @Serial private static final long serialVersionUID = 1L;

    @Override
    public synchronized Object put(Object key, Object value) {
      String previous = values.put(key.toString(), value.toString().strip());
      if (previous != null) {
        repeated.add(key.toString());
      }
      return previous;
    }
  }
}
