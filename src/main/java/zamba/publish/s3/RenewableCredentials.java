package zamba.publish.s3;

import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/**
 * Credentials that are looked up anew once a store calls them expired: the SDK keeps those of a
 * session until it believes that they expire.
 */
public final class RenewableCredentials implements AwsCredentialsProvider, ExecutionInterceptor {
  private static final Set<String> EXPIRED =
      Set.of("ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired");

  /** Many requests fail together, and one renewal is enough for all. */
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Supplier<AwsCredentialsProvider> source;
  private AwsCredentialsProvider current;
  private long renewed = System.nanoTime() - PAUSE_NANOS;

  /**
   * @param source makes a provider that has not cached anything
   */
  public RenewableCredentials(Supplier<AwsCredentialsProvider> source) {
    this.source = source;
    this.current = source.get();
  }

  @Override
  public AwsCredentials resolveCredentials() {
    return current().resolveCredentials();
  }

  private synchronized AwsCredentialsProvider current() {
    return current;
  }

  static boolean areExpired(String code) {
    return EXPIRED.contains(code);
  }

  @Override
  public void onExecutionFailure(Context.FailedExecution context, ExecutionAttributes attributes) {
    if (context.exception() instanceof AwsServiceException e
        && e.awsErrorDetails() != null
        && e.awsErrorDetails().errorCode() != null
        && areExpired(e.awsErrorDetails().errorCode())) {
      renew();
    }
  }

  private synchronized void renew() {
    if (System.nanoTime() - renewed >= PAUSE_NANOS) {
      current = source.get();
      renewed = System.nanoTime();
    }
  }
}
