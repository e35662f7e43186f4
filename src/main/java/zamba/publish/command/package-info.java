/**
 * The command line: its options, the commands that need no run, the status that the program ends
 * with and the signals that end it. Read {@link zamba.publish.command.Options} and {@link
 * zamba.publish.command.ExitStatus} first.
 */
package zamba.publish.command;
