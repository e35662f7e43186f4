package zamba.publish.gate;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import zamba.publish.content.ContentCheck;
import zamba.publish.content.NotAdmittedException;
import zamba.publish.content.ObjectFacts;
import zamba.publish.inspect.Inspection;
import zamba.publish.inspect.Inspector;
import zamba.publish.inspect.PassingInspection;
import zamba.publish.inspect.bytes.ByteSource;

/**
 * Inspects what comes through this program while it passes. An archive is told by its end and then
 * read here and there, which neither a stream nor the parts of an unfinished upload allow; so it is
 * kept in a temporary file until it has passed: what is inspected is what was sent.
 */
public final class Passage implements ContentCheck.Maker {
  private final Inspector inspector;
  private final CheckpointGate gate;
  private final boolean wanted;
  private final boolean stops;
  private Looked found;

  Passage(Inspector inspector, CheckpointGate gate, boolean wanted, boolean stops) {
    this.inspector = inspector;
    this.gate = gate;
    this.wanted = wanted;
    this.stops = stops;
  }

  /** What was found, if anything passed to its end. */
  public synchronized Optional<Looked> found() {
    return Optional.ofNullable(found);
  }

  private synchronized void keep(Looked looked) {
    found = looked;
  }

  @Override
  public ContentCheck begin(ObjectFacts origin, String publicName) {
    return wanted ? new Check(origin, publicName) : ContentCheck.NONE.begin(origin, publicName);
  }

  private final class Check implements ContentCheck {
    private final ObjectFacts origin;
    private final String publicName;
    private final PassingInspection passing;
    private FileChannel archive;

    Check(ObjectFacts origin, String publicName) {
      this.origin = origin;
      this.publicName = publicName;
      this.passing = new PassingInspection(inspector, origin.size());
    }

    @Override
    public boolean wanted() {
      return true;
    }

    @Override
    public void pass(byte[] block) throws IOException {
      try {
        passing.pass(block, 0, block.length);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while it was inspected");
      }
      if (passing.isArchive()) {
        spool(block);
      }
    }

    private void spool(byte[] block) throws IOException {
      try {
        if (archive == null) {
          Path file = Files.createTempFile("zamba-publisher-", ".inspected");
          archive =
              FileChannel.open(
                  file,
                  StandardOpenOption.READ,
                  StandardOpenOption.WRITE,
                  StandardOpenOption.DELETE_ON_CLOSE);
        }
        ByteBuffer buffer = ByteBuffer.wrap(block);
        while (buffer.hasRemaining()) {
          archive.write(buffer);
        }
      } catch (IOException e) {
        throw new IOException(
            "%s is an archive, which is inspected when all of it has come, and it could not be kept in %s until then: %s"
                .formatted(origin.location(), System.getProperty("java.io.tmpdir"), e.getMessage()),
            e);
      }
    }

    @Override
    public void end() throws IOException {
      Looked looked = gate.judge(Looked.NOTHING, inspection(), origin.location(), publicName);
      keep(looked);
      if (stops && looked.obstacle().isPresent()) {
        throw new NotAdmittedException(looked.obstacle().get());
      }
    }

    private Inspection inspection() throws IOException {
      if (archive != null) {
        return inspector.inspect(new Spooled(archive, origin.size()));
      }
      try {
        return passing.end();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while it was inspected");
      }
    }

    @Override
    public void close() {
      passing.close();
      if (archive != null) {
        try {
          archive.close();
        } catch (IOException e) {
          // It is a temporary file, and nobody reads it any more.
        }
      }
    }
  }

  private record Spooled(FileChannel file, long size) implements ByteSource {
    @Override
    public byte[] read(long offset, int length) throws IOException {
      ByteBuffer bytes = ByteBuffer.allocate(length);
      while (bytes.hasRemaining()) {
        if (file.read(bytes, offset + bytes.position()) < 0) {
          throw new IOException("the temporary file ends at byte " + file.size());
        }
      }
      return bytes.array();
    }
  }
}
