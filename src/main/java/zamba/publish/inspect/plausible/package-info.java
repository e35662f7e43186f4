/** Tells whether the parts of a model fit each other. */
package zamba.publish.inspect.plausible;
