package zamba.publish.pullrequest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import zamba.publish.checkout.CheckoutException;
import zamba.publish.checkout.FileEdit;
import zamba.publish.checkout.FileTree;
import zamba.publish.checkout.LookupEdit;
import zamba.publish.checkout.Released;
import zamba.publish.checkout.Remark;
import zamba.publish.checkout.ZambaCatalog;
import zamba.publish.checkout.ZambaCheckout;
import zamba.publish.checkout.companions.Companions;
import zamba.publish.pullrequest.git.CommitTree;
import zamba.publish.pullrequest.git.Git;
import zamba.publish.pullrequest.git.TextMerge;

/**
 * What a release changes in the base of a checkout: the models' entries in WEIGHT_LOOKUP, as the
 * work tree or {@code --set} has them; for a new model the enum that lists it, as the work tree has
 * it; and the companions.
 */
public final class CheckoutRelease implements ReleaseEdits {
  /** Where the enum of models is, in older revisions in the second. */
  private static final List<String> LISTS =
      List.of("zamba/models/config_common.py", "zamba/models/config.py");

  private final ZambaCheckout checkout;
  private final Git git;
  private final boolean mechanical;

  /**
   * Takes a checkout.
   *
   * @param git the checkout's
   * @param mechanical whether companions are edited, or only told
   */
  public CheckoutRelease(ZambaCheckout checkout, Git git, boolean mechanical) {
    this.checkout = checkout;
    this.git = git;
    this.mechanical = mechanical;
  }

  @Override
  public Touched of(List<Released> released, CommitTree base) throws IOException {
    Map<String, String> sources =
        checkout.catalog().models().stream()
            .collect(Collectors.toMap(ZambaCatalog.Listed::name, ZambaCatalog.Listed::source));
    List<Remark> remarks = new ArrayList<>();
    Overlay tree = new Overlay(base);
    look(tree, released, sources);
    if (problem(tree, released).isPresent()) {
      tree = new Overlay(base);
      remarks.addAll(list(tree, base));
      look(tree, released, sources);
      Optional<String> problem = problem(tree, released);
      if (problem.isPresent()) {
        throw new CheckoutException(
            List.of(
                "With this release the pull request's base would not be right: %s. Add what is missing to the work tree"
                    .formatted(problem.get())));
      }
    }
    List<FileEdit> edits = new ArrayList<>(tree.edits());
    Companions companions = Companions.of(tree, released, mechanical);
    edits.addAll(companions.edits());
    remarks.addAll(companions.remarks());
    return new Touched(edits, remarks);
  }

  private static void look(Overlay tree, List<Released> released, Map<String, String> sources) {
    for (Released model : released) {
      Optional.ofNullable(sources.get(model.model()))
          .flatMap(source -> LookupEdit.of(tree, model.model(), source))
          .ifPresent(edit -> tree.edit(edit.path(), edit.after()));
    }
  }

  /** Why a tree would not have all of these models published. */
  private static Optional<String> problem(FileTree tree, List<Released> released) {
    try {
      List<String> listed =
          ZambaCatalog.read(tree).models().stream().map(ZambaCatalog.Listed::name).toList();
      return released.stream()
          .map(Released::model)
          .filter(model -> !listed.contains(model))
          .map(model -> model + " is not in ModelEnum")
          .findFirst();
    } catch (CheckoutException e) {
      return Optional.of(e.getMessage());
    }
  }

  /** Takes over how the work tree lists models, on top of what the base has. */
  private List<Remark> list(Overlay tree, CommitTree base) throws IOException {
    List<Remark> remarks = new ArrayList<>();
    Git.Answer fork = git.ask("merge-base", "HEAD", base.commit());
    CommitTree before = fork.ok() ? CommitTree.of(git, fork.text()) : base;
    for (String path : LISTS) {
      byte[] old = before.read(path).orElse(new byte[0]);
      byte[] here = checkout.tree().read(path).orElse(old);
      byte[] there = base.read(path).orElse(old);
      if (Arrays.equals(here, old)) {
        continue;
      }
      byte[] both =
          new TextMerge(git)
              .of(old, there, here)
              .orElseThrow(
                  () ->
                      new CheckoutException(
                          List.of(
                              "%s of the work tree and of the pull request's base have changed in the same lines; bring the base into your branch first"
                                  .formatted(path))));
      tree.edit(path, new String(both, UTF_8));
      remarks.add(
          new Remark(
              path,
              0,
              "taken over from the work tree with all its changes, since a new model is listed there"));
    }
    return remarks;
  }
}
