package systemk.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;

@AnalyzeClasses(packages = "systemk.core", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
  private static final Set<String> CLOCKS =
      Set.of(
          "java.lang.System.nanoTime",
          "java.lang.System.currentTimeMillis",
          "java.lang.System.getenv",
          "java.lang.System.getProperty",
          "java.lang.Math.random",
          "java.time.ZoneId.systemDefault",
          "java.util.Locale.getDefault",
          "java.util.TimeZone.getDefault",
          "java.util.UUID.randomUUID");

  @ArchTest
  static final ArchRule theCoreIsMadeOfTheJdkVavrAndItself =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "systemk.core..",
              "io.vavr..",
              "org.jspecify..",
              "java.lang",
              "java.lang.annotation",
              "java.lang.invoke",
              "java.lang.runtime",
              "java.math",
              "java.nio.charset",
              "java.text",
              "java.time..",
              "java.util",
              "java.util.function",
              "java.util.regex",
              "java.util.stream");

  @ArchTest
  static final ArchRule theCoreHasNoThreadsRandomnessOrClocks =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveNameMatching(
              "java\\.lang\\.(Thread|ThreadLocal|Process|ProcessBuilder|Runtime)(\\$.*)?"
                  + "|java\\.util\\.(Random|SplittableRandom|Timer|TimerTask)"
                  + "|java\\.time\\.(Clock|InstantSource)"
                  + "|io\\.vavr\\.concurrent\\..*");

  @ArchTest
  static final ArchRule theCoreAsksNothingOfItsSurroundings =
      noClasses()
          .should()
          .callMethodWhere(
              DescribedPredicate.describe(
                  "the time, the environment or chance is asked",
                  (JavaMethodCall call) ->
                      CLOCKS.contains(
                              call.getTargetOwner().getFullName()
                                  + "."
                                  + call.getTarget().getName())
                          || (call.getTargetOwner().getPackageName().equals("java.time")
                              && call.getTarget().getName().equals("now"))));

  @ArchTest
  static final ArchRule mapsHaveNoInsertionOrder =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveNameMatching("io\\.vavr\\.collection\\.Linked(HashMap|HashSet)");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("systemk.core.(*)..").should().beFreeOfCycles();
}
