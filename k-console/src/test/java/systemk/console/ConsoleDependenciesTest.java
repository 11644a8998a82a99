package systemk.console;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "systemk.console", importOptions = DoNotIncludeTests.class)
final class ConsoleDependenciesTest {
  /// What commands do is for k.configd: of them only the language is known here.
  @ArchTest
  static final ArchRule TERMINAL_CLIENT_AND_LANGUAGE_ONLY =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "systemk.console..",
              "systemk.client..",
              "systemk.shell.svccfg..",
              "systemk.wire..",
              "org.jline..",
              "org.jspecify.annotations..");
}
