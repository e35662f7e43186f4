package zamba.publish;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;

/** What the program logs while this is open. */
final class Console extends AbstractAppender implements AutoCloseable {
  private final List<String> messages = new CopyOnWriteArrayList<>();
  private final List<Throwable> thrown = new CopyOnWriteArrayList<>();
  private final Logger root = (Logger) LogManager.getRootLogger();

  Console() {
    super("captured", null, null, true, Property.EMPTY_ARRAY);
    start();
    root.addAppender(this);
  }

  @Override
  public void append(LogEvent event) {
    messages.add(event.getMessage().getFormattedMessage());
    if (event.getThrown() != null) {
      thrown.add(event.getThrown());
    }
  }

  /** What was logged with a stack trace. */
  List<Throwable> thrown() {
    return thrown;
  }

  String text() {
    return String.join("\n", messages);
  }

  @Override
  public void close() {
    root.removeAppender(this);
  }
}
