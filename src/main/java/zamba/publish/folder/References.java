package zamba.publish.folder;

import java.util.Optional;

/** Which committed official config refers to a public name, and so says that it was published. */
public final class References {
  private final OfficialModels officialModels;

  /**
   * @param officialModels the committed folders
   */
  public References(OfficialModels officialModels) {
    this.officialModels = officialModels;
  }

  /**
   * What says that a public name was published before. A config that cannot be read may name it if
   * it is that of the model that the name begins with.
   *
   * @return a clause for people; empty if no config says so
   */
  public Optional<String> to(String publicName) {
    if (officialModels.unreadable().isPresent()) {
      return Optional.empty();
    }
    return officialModels.models().stream()
        .map(model -> reference(model, publicName))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private Optional<String> reference(String model, String publicName) {
    try {
      return officialModels.publicName(model).equals(publicName)
          ? Optional.of(
              "%s says that it was published before".formatted(officialModels.config(model)))
          : Optional.empty();
    } catch (RuntimeException e) {
      return publicName.startsWith(model + "_")
          ? Optional.of(
              "%s may say that it was published before, but does not tell (%s)"
                  .formatted(officialModels.config(model), e.getMessage()))
          : Optional.empty();
    }
  }
}
