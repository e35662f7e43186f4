package zamba.publish.pullrequest.git;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A place outside the checkout where a commit is put together: an index of its own, and a work tree
 * that has nothing but the commit's {@code .gitattributes}, so that a file becomes what {@code git
 * add} would make of it in a fresh clone.
 */
final class Scratch implements AutoCloseable {
  private static final String ATTRIBUTES = ".gitattributes";

  private final Path folder;
  private final Git checkout;
  private final Git git;
  private final CommitTree parent;

  /**
   * @param checkout the checkout's git
   * @param parent the commit that the new one is to follow
   */
  Scratch(Git checkout, CommitTree parent) throws IOException {
    this.checkout = checkout;
    this.parent = parent;
    this.folder = Files.createTempDirectory("zamba-commit-");
    Path work = Files.createDirectory(folder.resolve("work"));
    for (Map.Entry<String, CommitTree.Entry> entry : parent.entries().entrySet()) {
      String path = entry.getKey();
      if (entry.getValue().file() && (path.equals(ATTRIBUTES) || path.endsWith("/" + ATTRIBUTES))) {
        Path file = work.resolve(path).normalize();
        if (file.startsWith(work)) {
          Files.createDirectories(file.getParent());
          Files.write(file, parent.read(path).orElseThrow());
        }
      }
    }
    this.git =
        checkout
            .in(work)
            .withoutHooks()
            .with("GIT_DIR", checkout.tell("rev-parse", "--absolute-git-dir"))
            .with("GIT_WORK_TREE", work.toString())
            .with("GIT_INDEX_FILE", folder.resolve("index").toString());
  }

  /**
   * The tree of the parent with some files in their new form.
   *
   * @return its id
   */
  String tree(List<NewFile> files) throws IOException {
    git.tell("read-tree", parent.commit());
    StringBuilder index = new StringBuilder();
    for (NewFile file : files) {
      String mode = parent.entry(file.path()).map(CommitTree.Entry::mode).orElse("100644");
      index.append(mode).append(' ').append(id(file)).append('\t').append(file.path()).append('\0');
    }
    git.tell(index.toString().getBytes(UTF_8), "update-index", "-z", "--index-info");
    return git.tell("write-tree");
  }

  /**
   * A file whose old content git would have stored otherwise, with other line ends say, is stored
   * as it is: else every line of it would change.
   */
  private String id(NewFile file) throws IOException {
    Optional<CommitTree.Entry> there = parent.entry(file.path());
    if (there.isPresent()) {
      byte[] old = parent.read(file.path()).orElseThrow();
      String asAdded = git.tell(old, "hash-object", "--stdin", "--path=" + file.path());
      if (!asAdded.equals(there.get().id())) {
        return git.tell(file.content(), "hash-object", "-w", "--stdin", "--no-filters");
      }
    }
    return git.tell(file.content(), "hash-object", "-w", "--stdin", "--path=" + file.path());
  }

  /** Makes the commit, which nothing refers to yet. */
  String commit(String tree, CommitMessage message) {
    List<String> arguments =
        new ArrayList<>(List.of("commit-tree", tree, "-p", parent.commit(), "-F", "-"));
    // git commit obeys this by itself, and git commit-tree does not.
    Git.Answer signs = checkout.ask("config", "--type=bool", "--get", "commit.gpgsign");
    if (signs.ok() && signs.text().equals("true")) {
      arguments.add("-S");
    }
    return checkout.sign(message.bytes(tree), arguments);
  }

  /**
   * What both have made of a text.
   *
   * @param base what both began with
   * @return empty if both changed the same lines
   */
  Optional<byte[]> merged(byte[] base, byte[] one, byte[] other) throws IOException {
    return new TextMerge(git).of(base, one, other);
  }

  @Override
  public void close() {
    try {
      TextMerge.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("%s cannot be deleted".formatted(folder), e);
    }
  }
}
