/**
 * S3 as this program asks it: locations, regions, a client whose failures say what to do, how fast
 * requests may be sent and when they are sent again. Read {@link zamba.publish.s3.StoreClient} and
 * {@link zamba.publish.s3.StoreException} first.
 */
package zamba.publish.s3;
