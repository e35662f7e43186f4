/**
 * What the routes' steps conclude: from what was found to a publication and a report, and when to
 * stop. Read {@link zamba.publish.flow.Publications} and {@link zamba.publish.flow.Sources} first.
 */
package zamba.publish.flow;
