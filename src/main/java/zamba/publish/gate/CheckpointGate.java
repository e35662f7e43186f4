package zamba.publish.gate;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import zamba.publish.inspect.Inspection;
import zamba.publish.inspect.Inspector;
import zamba.publish.inspect.bytes.ByteSource;
import zamba.publish.inspect.value.AllowList;
import zamba.publish.inspect.value.Verdict;
import zamba.publish.region.RegionComparison;
import zamba.publish.s3.ErrorText;
import zamba.publish.source.Replication;
import zamba.publish.stream.PinnedReads;

/** Inspects files of weights ({@code gate.checkpoint}). */
public final class CheckpointGate {
  private static final int NAMED = 5;

  private final GateSettings settings;
  private final Inspector inspector;
  private final PinnedReads reads;
  private final LeakGate leaks;

  /**
   * @param reads what is to be copied, or is public
   * @param leaks looks at what the files say
   */
  public CheckpointGate(GateSettings settings, PinnedReads reads, LeakGate leaks) {
    this.settings = settings;
    this.inspector = new Inspector(AllowList.shipped().with(settings.names()));
    this.reads = reads;
    this.leaks = leaks;
  }

  /**
   * Inspects what is to be copied: in S3 by ranges that are pinned to the ETag that the copy is
   * pinned to; what is on a web server only, by reading all of it.
   *
   * @param looked what was found before; what was inspected already is not inspected again
   */
  public Looked inspect(Replication replication, Looked looked) {
    if (settings.checkpoint() == Strictness.OFF || looked.inspection().isPresent()) {
      return looked;
    }
    String where = replication.origin().location();
    try {
      if (PinnedReads.isOnTheWebOnly(replication)) {
        Passage passage = passage(false);
        reads.pass(replication, passage.begin(replication.origin(), replication.publicName()));
        return passage.found().orElse(looked);
      }
      Inspection inspection = inspector.inspect(new Ranged(replication, reads));
      return judge(looked, inspection, where, replication.publicName());
    } catch (IOException e) {
      throw unread(where, e);
    }
  }

  /** Inspects what every region holds, each content once. */
  public Looked inspectPublic(RegionComparison held) {
    Looked looked = Looked.NOTHING;
    for (Replication content : held.contents()) {
      String where = content.copyFrom().toString();
      try {
        Inspection inspection = inspector.inspect(new Ranged(content, reads));
        looked = looked.together(judge(Looked.NOTHING, inspection, where, content.publicName()));
      } catch (IOException e) {
        throw unread(where, e);
      }
    }
    return looked;
  }

  /** A look at what comes through this program, which stops it before it becomes visible. */
  public Passage passage() {
    return passage(true);
  }

  private Passage passage(boolean stops) {
    return new Passage(inspector, this, settings.checkpoint() != Strictness.OFF, stops);
  }

  /** What follows from an inspection. */
  Looked judge(Looked looked, Inspection inspection, String where, String publicName) {
    Looked with = leaks.inCheckpoint(looked.with(inspection), publicName);
    boolean program = inspection.verdict() == Verdict.PROGRAM;
    if (inspection.verdict() == Verdict.SAFE
        || (program && settings.programs().contains(publicName))) {
      return with;
    }
    return with.finding(
        settings.checkpoint(),
        "%s must not be public as %s: %s. %s"
            .formatted(where, publicName, found(inspection), advice(inspection, publicName)));
  }

  static IllegalStateException unread(String where, IOException cause) {
    return new IllegalStateException(
        "%s could not be read to inspect it, which must come first: %s. Run again"
            .formatted(where, ErrorText.of(cause)),
        cause);
  }

  private static String found(Inspection inspection) {
    List<String> findings = inspection.findings();
    if (findings.isEmpty()) {
      return inspection.summary();
    }
    return inspection.verdict()
        + ": "
        + findings.stream().limit(NAMED).collect(Collectors.joining("; "))
        + (findings.size() > NAMED ? "; and %d more".formatted(findings.size() - NAMED) : "");
  }

  private static String advice(Inspection inspection, String publicName) {
    return switch (inspection.verdict()) {
      case PROGRAM ->
          "Loading it runs code that is in it; if that is meant, add %s to gate.programs"
              .formatted(publicName);
      case UNREADABLE -> "Check that this is the file that was trained, and that it is whole";
      default ->
          "Loading it may run other code than torch's. Find out who wrote it; save it again as plain tensors and values, or if only a name is not known here and it is harmless, allow it with gate.names.<n> (docs/trust.md)";
    };
  }

  /** As the inspector reads it. */
  private record Ranged(long size, PinnedReads.Ranges ranges) implements ByteSource {
    Ranged(Replication replication, PinnedReads reads) {
      this(replication.origin().size(), reads.ranges(replication));
    }

    @Override
    public byte[] read(long offset, int length) throws IOException {
      return ranges.read(offset, length);
    }
  }
}
