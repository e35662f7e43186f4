package zamba.publish.pullrequest.git;

import java.util.Optional;

/**
 * What a branch has after a release.
 *
 * @param branch its name
 * @param commit its newest commit; the base's if there is nothing to release
 * @param made whether this run made that commit
 * @param pushed whether the remote has it, as far as was seen
 * @param foreign whether others have committed to the branch, too
 * @param remark what a person should know of how it came about
 */
public record Release(
    String branch,
    String commit,
    boolean made,
    boolean pushed,
    boolean foreign,
    Optional<String> remark) {}
