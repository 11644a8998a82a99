package systemk.repo;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "systemk.repo", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
  @ArchTest
  static final ArchRule mapDbIsSeenInOnePackage =
      noClasses()
          .that()
          .resideOutsideOfPackage("systemk.repo.mapdb")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.mapdb..", "kotlin..");

  @ArchTest
  static final ArchRule theRepositoryIsMadeOfTheJdkTheCoreAndTheWire =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "io.vavr..",
              "org.jspecify..",
              "org.mapdb..",
              "systemk.core..",
              "systemk.json",
              "systemk.repo..");

  @ArchTest
  static final ArchRule theStoredFormDoesNotKnowTheDisk =
      noClasses()
          .that()
          .resideInAPackage("systemk.repo.json")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.io", "java.nio.file", "java.nio.channels");

  @ArchTest
  static final ArchRule timeComesFromTheOptions =
      noClasses().should().callMethod(java.time.Instant.class, "now");

  @ArchTest
  static final ArchRule mapsHaveNoInsertionOrder =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveNameMatching("io\\.vavr\\.collection\\.Linked(HashMap|HashSet)");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("systemk.repo.(*)..").should().beFreeOfCycles();
}
