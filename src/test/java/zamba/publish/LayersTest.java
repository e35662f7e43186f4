package zamba.publish;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Which package may know which. */
@AnalyzeClasses(packages = "zamba.publish", importOptions = ImportOption.DoNotIncludeTests.class)
class LayersTest {
  private static final String ROOT = "zamba.publish";

  /** Each room may know those before it, and none after it. */
  private static final List<String> ROOMS =
      List.of(
          "files",
          "publication",
          "report",
          "pace",
          "s3",
          "content",
          "https",
          "source",
          "pyyaml",
          "official",
          "edits",
          "folder",
          "inspect",
          "transfer",
          "probe",
          "copy",
          "download",
          "region",
          "stream",
          "gate",
          "catalog",
          "checkout",
          "vouch",
          "signature",
          "pullrequest",
          "turns",
          "config",
          "command",
          "flow",
          "queue",
          "terminal",
          "page",
          "daemon");

  @ArchTest
  static void eachRoomKnowsOnlyThoseUnderIt(JavaClasses all) {
    for (int i = 0; i < ROOMS.size(); i++) {
      knows(ROOMS.get(i), ROOMS.subList(0, i).toArray(String[]::new)).check(all);
    }
  }

  @ArchTest
  static void everyPackageSaysWhatIsInIt(JavaClasses all) {
    assertThat(all.stream().map(JavaClass::getPackageName).distinct())
        .allSatisfy(
            name ->
                assertThat(Path.of("src/main/java", name.replace('.', '/'), "package-info.java"))
                    .exists());
    assertThat(all.stream().map(JavaClass::getPackageName).map(LayersTest::room).distinct())
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(ROOMS.stream(), Stream.of("", "embedded")).toList());
  }

  private static String room(String packageName) {
    return packageName.replaceFirst("^zamba\\.publish\\.?", "").replaceFirst("\\..*", "");
  }

  @ArchTest static final ArchRule pyyamlKnowsNoOther = knows("pyyaml");

  @ArchTest static final ArchRule inspectKnowsNoOther = knows("inspect");

  @ArchTest static final ArchRule outcomesKnowNoOther = knows("publication");

  @ArchTest static final ArchRule vouchKnowsNothingOfStores = knows("vouch", "report", "files");

  @ArchTest static final ArchRule filesKnowsNoOther = knows("files");

  @ArchTest static final ArchRule theServerKnowsWhatItStandsInFor = knows("embedded", "s3");

  @ArchTest
  static final ArchRule theScreenKnowsWhatItShows = knows("terminal", "transfer", "report");

  /** What is shown comes from the report and the folders, and never from a store. */
  @ArchTest
  static final ArchRule thePageKnowsNothingOfStores =
      knows("page", "files", "publication", "report", "pyyaml", "official", "folder", "transfer");

  /** What judges whether others' code is safe to publish runs none of others' code. */
  @ArchTest
  static final ArchRule inspectorsNeedNothingButTheJdk =
      classes()
          .that(resideInAPackage(ROOT + ".inspect.."))
          .and(not(resideInAnyPackage(ROOT + ".inspect.leaks", ROOT + ".inspect.plausible")))
          .should()
          .onlyDependOnClassesThat(
              resideInAPackage("java..")
                  .or(
                      resideInAPackage(ROOT + ".inspect..")
                          .and(
                              not(
                                  resideInAnyPackage(
                                      ROOT + ".inspect.leaks", ROOT + ".inspect.plausible")))));

  /**
   * Whoever verifies a file needs nothing of AWS; its classes are loaded with the one that does.
   */
  @ArchTest
  static final ArchRule onlyTheKeyInKmsKnowsAws =
      noClasses()
          .that(resideInAPackage(ROOT + ".vouch"))
          .and()
          .doNotHaveSimpleName("KmsKey")
          .should()
          .dependOnClassesThat(resideInAPackage("software.amazon.."));

  /** It is not part of the jar. */
  @ArchTest
  static final ArchRule nobodyKnowsTheEmbeddedServer =
      noClasses()
          .that(not(resideInAPackage(ROOT + ".embedded..")))
          .should()
          .dependOnClassesThat(resideInAPackage(ROOT + ".embedded.."));

  @ArchTest
  static final ArchRule noPackagesKnowEachOther =
      slices().matching(ROOT + ".(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule nobodyKnowsTheProgramThatPutsThemTogether =
      noClasses()
          .that(not(resideInAPackage(ROOT)))
          .should()
          .dependOnClassesThat(resideInAPackage(ROOT));

  private static ArchRule knows(String name, String... others) {
    String[] allowed =
        Stream.concat(Stream.of(name), Arrays.stream(others))
            .map(other -> ROOT + "." + other + "..")
            .toArray(String[]::new);
    return classes()
        .that(resideInAPackage(ROOT + "." + name + ".."))
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(allowed).or(not(resideInAPackage(ROOT + ".."))));
  }
}
