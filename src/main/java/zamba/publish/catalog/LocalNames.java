package zamba.publish.catalog;

import java.nio.charset.Charset;
import java.util.Optional;

/** Which names can be written and shown on this machine, in the locale it runs in. */
public final class LocalNames {
  /** What a decoder puts where it could not read. */
  private static final char REPLACEMENT = '\uFFFD';

  private LocalNames() {}

  /** Why a name cannot be a model's or a file's here; empty if it can. */
  public static Optional<String> problem(String name) {
    if (name.indexOf(REPLACEMENT) >= 0) {
      return Optional.of(
          "the name has U+FFFD, which stands for what could not be read; save the file as UTF-8 and write the name again");
    }
    Charset local = fileNames();
    return local.newEncoder().canEncode(name)
        ? Optional.empty()
        : Optional.of(
            "the name cannot be a file's in this locale, whose encoding is %s; start the program with LC_ALL=C.UTF-8, or name it in that encoding"
                .formatted(local));
  }

  /** How the JVM writes names of files, which is another thing than {@code file.encoding}. */
  private static Charset fileNames() {
    String name = System.getProperty("sun.jnu.encoding", Charset.defaultCharset().name());
    return Charset.isSupported(name) ? Charset.forName(name) : Charset.defaultCharset();
  }
}
