package zamba.publish.page.view;

/**
 * What became of something, as it is marked: a shape and a word, and only then a colour. In the
 * order in which they need a look.
 */
public enum Mark {
  DIFFERENT("other content", Tone.BAD),
  FAILED("failed", Tone.BAD),
  PRIVATE("not for everyone", Tone.BAD),
  MISSING("missing", Tone.BAD),
  UNVERIFIED("unverified", Tone.DOUBTFUL),
  PENDING("to publish", Tone.DOUBTFUL),
  WAITING("waiting", Tone.DOUBTFUL),
  COPIED("copied", Tone.GOOD),
  PRESENT("in place", Tone.GOOD),
  NONE("not known", Tone.QUIET);

  private enum Tone {
    GOOD,
    DOUBTFUL,
    BAD,
    QUIET
  }

  private final String word;
  private final Tone tone;

  Mark(String word, Tone tone) {
    this.word = word;
    this.tone = tone;
  }

  /** What it says. */
  public String word() {
    return word;
  }

  /** What it says of an entry as a whole. */
  public String ofEntry() {
    return this == COPIED ? "published" : word;
  }

  /** Of its shape, in the page. */
  public String shape() {
    return "#shape-" + name().toLowerCase(java.util.Locale.ROOT);
  }

  /** Of its colour, in the style sheet. */
  public String tone() {
    return tone.name().toLowerCase(java.util.Locale.ROOT);
  }

  /** Whether it is to be looked at before the others. */
  public boolean needsLook() {
    return tone == Tone.BAD || tone == Tone.DOUBTFUL;
  }
}
