/**
 * The maintainer's own git, asked to read a commit and to make one without touching HEAD, the index
 * or the work tree.
 *
 * <p>Read {@link zamba.publish.pullrequest.git.Git} first, then {@link
 * zamba.publish.pullrequest.git.Branch}.
 */
package zamba.publish.pullrequest.git;
