/**
 * Work that travels by Amazon SQS: what messages say, what becomes of them, and who sends them.
 * Read {@code routes/queue.camel.yaml} first, then {@link zamba.publish.queue.Worker} and {@link
 * zamba.publish.queue.Queues}.
 */
package zamba.publish.queue;
