/**
 * YAML as PyYAML 6.0 reads and writes it, and Python values as CPython 3.11 shows them.
 *
 * <p>{@link zamba.publish.pyyaml.PyYaml#load} runs SnakeYAML's scanner and parser over {@code
 * PyReader} and {@code PyScanner}, which correct what they would do differently; {@code
 * PyComposer}, {@code PyResolver} and {@code PyConstructor} make Python's values of the events.
 * {@link zamba.publish.pyyaml.PyYaml#dump} runs SnakeYAML's emitter from {@code PyDumper}, with
 * stand-ins for the scalars it would write differently. Nothing of zamba is known here.
 */
package zamba.publish.pyyaml;
