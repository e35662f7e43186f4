package zamba.publish.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import zamba.publish.s3.LocalServer;

/** Starts the embedded server; public because {@link java.util.ServiceLoader} asks for that. */
public final class EmbeddedServerFactory implements LocalServer.Factory {

  /** For {@link java.util.ServiceLoader}. */
  public EmbeddedServerFactory() {}

  @Override
  public LocalServer start(Optional<Path> dir) throws IOException {
    return EmbeddedServer.start(
        dir.isPresent() ? DataFolder.named(dir.get()) : DataFolder.temporary());
  }
}
