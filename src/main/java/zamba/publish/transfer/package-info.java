/**
 * Parts on their way: how many at once, how long each may take, and who is told. Read {@link
 * zamba.publish.transfer.Transfers} and {@link zamba.publish.transfer.CopyListener} first.
 */
package zamba.publish.transfer;
