package systemk.shell;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;

@AnalyzeClasses(packages = "systemk.shell", importOptions = ImportOption.DoNotIncludeTests.class)
class PurityTest {
  @ArchTest
  static final ArchRule commandsSeeNoFileSocketProcessOrThread =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("systemk.shell.manual.Pages")
          .and()
          // The JDK's XML parser takes a text as a java.io.Reader.
          .doNotHaveFullyQualifiedName("systemk.shell.xml.XmlText")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "java.io..", "java.net..", "java.nio.channels..", "java.util.concurrent..")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.nio.file.Files")
          .because("only manual pages are read, from beside the classes");

  @ArchTest
  static final ArchRule commandsSeeNoClockNoEnvironmentAndNoChance =
      noClasses()
          .should()
          .dependOnClassesThat()
          .belongToAnyOf(System.class, Clock.class, Thread.class, java.util.Random.class)
          .orShould()
          .callMethod(Instant.class, "now");

  @ArchTest
  static final ArchRule viewsKnowNoCommand =
      noClasses()
          .that()
          .resideInAnyPackage("systemk.shell.view..", "systemk.shell.text..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "systemk.shell.svcs..",
              "systemk.shell.svcadm..",
              "systemk.shell.svccfg..",
              "systemk.shell.svcprop..");
}
