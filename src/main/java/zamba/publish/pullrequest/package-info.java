/**
 * From what a run released to a pull request in zamba's repository: the commit, the branch, the
 * text.
 *
 * <p>Read {@link zamba.publish.pullrequest.PullRequests} first.
 */
package zamba.publish.pullrequest;
