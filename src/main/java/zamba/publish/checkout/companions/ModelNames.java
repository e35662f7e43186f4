package zamba.publish.checkout.companions;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The names of zamba's models, as words in a text. */
final class ModelNames {
  private final List<String> all;
  private final Pattern any;

  ModelNames(Set<String> all) {
    this.all =
        all.stream()
            .filter(Predicate.not(String::isEmpty))
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
    // A hyphen too makes a longer name: zamba-slowfast-diagram.png.
    this.any =
        Pattern.compile(
            this.all.stream()
                .map(Pattern::quote)
                .collect(
                    Collectors.joining("|", "(?<![\\p{L}\\p{N}_-])(?:", ")(?![\\p{L}\\p{N}_-])")));
  }

  List<String> all() {
    return all;
  }

  /** The names in a text, each once, in order. */
  Set<String> in(String text) {
    return places(text)
        .map(MatchResult::group)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** Where they stand, each as often as it does. */
  Stream<MatchResult> places(String text) {
    return all.isEmpty() ? Stream.of() : any.matcher(text).results();
  }

  /** The model that a public name such as {@code slowfast_3c9d5d0c72.ckpt} belongs to. */
  Optional<String> ofCheckpoint(String publicName) {
    return all.stream().filter(it -> publicName.startsWith(it + "_")).findFirst();
  }
}
