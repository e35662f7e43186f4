package zamba.publish;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.stream.Stream;

/** Which package may know which. */
@AnalyzeClasses(packages = "zamba.publish", importOptions = ImportOption.DoNotIncludeTests.class)
class LayersTest {
  private static final String ROOT = "zamba.publish";

  @ArchTest static final ArchRule pyyamlKnowsNoOther = knows("pyyaml");

  @ArchTest static final ArchRule inspectKnowsNoOther = knows("inspect");

  /** What judges whether others' code is safe to publish runs none of others' code. */
  @ArchTest
  static final ArchRule inspectorsNeedNothingButTheJdk =
      classes()
          .that(resideInAPackage(ROOT + ".inspect"))
          .should()
          .onlyDependOnClassesThat(resideInAnyPackage(ROOT + ".inspect", "java.."));

  @ArchTest static final ArchRule filesKnowsNoOther = knows("files");

  @ArchTest static final ArchRule reportKnowsTheFilesOnly = knows("report", "files");

  @ArchTest
  static final ArchRule vouchKnowsTheReportAndFilesOnly = knows("vouch", "report", "files");

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

  @ArchTest static final ArchRule s3KnowsTheReportOnly = knows("s3", "report");

  @ArchTest
  static final ArchRule officialKnowsPyyamlS3TheReportAndFilesOnly =
      knows("official", "pyyaml", "s3", "report", "files");

  @ArchTest
  static final ArchRule gateKnowsWhatItLooksAt =
      knows("gate", "inspect", "official", "pyyaml", "s3", "report");

  @ArchTest
  static final ArchRule catalogKnowsTheGateOfficialS3AndTheReportOnly =
      knows("catalog", "gate", "inspect", "official", "s3", "report");

  @ArchTest
  static final ArchRule daemonKnowsAllThatPublishes =
      knows("daemon", "catalog", "gate", "official", "s3", "report");

  @ArchTest
  static final ArchRule terminalKnowsS3AndTheReportOnly = knows("terminal", "s3", "report");

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
