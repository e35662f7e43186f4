package zamba.publish.gate;

import org.apache.camel.Variable;
import zamba.publish.content.NotAdmittedException;
import zamba.publish.folder.OfficialFolder;
import zamba.publish.folder.OfficialModels;

/** Begins and concludes the look at one entry, for the routes. */
public final class Gate {
  private final OfficialModels officialModels;

  /**
   * @param officialModels what is committed
   */
  public Gate(OfficialModels officialModels) {
    this.officialModels = officialModels;
  }

  /** What is known already of what came through this program; else nothing. */
  public Looked begin(@Variable("looked") Looked looked) {
    return looked == null ? Looked.NOTHING : looked;
  }

  /**
   * Whether a model's files are to be looked at: if its folder would change, or the checkpoint be
   * copied. A run with nothing to do looks at nothing.
   */
  public boolean concernsFiles(
      @Variable("official") OfficialFolder folder, @Variable("toCopy") Boolean toCopy) {
    return folder != null && (Boolean.TRUE.equals(toCopy) || !officialModels.holds(folder));
  }

  /**
   * Lets pass what may be published.
   *
   * @throws NotAdmittedException if it may not, saying why
   */
  public void admit(@Variable("looked") Looked looked) {
    looked
        .obstacle()
        .ifPresent(
            obstacle -> {
              throw new NotAdmittedException(obstacle);
            });
  }
}
