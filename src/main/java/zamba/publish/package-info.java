/**
 * The program that puts the rooms together. Read {@link zamba.publish.Publisher} and {@link
 * zamba.publish.Wiring} first.
 */
package zamba.publish;
