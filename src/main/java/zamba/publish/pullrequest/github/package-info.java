/** GitHub, or a GitHub Enterprise server, by its REST API. */
package zamba.publish.pullrequest.github;
