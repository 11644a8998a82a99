package systemk;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "systemk", importOptions = DoNotIncludeTests.class)
final class WireDependenciesTest {
  @ArchTest
  static final ArchRule JDK_AND_JACKSON_CORE_ONLY =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "systemk.json..",
              "systemk.wire..",
              "tools.jackson.core..",
              "org.jspecify.annotations..");
}
