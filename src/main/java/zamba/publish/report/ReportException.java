package zamba.publish.report;

import java.io.Serial;

/** The report could not be written; the message says where and why. */
public final class ReportException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  ReportException(String message, Throwable cause) {
    super(message, cause);
  }
}
