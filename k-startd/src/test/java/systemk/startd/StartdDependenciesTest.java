package systemk.startd;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/// The rules of the architecture about who may see what, as far as they concern k.startd.
@AnalyzeClasses(packages = "systemk.startd", importOptions = ImportOption.DoNotIncludeTests.class)
class StartdDependenciesTest {
  @ArchTest
  static final ArchRule seesNeitherTheRepositoryNorTheTransport =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.netty..",
              "org.mapdb..",
              "systemk.repo..",
              "systemk.configd..",
              "systemk.shell..",
              "systemk.api.transport..",
              "java.lang.foreign..");

  @ArchTest
  static final ArchRule makesNoProcesses =
      noClasses().should().dependOnClassesThat().haveFullyQualifiedName("java.lang.ProcessBuilder");
}
