package systemk.client;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "systemk.client", importOptions = DoNotIncludeTests.class)
final class ClientDependenciesTest {
  @ArchTest
  static final ArchRule JDK_AND_WIRE_ONLY =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "systemk.client..",
              "systemk.json..",
              "systemk.wire..",
              "org.jspecify.annotations..");

  @ArchTest
  static final ArchRule NOTHING_SLOW_AT_START =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.util.regex..", "java.util.stream..", "java.util.concurrent..");
}
