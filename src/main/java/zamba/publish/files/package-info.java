/** The places on disk that a user names, looked at before anything is written to them. */
package zamba.publish.files;
