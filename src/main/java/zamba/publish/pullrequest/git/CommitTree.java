package zamba.publish.pullrequest.git;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import zamba.publish.checkout.FileTree;

/** The files of a commit, as it has them and not as a work tree would. */
public final class CommitTree implements FileTree {

  /**
   * A file of a commit.
   *
   * @param mode such as {@code 100644}
   * @param id its content's
   */
  record Entry(String mode, String id) {
    private static final String LINK = "120000";
    private static final String SUBMODULE = "160000";

    boolean file() {
      return !mode.equals(LINK) && !mode.equals(SUBMODULE);
    }
  }

  private final Git git;
  private final String commit;
  private final SortedMap<String, Entry> entries;

  private CommitTree(Git git, String commit, SortedMap<String, Entry> entries) {
    this.git = git;
    this.commit = commit;
    this.entries = entries;
  }

  /**
   * A commit's.
   *
   * @param commit its full id
   * @throws GitException if there is none
   */
  public static CommitTree of(Git git, String commit) {
    SortedMap<String, Entry> entries = new TreeMap<>();
    String listing = new String(git.bytes("ls-tree", "-r", "-z", "--full-tree", commit), UTF_8);
    for (String line : listing.split("\0", -1)) {
      int tab = line.indexOf('\t');
      if (tab > 0) {
        String[] fields = line.substring(0, tab).split(" ", -1);
        entries.put(line.substring(tab + 1), new Entry(fields[0], fields[2]));
      }
    }
    return new CommitTree(git, commit, entries);
  }

  /** The commit's full id. */
  public String commit() {
    return commit;
  }

  Optional<Entry> entry(String path) {
    return Optional.ofNullable(entries.get(path));
  }

  Map<String, Entry> entries() {
    return entries;
  }

  @Override
  public Optional<byte[]> read(String path) throws IOException {
    Entry entry = entries.get(path);
    if (entry == null) {
      return Optional.empty();
    }
    if (!entry.file()) {
      throw new IOException(
          "%s is a link or a submodule in commit %s, which is not followed"
              .formatted(path, commit));
    }
    try {
      return Optional.of(git.bytes("cat-file", "blob", entry.id()));
    } catch (GitException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  @Override
  public OptionalLong size(String path) {
    Entry entry = entries.get(path);
    return entry == null || !entry.file()
        ? OptionalLong.empty()
        : OptionalLong.of(Long.parseLong(git.tell("cat-file", "-s", entry.id())));
  }

  @Override
  public List<String> files(String folder) {
    String prefix = folder + "/";
    return entries.tailMap(prefix).entrySet().stream()
        .takeWhile(it -> it.getKey().startsWith(prefix))
        .filter(it -> it.getValue().file())
        .map(Map.Entry::getKey)
        .toList();
  }
}
