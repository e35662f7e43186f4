/**
 * The files beside a public object that vouch for it, in every region. Read {@link
 * zamba.publish.signature.SignatureFiles} and {@link zamba.publish.signature.SideFiles} first.
 */
package zamba.publish.signature;
