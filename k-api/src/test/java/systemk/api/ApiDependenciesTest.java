package systemk.api;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "systemk.api", importOptions = DoNotIncludeTests.class)
final class ApiDependenciesTest {
  @ArchTest
  static final ArchRule ONLY_THE_TRANSPORT_SEES_NETTY =
      noClasses()
          .that()
          .resideOutsideOfPackage("systemk.api.transport")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.netty..", "systemk.api.transport..");

  @ArchTest
  static final ArchRule NOBODY_LOGS =
      noClasses().should().dependOnClassesThat().resideInAnyPackage("org.slf4j..", "ch.qos..");

  @ArchTest
  static final ArchRule MESSAGES_KNOW_NO_JSON =
      noClasses()
          .that()
          .resideInAPackage("systemk.api.protocol")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("systemk.json..", "systemk.wire..");
}
