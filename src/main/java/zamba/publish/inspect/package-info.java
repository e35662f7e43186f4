/**
 * Tells by reading alone whether a file of weights is what it says it is: archives, pickles and the
 * code in them. Nothing that a file says is built, imported or run. Knows nothing of this program
 * and needs nothing but the JDK.
 */
package zamba.publish.inspect;
