package systemk.init;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "systemk", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
  @ArchTest
  static final ArchRule initSeesLittle =
      classes()
          .that()
          .resideInAPackage("systemk.init..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "systemk.init..",
              "systemk.linux",
              "systemk.json",
              "systemk.wire",
              "org.jspecify.annotations");

  @ArchTest
  static final ArchRule onlyTheBindingKnowsForeignMemory =
      noClasses()
          .that()
          .resideOutsideOfPackage("systemk.linux")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("java.lang.foreign");

  // The JDK reaps what it started itself, and would reap our children too.
  @ArchTest
  static final ArchRule nobodyUsesTheJdksProcesses =
      noClasses()
          .that()
          .resideInAnyPackage("systemk.init..", "systemk.linux")
          .should()
          .dependOnClassesThat()
          .haveNameMatching("java\\.lang\\.(Process|ProcessBuilder|ProcessHandle)");

  @ArchTest
  static final ArchRule packagesFormNoCycle =
      slices().matching("systemk.init.(*)..").should().beFreeOfCycles();
}
