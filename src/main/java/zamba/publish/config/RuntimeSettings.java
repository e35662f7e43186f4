package zamba.publish.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How the program is run, watched and stopped, as far as it is configured.
 *
 * @param stopTimeout the longest an orderly stop may take
 * @param verifyEvery the longest that a daemon's periods leave what has not changed unverified
 * @param answerWithin how long each attempt of a small request to a store is waited for
 * @param logFormat {@code text} or {@code json}
 * @param managementHost the address that health and metrics are served at
 * @param managementPort their port, or 0 for not at all
 * @param lockDir the folder whose lock decides which of several daemons works, if one is to
 * @param kubernetesLease the Kubernetes lease that decides it, if one is to
 */
public record RuntimeSettings(
    Duration stopTimeout,
    Duration verifyEvery,
    Duration answerWithin,
    String logFormat,
    String managementHost,
    int managementPort,
    Optional<Path> lockDir,
    Optional<String> kubernetesLease) {}
