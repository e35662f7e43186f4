package zamba.publish.config;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import zamba.publish.s3.S3Location;

/**
 * How work travels, if it does.
 *
 * @param work the FIFO queue with a message for each entry that is to be published
 * @param events the queue of the source bucket's notifications, if it has one
 * @param dead where a message goes that no repetition would help
 * @param endpoint the server of these queues, if it is not AWS
 * @param awsRegion the AWS region that requests are signed for
 * @param visibility how long a message that nobody prolongs is hidden from other workers
 * @param atOnce how many messages a worker has in hand
 * @param runs where outcomes are left for the leader, if they are
 * @param deadline how long the leader waits for the outcomes of one run
 */
public record QueueSettings(
    Optional<URI> work,
    Optional<URI> events,
    Optional<URI> dead,
    Optional<URI> endpoint,
    String awsRegion,
    Duration visibility,
    int atOnce,
    Optional<S3Location> runs,
    Duration deadline) {}
