/**
 * What people see while it runs: progress, on a terminal or as lines of the log. Read {@link
 * zamba.publish.terminal.ProgressBars} and {@link zamba.publish.terminal.ProgressLog} first.
 */
package zamba.publish.terminal;
