/**
 * What a pull request says, in GitHub's Markdown, and the picture beside it. All that comes from
 * files is shown as code, so that nothing of it is a mention, a reference, a link or markup.
 */
package zamba.publish.pullrequest.body;
