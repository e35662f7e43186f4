package zamba.publish.pyyaml;

import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.parser.ParserImpl;

/**
 * Reads and writes YAML as PyYAML 6.0 does under CPython 3.11, to the byte, on top of SnakeYAML,
 * which is its port.
 */
public final class PyYaml {
  /** SnakeYAML's advice on tabs, given also where there is neither a tab nor indentation. */
  private static final Pattern INDENTATION_ADVICE =
      Pattern.compile("\\. \\(Do not use .* for indentation\\)$");

  private PyYaml() {}

  /**
   * {@code yaml.safe_load(open(name))}.
   *
   * @param document the bytes of the file
   * @param name the file's name, for messages
   * @return null, Boolean, {@link java.math.BigInteger}, Double, String (or {@link
   *     SurrogateString}), {@link PyBytes}, {@link PyDate}, {@link PyDateTime}, a mutable List,
   *     {@link PyDict} or {@link PySet}; one object for all aliases of an anchor
   * @throws PyYamlException where PyYAML raises an error, and for a document that is too big
   */
  public static Object load(byte[] document, String name) throws PyYamlException {
    int[] text = PyTextFile.decode(document, name);
    EscapedSurrogates surrogates = new EscapedSurrogates(text, name);
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(Integer.MAX_VALUE);
    PyReader reader = new PyReader(text, name, surrogates);
    Node root;
    try {
      PyScanner scanner = new PyScanner(reader, text, name, options);
      root = new PyComposer(new ParserImpl(scanner)).single();
    } catch (MarkedYAMLException e) {
      throw refusal(e, name);
    } catch (YAMLException e) {
      throw new PyYamlException(Place.of(reader.getMark()) + ": " + e.getMessage(), e);
    }
    return root == null ? null : new PyConstructor(surrogates).document(root);
  }

  private static PyYamlException refusal(MarkedYAMLException e, String name) {
    String problem = e.getProblem() == null ? "this is not YAML" : e.getProblem();
    problem = INDENTATION_ADVICE.matcher(problem).replaceFirst("");
    if (e.getProblemMark() == null) {
      return new PyYamlException(name + ": " + problem, e);
    }
    Place place = Place.of(e.getProblemMark());
    if (e.getContext() == null) {
      return new PyYamlException(place + ": " + problem, e);
    }
    String began =
        e.getContextMark() == null
            ? ""
            : " that began at " + Place.of(e.getContextMark()).lineAndColumn();
    return new PyYamlException(place + ": " + problem + " (" + e.getContext() + began + ")", e);
  }

  /**
   * {@code yaml.dump(value, sort_keys=False)}.
   *
   * @param value what {@link #load} gives, {@link PyTuple}, Integer or Long
   * @throws PyYamlException where PyYAML raises an error, or its order is not stable
   * @throws IllegalArgumentException for any other type
   */
  public static String dump(Object value) {
    return new PyDumper().dump(value);
  }
}
