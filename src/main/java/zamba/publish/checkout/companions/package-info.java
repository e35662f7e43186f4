/**
 * What else in a checkout of zamba a release touches: tests and templates, which are edited, and
 * documentation and lists of models, which are named.
 *
 * <p>Read {@link zamba.publish.checkout.companions.Companions} first, then {@link
 * zamba.publish.checkout.companions.Contradiction}, which has the rule for templates.
 */
package zamba.publish.checkout.companions;
