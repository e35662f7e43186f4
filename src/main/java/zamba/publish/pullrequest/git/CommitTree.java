package zamba.publish.pullrequest.git;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
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
   * @param size bytes, in digits; of a submodule a hyphen
   */
  record Entry(String mode, String id, String size) {
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
    String listing =
        new String(git.bytes("ls-tree", "-r", "-l", "-z", "--full-tree", commit), UTF_8);
    for (String line : listing.split("\0", -1)) {
      int tab = line.indexOf('\t');
      if (tab > 0) {
        String[] fields = line.substring(0, tab).split(" +", -1);
        entries.put(line.substring(tab + 1), new Entry(fields[0], fields[2], fields[3]));
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
        : OptionalLong.of(Long.parseLong(entry.size()));
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

  /** Git looks through all of them at once; each that is read is a process of its own. */
  @Override
  public List<String> filesWith(String folder, Collection<String> texts) {
    List<String> all = files(folder);
    if (texts.isEmpty() || all.isEmpty()) {
      return List.of();
    }
    List<String> question = new ArrayList<>(List.of("grep", "-l", "-z", "-F", "--no-color"));
    texts.forEach(text -> question.addAll(List.of("-e", text)));
    question.addAll(List.of("--full-name", commit, "--", folder));
    Git.Answer answer =
        git.in(Path.of(git.tell("rev-parse", "--show-toplevel")))
            .ask(question.toArray(String[]::new));
    if (answer.status() > 1) {
      return all;
    }
    Set<String> found = new HashSet<>();
    for (String line : new String(answer.output(), UTF_8).split("\0", -1)) {
      found.add(line.substring(line.indexOf(':') + 1));
    }
    return all.stream().filter(found::contains).toList();
  }
}
