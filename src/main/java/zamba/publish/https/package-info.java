/**
 * Files on web servers, which are trusted less than S3. Read {@link
 * zamba.publish.https.HttpsSource} and {@link zamba.publish.https.WebAddress} first.
 */
package zamba.publish.https;
