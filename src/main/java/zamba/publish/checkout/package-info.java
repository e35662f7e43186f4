/**
 * A checkout of zamba: what its own Python files say is to be published, and what a release changes
 * in it.
 *
 * <p>Read {@link zamba.publish.checkout.FileTree} first, then {@link
 * zamba.publish.checkout.Released}.
 */
package zamba.publish.checkout;
