package zamba.publish.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.camel.Body;
import zamba.publish.files.Reason;
import zamba.publish.files.WritableFolder;
import zamba.publish.publication.Report;

/**
 * Where the JSON report goes. Only an earlier report or an empty file is ever replaced, in one
 * step, so that nobody reads half a report; a device or a pipe is written to; anything else stays.
 *
 * <p>Not an endpoint of Camel's file component: that evaluates a file's name as an expression, and
 * deletes what is in its place before it renames.
 */
public final class ReportFile {
  private static final Set<String> STANDARD_OUTPUT =
      Set.of("/dev/stdout", "/dev/fd/1", "/proc/self/fd/1");
  private static final Set<String> STANDARD_ERROR =
      Set.of("/dev/stderr", "/dev/fd/2", "/proc/self/fd/2");

  /** The first field of {@link Report}. */
  private static final String FIRST_FIELD = "started";

  /** What a page of ours says of itself, near its beginning. */
  private static final String GENERATOR =
      "<meta name=\"generator\" content=\"zamba-model-publisher\">";

  private static final int BEGINNING = 1024;

  /** What it is that is written. */
  public enum Kind {
    /** JSON, {@code report.file}. */
    JSON("report.file", "publish-report.json", "The report"),
    /** HTML, {@code report.html}. */
    PAGE("report.html", "publish-report.html", "The page");

    private final String property;
    private final String example;
    private final String what;

    Kind(String property, String example, String what) {
      this.property = property;
      this.example = example;
      this.what = what;
    }
  }

  private final Kind kind;
  private final Path path;
  private final List<Path> read;
  private final PrintStream output;

  /**
   * @param path the property {@code report.file}
   * @param read files that the program reads its properties from, where no report may go
   * @param output the program's standard output
   */
  public ReportFile(Path path, List<Path> read, PrintStream output) {
    this(Kind.JSON, path, read, output);
  }

  /** The same of a report of another kind. */
  public ReportFile(Kind kind, Path path, List<Path> read, PrintStream output) {
    this.kind = kind;
    Path absolute = path.toAbsolutePath();
    // Through a folder that is not there yet nothing can be reached by "..".
    this.path =
        absolute.getParent() == null || Files.exists(absolute.getParent())
            ? absolute
            : absolute.normalize();
    this.read = List.copyOf(read);
    this.output = output;
  }

  /** Why no report can be written there, as far as looking tells; empty if it can. */
  public Optional<String> problem() {
    if (stream().isPresent()) {
      return Optional.empty();
    }
    try {
      return problem(Files.readAttributes(path, BasicFileAttributes.class));
    } catch (NoSuchFileException e) {
      return Files.isSymbolicLink(path)
          ? Optional.of("%s is a link to nothing; name the file that it should be".formatted(path))
          : new WritableFolder(path.getParent()).problem();
    } catch (IOException e) {
      return Optional.of(
          new WritableFolder(path.getParent())
              .problem()
              .orElseGet(() -> "%s cannot be looked at: %s".formatted(path, new Reason(e))));
    }
  }

  private Optional<String> problem(BasicFileAttributes there) throws IOException {
    if (there.isDirectory()) {
      return Optional.of(
          "%s is a folder; name a file, such as %s".formatted(path, path.resolve(kind.example)));
    }
    if (!Files.isWritable(path)) {
      return Optional.of(
          "%s cannot be written to by user %s".formatted(path, System.getProperty("user.name")));
    }
    if (there.isOther()) {
      return Optional.empty();
    }
    for (Path file : read) {
      if (Files.exists(file) && Files.isSameFile(file, path)) {
        return Optional.of(
            "%s is where the properties are read from (%s); name another file"
                .formatted(path, file));
      }
    }
    if (!isReport()) {
      return Optional.of(
          "%s is no report of this program, and would be lost; move it away, or name another file"
              .formatted(path));
    }
    return new WritableFolder(path.toRealPath().getParent()).problem();
  }

  /** The report of an earlier run, or nothing. */
  private boolean isReport() throws IOException {
    if (Files.size(path) == 0) {
      return true;
    }
    if (kind == Kind.PAGE) {
      try (InputStream content = Files.newInputStream(path)) {
        return new String(content.readNBytes(BEGINNING), StandardCharsets.UTF_8)
            .contains(GENERATOR);
      }
    }
    try (JsonParser json = new JsonFactory().createParser(path.toFile())) {
      return json.nextToken() == JsonToken.START_OBJECT && FIRST_FIELD.equals(json.nextFieldName());
    } catch (com.fasterxml.jackson.core.JacksonException e) {
      return false;
    }
  }

  /**
   * Whether a report can be written, by trying it where that leaves no trace.
   *
   * @return why it cannot
   */
  public Optional<String> attempt() {
    Optional<String> problem = problem();
    if (problem.isPresent() || stream().isPresent() || isDevice()) {
      return problem;
    }
    return new WritableFolder(real().getParent()).attempt();
  }

  private boolean isDevice() {
    return Files.exists(path) && !Files.isRegularFile(path);
  }

  /** The file itself, where {@code path} is a link. */
  private Path real() {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return path;
    }
  }

  /** Standard output and error as this program has them open, whatever they are. */
  private Optional<PrintStream> stream() {
    String name = path.normalize().toString();
    if (STANDARD_OUTPUT.contains(name)) {
      return Optional.of(output);
    }
    return STANDARD_ERROR.contains(name) ? Optional.of(System.err) : Optional.empty();
  }

  /**
   * Writes a report.
   *
   * @param json its text
   * @throws ReportException if it cannot be written; what was there is as it was
   */
  public void write(@Body byte[] json) {
    try {
      Optional<String> problem = problem();
      if (problem.isPresent()) {
        throw new IOException(problem.get());
      }
      Optional<PrintStream> stream = stream();
      if (stream.isPresent()) {
        stream.get().writeBytes(json);
        stream.get().println();
        stream.get().flush();
      } else if (isDevice()) {
        try (OutputStream device = Files.newOutputStream(path, StandardOpenOption.WRITE)) {
          device.write(json);
        }
      } else {
        replace(real(), json);
      }
    } catch (IOException e) {
      throw new ReportException(
          "%s cannot be written to %s (%s): %s"
              .formatted(kind.what, path, kind.property, new Reason(e)),
          e);
    }
  }

  /** That two reports would go to one file, if they would. */
  public Optional<String> same(ReportFile other) {
    return stream().isEmpty() && !isDevice() && real().equals(other.real())
        ? Optional.of("%s is where %s goes; name another file".formatted(path, other.kind.property))
        : Optional.empty();
  }

  /** Written beside its place and renamed. */
  private static void replace(Path file, byte[] json) throws IOException {
    Files.createDirectories(file.getParent());
    Path part = file.resolveSibling(".publish-report-" + UUID.randomUUID() + ".part");
    try {
      Files.write(part, json, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
