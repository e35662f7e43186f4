/**
 * When a run may begin, and when what goes on is to end. Read {@link zamba.publish.turns.Turns} and
 * {@link zamba.publish.turns.Stopping} first.
 */
package zamba.publish.turns;
