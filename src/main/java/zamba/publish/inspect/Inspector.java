package zamba.publish.inspect;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import zamba.publish.inspect.bytes.ByteSource;
import zamba.publish.inspect.bytes.Cursor;
import zamba.publish.inspect.bytes.Integers;
import zamba.publish.inspect.bytes.Reads;
import zamba.publish.inspect.bytes.Reason;
import zamba.publish.inspect.bytes.RefusedException;
import zamba.publish.inspect.pickle.PersistentIds;
import zamba.publish.inspect.pickle.Pickle;
import zamba.publish.inspect.pickle.PickleContext;
import zamba.publish.inspect.torch.ArchiveInspection;
import zamba.publish.inspect.torch.Contents;
import zamba.publish.inspect.torch.LegacyInspection;
import zamba.publish.inspect.torch.OldPickle;
import zamba.publish.inspect.value.AllowList;
import zamba.publish.inspect.value.Value;
import zamba.publish.inspect.value.Verdict;
import zamba.publish.inspect.zip.TarHeader;

/**
 * Inspects files of weights by reading them: archives of torch.save and torch.jit.save, what
 * torch.save wrote before 1.6, and pickles. Takes bounded memory and time for any input. Names
 * alone do not make a pickle safe, so arguments, states and sizes are looked at, too. What it
 * cannot tell is whether weights were trained to misbehave.
 */
public final class Inspector {

  private static final int HEAD = 256 << 10;
  private static final int PROTO = 0x80;
  private static final String PICKLE = "pickle";

  private final AllowList allowed;

  public Inspector(AllowList allowed) {
    this.allowed = allowed;
  }

  /**
   * Inspects a file.
   *
   * @throws IOException if the source cannot be read
   */
  public Inspection inspect(ByteSource source) throws IOException {
    Reads reads = new Reads(source);
    PickleContext context = new PickleContext(allowed);
    Result result = new Result();
    try {
      look(reads, context, result);
    } catch (RefusedException e) {
      context.findings().add(e);
    }
    return inspection(reads, context, result);
  }

  /** Whether a file that begins so is an archive: then it is told by its end. */
  static boolean isArchive(byte[] head) {
    return head.length >= 4 && head[0] == 'P' && head[1] == 'K' && head[2] == 3 && head[3] == 4;
  }

  private static final class Result {
    Kind kind = Kind.OTHER;
    Value root;
  }

  private static void look(Reads reads, PickleContext context, Result result)
      throws IOException, RefusedException {
    int length = (int) Math.min(reads.size(), HEAD);
    if (length == 0) {
      throw new RefusedException(Reason.UNREADABLE, "the file is empty");
    }
    reads.load(0, length);
    byte[] head = reads.read(0, length);
    if (isArchive(head)) {
      result.kind = Kind.TORCH_ARCHIVE;
      ArchiveInspection archive = new ArchiveInspection(reads, context);
      try {
        result.root = archive.inspect();
      } finally {
        result.kind = archive.isScript() ? Kind.TORCHSCRIPT : Kind.TORCH_ARCHIVE;
      }
    } else if ((head[0] & 0xff) == PROTO) {
      if (TarHeader.is(head)) {
        context
            .findings()
            .add(Reason.GAP, "a tar archive as well, which torch tries first (byte 0)");
      }
      pickle(reads, context, result);
    } else if (OldPickle.is(head)) {
      result.kind = Kind.PICKLE;
      throw new RefusedException(Reason.OPCODE, "a pickle of protocol 0 or 1 (pickle, byte 0)");
    } else {
      throw new RefusedException(
          Reason.UNREADABLE, "no file of weights, but " + LookAlikes.of(head));
    }
  }

  private static void pickle(Reads reads, PickleContext context, Result result)
      throws IOException, RefusedException {
    result.kind = Kind.PICKLE;
    Cursor cursor = new Cursor(reads, PICKLE, 0, reads.size(), false);
    Value first = new Pickle(cursor, context, PersistentIds.none()).load();
    if (first instanceof Value.Int number && !number.fits() && number.value() == Integers.MAGIC) {
      result.kind = Kind.LEGACY_TORCH;
      result.root = new LegacyInspection(cursor, context).inspect();
    } else {
      result.root = first;
      if (cursor.left() > 0) {
        throw new RefusedException(
            Reason.GAP, "%d bytes after the pickle's end".formatted(cursor.left()));
      }
    }
  }

  private static Inspection inspection(Reads reads, PickleContext context, Result result) {
    Verdict verdict = context.findings().verdict();
    String reason = context.findings().first().map(first -> first.reason().code()).orElse("");
    if (verdict == Verdict.SAFE && result.kind == Kind.TORCHSCRIPT) {
      verdict = Verdict.PROGRAM;
      reason = Reason.TORCHSCRIPT.code();
    }
    Contents contents = new Contents(result.root == null ? Pickle.NONE : result.root);
    return new Inspection(
        verdict,
        reason,
        List.copyOf(context.findings().texts()),
        result.kind,
        new LinkedHashMap<>(context.mentions().counts()),
        List.copyOf(contents.tensors()),
        contents.tensorCount(),
        contents.parameters(),
        context.strings().all(),
        context.strings().isComplete(),
        contents.lightningVersion(),
        contents.hyperParameters(),
        reads.bytesRead(),
        reads.requests());
  }
}
