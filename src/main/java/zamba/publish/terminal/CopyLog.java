package zamba.publish.terminal;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import zamba.publish.transfer.CopyListener;

/** A copy's troubles as lines of the JSON log; people need not know of what passes. */
public final class CopyLog implements CopyListener {
  private static final Logger LOG = LoggerFactory.getLogger("publish.copy");

  private final CopyContext context;

  /**
   * @param prefix the key prefix in every public bucket
   */
  public CopyLog(String prefix) {
    this.context = new CopyContext(prefix);
  }

  @Override
  public void partRetried(Copy copy, int part, String reason) {
    context.in(copy, () -> LOG.warn("Part {} is tried again: {}", part, reason));
  }

  @Override
  public void slowedDown(String region, String pace) {
    MDC.put("region", region);
    LOG.warn("The store asks for fewer requests, or does not answer in time: {}", pace);
    MDC.remove("region");
  }
}
