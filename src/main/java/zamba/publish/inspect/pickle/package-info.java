/**
 * Pickle's machine, run over kinds of values instead of values. Read {@link
 * zamba.publish.inspect.pickle.Pickle} and {@link zamba.publish.inspect.pickle.Calls} first.
 */
package zamba.publish.inspect.pickle;
