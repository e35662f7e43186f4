/**
 * Reads values out of Python source that is never run: tokens and literals, and nothing that is
 * computed. Where a value could be another one when Python runs the file, it is refused.
 *
 * <p>Read {@link zamba.publish.checkout.python.PythonFile} first.
 */
package zamba.publish.checkout.python;
