/**
 * Looks at what is about to become public, by reads only, and says what must not: files of weights
 * that may run code, parts of a model that do not fit each other, secrets.
 */
package zamba.publish.gate;
