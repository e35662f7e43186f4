/**
 * The report as text: the summary for people, the JSON file, and how foreign text is shown. Read
 * {@link zamba.publish.report.Summary} and {@link zamba.publish.report.Table} first.
 */
package zamba.publish.report;
