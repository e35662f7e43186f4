/**
 * The steps that vouch for what is public, and that look whether it is vouched for. Read {@link
 * zamba.publish.flow.vouch.Vouching} first.
 */
package zamba.publish.flow.vouch;
