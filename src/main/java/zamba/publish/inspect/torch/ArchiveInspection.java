package zamba.publish.inspect.torch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import zamba.publish.inspect.bytes.Cursor;
import zamba.publish.inspect.bytes.PickleLimits;
import zamba.publish.inspect.bytes.Reads;
import zamba.publish.inspect.bytes.Reason;
import zamba.publish.inspect.bytes.RefusedException;
import zamba.publish.inspect.bytes.Shown;
import zamba.publish.inspect.pickle.Pickle;
import zamba.publish.inspect.pickle.PickleContext;
import zamba.publish.inspect.pickle.ScriptNames;
import zamba.publish.inspect.value.Value;
import zamba.publish.inspect.zip.ArchiveReads;
import zamba.publish.inspect.zip.ZipDirectory;
import zamba.publish.inspect.zip.ZipEnd;
import zamba.publish.inspect.zip.ZipEntry;

/**
 * An archive that torch.save or torch.jit.save wrote (caffe2/serialize/inline_container.cc): the
 * directory, then every record that is not a tensor's, then whether tensors and records agree.
 */
public final class ArchiveInspection {

  private static final Pattern RECORD =
      Pattern.compile(
          "data\\.pkl|version|byteorder|data/\\d{1,20}|\\.data/(?:serialization_id|version)"
              + "|\\.format_version|\\.storage_alignment");
  private static final Pattern SCRIPT_RECORD =
      Pattern.compile("constants\\.pkl|constants/\\d{1,20}|code/.+\\.py(?:\\.debug_pkl)?");

  /** A part of the name that is empty, or leads elsewhere where the archive is unpacked. */
  private static final Pattern CLIMBS = Pattern.compile("(^|/)\\.{0,2}(/|$)");

  private static final Map<String, Pattern> CONTENTS =
      Map.of(
          "version", Pattern.compile("([1-9]|10)\n?"),
          ".data/version", Pattern.compile("([1-9]|10)\n?"),
          "byteorder", Pattern.compile("little"),
          ".format_version", Pattern.compile("\\d{1,3}\n?"),
          ".storage_alignment", Pattern.compile("[1-9]\\d{0,4}"),
          ".data/serialization_id", Pattern.compile("\\d{1,80}"));
  private static final int LONGEST_CONTENT = 100;
  private static final int ALIGNMENT = 64;

  private final Reads reads;
  private final PickleContext context;
  private final List<RefusedException> crcs = new ArrayList<>();
  private Map<String, ZipEntry> entries;
  private ArchiveReads records;
  private boolean script;

  public ArchiveInspection(Reads reads, PickleContext context) {
    this.reads = reads;
    this.context = context;
  }

  public boolean isScript() {
    return script;
  }

  /** What data.pkl would load. */
  public Value inspect() throws IOException, RefusedException {
    ZipDirectory directory = ZipDirectory.read(reads, ZipEnd.find(reads));
    entries = directory.entries();
    script = entries.containsKey("constants.pkl");
    checkRecords();
    // Names are text, too. Those of the tensors are numbers.
    entries.values().stream()
        .filter(entry -> !entry.name().matches("(?:data|constants)/\\d+"))
        .forEach(entry -> context.strings().add(entry.path()));
    records = new ArchiveReads(reads, entries);
    directory.checkTiling(alignment());
    for (String name : entries.keySet()) {
      if (CONTENTS.containsKey(name)) {
        content(name);
      }
    }
    ZipEntry data = entries.get("data.pkl");
    data.data(records.ready(data));
    PickleContext inside = script ? context.with(new ScriptNames(directory.code())) : context;
    Value root = pickle("data.pkl", "data/", inside);
    if (script) {
      pickle("constants.pkl", "constants/", inside);
      new ScriptInspection(reads, records, inside, crcs).inspect(entries);
    }
    crcs.forEach(context.findings()::add);
    return root;
  }

  private void checkRecords() throws RefusedException {
    for (String name : entries.keySet()) {
      boolean known =
          RECORD.matcher(name).matches() || (script && SCRIPT_RECORD.matcher(name).matches());
      if (!known || CLIMBS.matcher(name).find()) {
        throw new RefusedException(
            Reason.RECORD, "the record %s, which torch does not write".formatted(Shown.of(name)));
      }
    }
    if (!entries.containsKey("data.pkl")) {
      throw new RefusedException(Reason.UNREADABLE, "the archive has no data.pkl");
    }
    boolean version = entries.containsKey("version");
    boolean hidden = entries.containsKey(".data/version");
    if (version == hidden) {
      throw new RefusedException(
          version ? Reason.RECORD : Reason.UNREADABLE,
          "the archive has " + (version ? "two versions" : "no version"));
    }
  }

  private long alignment() throws IOException, RefusedException {
    return entries.containsKey(".storage_alignment")
        ? Long.parseLong(content(".storage_alignment"))
        : ALIGNMENT;
  }

  /** The text of a small record, which must be what torch writes there. */
  private String content(String name) throws IOException, RefusedException {
    ZipEntry entry = entries.get(name);
    if (entry.size() > LONGEST_CONTENT) {
      throw strange(name, entry.size() + " bytes");
    }
    Cursor cursor = records.open(entry);
    byte[] bytes = cursor.take((int) entry.size());
    checkCrc(entry, cursor);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    if (!CONTENTS.get(name).matcher(text).matches()) {
      throw strange(name, "'" + Shown.of(text) + "'");
    }
    return text;
  }

  private static RefusedException strange(String name, String content) {
    return new RefusedException(Reason.RECORD, "the record %s holds %s".formatted(name, content));
  }

  private Value pickle(String name, String folder, PickleContext inside)
      throws IOException, RefusedException {
    ZipEntry entry = entries.get(name);
    if (entry.size() > PickleLimits.PICKLE) {
      throw new RefusedException(Reason.LIMIT, "%s of %d bytes".formatted(name, entry.size()));
    }
    Cursor cursor = records.open(entry);
    Storages storages = Storages.in(key -> size(folder + key));
    Value root = new Pickle(cursor, inside, storages).load();
    long left = cursor.left();
    checkCrc(entry, cursor);
    if (left > 0) {
      context
          .findings()
          .add(Reason.RECORD, "%d bytes after the pickle in %s".formatted(left, name));
    }
    // What is unsafe already need not be told in all its consequences.
    boolean sound = context.findings().isEmpty();
    for (String record : entries.keySet()) {
      if (sound
          && record.startsWith(folder)
          && !storages.known().containsKey(record.substring(folder.length()))) {
        context
            .findings()
            .add(Reason.RECORD, "no tensor refers to the record %s".formatted(record));
      }
    }
    return root;
  }

  private long size(String name) {
    return entries.containsKey(name) ? entries.get(name).size() : -1;
  }

  private void checkCrc(ZipEntry entry, Cursor cursor) throws IOException, RefusedException {
    if (cursor.crc() != entry.crc()) {
      crcs.add(ScriptInspection.wrongCrc(entry));
    }
  }
}
