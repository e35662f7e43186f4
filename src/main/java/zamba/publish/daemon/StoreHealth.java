package zamba.publish.daemon;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** A readiness check that is down as long as there is something to say. */
public final class StoreHealth extends AbstractHealthCheck {
  private final Supplier<Optional<String>> problem;

  /**
   * @param id the check's id, such as {@code region-us}
   * @param problem why it is down, if it is
   */
  public StoreHealth(String id, Supplier<Optional<String>> problem) {
    super("zamba", id);
    this.problem = problem;
  }

  @Override
  public boolean isLiveness() {
    return false;
  }

  @Override
  protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
    problem
        .get()
        .ifPresentOrElse(
            reason -> {
              builder.message(reason);
              builder.detail("reason", reason);
              builder.down();
            },
            builder::up);
  }
}
