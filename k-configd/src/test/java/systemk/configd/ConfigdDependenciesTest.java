package systemk.configd;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "systemk.configd", importOptions = DoNotIncludeTests.class)
final class ConfigdDependenciesTest {
  @ArchTest
  static final ArchRule NEITHER_NETTY_NOR_MAPDB_NOR_LOGBACK =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.netty..", "org.mapdb..", "ch.qos..", "systemk.init..");
}
