/**
 * Whether everyone can download what is published, as users do without credentials. Read {@link
 * zamba.publish.download.DownloadGate} and {@link zamba.publish.download.Visitors} first.
 */
package zamba.publish.download;
