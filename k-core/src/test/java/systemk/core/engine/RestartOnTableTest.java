package systemk.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.Vector;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import systemk.core.fmri.InstanceFmri;
import systemk.core.graph.Grouping;
import systemk.core.graph.RestartOn;
import systemk.core.graph.Severity;
import systemk.core.method.ExitStatus;
import systemk.core.method.MethodKind;
import systemk.core.restarter.InstanceState;

/// The two tables of smf.md §3.6, cell by cell: how bad what happens to a dependency is, and who is
/// stopped by it.
/* There is no row for a hardware error: on Linux it is a signal. Nor for an outside signal as such
 * (architecture.md §4): any fatal signal to the main process counts as one.
 */
class RestartOnTableTest {
  private static final InstanceFmri TARGET = InstanceFmri.of("svc:/target:default");
  private static final InstanceFmri BELOW = InstanceFmri.of("svc:/below:default");
  private static final InstanceFmri DEPENDENT = InstanceFmri.of("svc:/dependent:default");

  /// Something that happens to a running target, and how bad that is.
  @SuppressWarnings("ImmutableEnumChecker") // The consumers are lambdas without state.
  enum Happening {
    CORE_DUMP(
        "core dump",
        Severity.ERROR,
        w -> w.kernel().endHelper(TARGET, new ExitStatus.Signalled(11, true))),
    OUTSIDE_SIGNAL(
        "outside signal",
        Severity.ERROR,
        w -> w.kernel().endService(TARGET, new ExitStatus.Signalled(15, false))),
    REFRESH_METHOD_FAILED(
        "refresh method failure → maintenance",
        Severity.ERROR,
        w -> failing(w, MethodKind.REFRESH)),
    STOP_METHOD_FAILED(
        "stop method failure → maintenance", Severity.ERROR, w -> failing(w, MethodKind.STOP)),
    CHILD_EXIT_96(
        "wait child exit 96",
        Severity.ERROR,
        w -> w.kernel().endService(TARGET, new ExitStatus.Code(96)),
        "child"),
    CHILD_EXIT_1(
        "wait child exit 1",
        Severity.RESTART,
        w -> w.kernel().endService(TARGET, new ExitStatus.Code(1)),
        "child"),
    CHILD_EXIT_0(
        "wait child exit 0",
        Severity.RESTART,
        w -> w.kernel().endService(TARGET, new ExitStatus.Code(0)),
        "child"),
    ALL_PROCESSES_EXITED(
        "all processes exited",
        Severity.RESTART,
        w -> w.kernel().endService(TARGET, new ExitStatus.Code(0))),
    DISABLED("admin disable", Severity.RESTART, w -> w.enable(TARGET, false)),
    RESTARTED("admin restart", Severity.RESTART, w -> w.ask(TARGET, "restart")),
    RESTORED(
        "restore",
        Severity.RESTART,
        w -> {
          w.ask(TARGET, "degraded");
          w.settleNow();
          w.ask(TARGET, "restore");
        }),
    MARKED_MAINTENANCE("marked maintenance", Severity.RESTART, w -> w.ask(TARGET, "maint_on")),
    MARKED_MAINTENANCE_AT_ONCE(
        "marked maintenance, immediate",
        Severity.RESTART,
        w -> w.ask(TARGET, "maint_on_immediate")),
    STOPPED_BY_ITS_OWN_DEPENDENCY(
        "stopped because its own dependency stopped it",
        Severity.RESTART,
        w -> w.ask(BELOW, "restart")),
    DELETED("instance deleted", Severity.RESTART, w -> w.delete(TARGET)),
    REFRESHED("refresh completed", Severity.REFRESH, w -> w.ask(TARGET, "refresh")),
    DEGRADED("degraded", Severity.NONE, w -> w.ask(TARGET, "degraded"));

    private final String words;
    final Severity severity;
    final Consumer<World> work;
    final String duration;

    Happening(String words, Severity severity, Consumer<World> work) {
      this(words, severity, work, "contract");
    }

    Happening(String words, Severity severity, Consumer<World> work, String duration) {
      this.words = words;
      this.severity = severity;
      this.work = work;
      this.duration = duration;
    }

    private static void failing(World world, MethodKind kind) {
      Behaviour.Ending fatal = new Behaviour.Ending.Exits(95);
      world
          .kernel()
          .behave(
              TARGET,
              kind == MethodKind.STOP
                  ? Behaviour.GOOD.stopping(fatal)
                  : Behaviour.GOOD.refreshing(fatal));
      world.ask(TARGET, kind == MethodKind.STOP ? "restart" : "refresh");
    }

    @Override
    public String toString() {
      return words + " (" + severity.name().toLowerCase(Locale.ROOT) + ")";
    }
  }

  static Stream<Arguments> cells() {
    return Arrays.stream(Happening.values())
        .flatMap(
            happening ->
                Arrays.stream(RestartOn.values())
                    .flatMap(
                        restartOn ->
                            Stream.of(
                                    Grouping.REQUIRE_ALL,
                                    Grouping.REQUIRE_ANY,
                                    Grouping.OPTIONAL_ALL)
                                .map(
                                    g ->
                                        Arguments.of(
                                            happening,
                                            restartOn,
                                            g,
                                            stops(happening.severity, restartOn) ? "stop" : "–"))));
  }

  /// The second table, as it is written there.
  private static final String TABLE =
      """
      NONE, ERROR, –
      NONE, RESTART, –
      NONE, REFRESH, –
      ERROR, ERROR, stop
      ERROR, RESTART, –
      ERROR, REFRESH, –
      RESTART, ERROR, stop
      RESTART, RESTART, stop
      RESTART, REFRESH, –
      REFRESH, ERROR, stop
      REFRESH, RESTART, stop
      REFRESH, REFRESH, stop
      """;

  private static boolean stops(Severity severity, RestartOn restartOn) {
    return TABLE.lines().anyMatch((restartOn + ", " + severity + ", stop")::equals);
  }

  @ParameterizedTest(name = "§3.6 restart_on {0}, event {1}: {2}")
  @CsvSource(textBlock = TABLE)
  void reaction(RestartOn restartOn, Severity severity, String words) {
    assertThat(restartOn.reactsTo(severity)).isEqualTo(words.equals("stop"));
  }

  private static World booted(String duration, Spec dependent) {
    World world = new World(new Invariants());
    world.add(Spec.of(BELOW.toString()));
    world.add(
        Spec.of(TARGET.toString())
            .lasting(duration)
            .with("refresh", "exec", "/bin/refresh")
            .needing(Grouping.REQUIRE_ALL, RestartOn.RESTART, BELOW.toString()));
    world.add(dependent);
    world.boot();
    world.settleNow();
    return world;
  }

  @ParameterizedTest(name = "§3.6 {0} with {2}, restart_on {1}: {3}")
  @MethodSource("cells")
  void cell(Happening happening, RestartOn restartOn, Grouping grouping, String words) {
    World world =
        booted(
            happening.duration,
            Spec.of(DEPENDENT.toString()).needing(grouping, restartOn, TARGET.toString()));
    assertThat(world.state(DEPENDENT)).isEqualTo(InstanceState.ONLINE);
    happening.work.accept(world);
    world.settleNow();
    boolean stopped = world.kernel().runs(DEPENDENT, MethodKind.STOP) > 0;
    assertThat(stopped).isEqualTo(words.equals("stop"));
    if (world.model().isRunning(TARGET)) {
      assertThat(world.state(DEPENDENT)).isEqualTo(InstanceState.ONLINE);
    }
  }

  @ParameterizedTest(name = "§3.6 {0}: {1}")
  @CsvSource({
    "CORE_DUMP, 'STOP, the failure history is kept', 2",
    "RESTARTED, 'STOP_RESET, the failure history is cleared', 1",
    "REFRESHED, 'STOP_RESET, the failure history is cleared', 1"
  })
  void history(Happening happening, String words, int starts) {
    World world =
        booted(
            happening.duration,
            Spec.of(DEPENDENT.toString())
                .needing(Grouping.REQUIRE_ALL, RestartOn.REFRESH, TARGET.toString()));
    happening.work.accept(world);
    world.settleNow();
    assertThat(world.kernel().runs(DEPENDENT, MethodKind.STOP)).isEqualTo(1);
    assertThat(world.lifecycle(DEPENDENT).tally().history().starts()).hasSize(starts);
  }

  @ParameterizedTest(name = "§3.6 start method failure → maintenance, restart_on {0}: –")
  @EnumSource(RestartOn.class)
  void startMethodFailed(RestartOn restartOn) {
    World world =
        booted(
            "contract",
            Spec.of(DEPENDENT.toString())
                .needing(Grouping.OPTIONAL_ALL, restartOn, "svc:/late:default"));
    InstanceFmri late = InstanceFmri.of("svc:/late:default");
    world.kernel().behave(late, Behaviour.GOOD.starting(new Behaviour.Ending.Exits(95)));
    world.add(Spec.of(late.toString()));
    world.settleNow();
    assertThat(world.state(late)).isEqualTo(InstanceState.MAINTENANCE);
    assertThat(world.kernel().runs(DEPENDENT, MethodKind.STOP)).isZero();
  }

  @ParameterizedTest(name = "§3.6 enable (none), restart_on {0}: –")
  @EnumSource(RestartOn.class)
  void enabled(RestartOn restartOn) {
    World world =
        booted(
            "contract",
            Spec.of(DEPENDENT.toString())
                .needing(Grouping.OPTIONAL_ALL, restartOn, "svc:/late:default"));
    world.add(Spec.of("svc:/late:default").requiring("svc:/nobody:default").disabled());
    world.settleNow();
    world.enable(InstanceFmri.of("svc:/late:default"), true);
    world.settleNow();
    assertThat(world.state(InstanceFmri.of("svc:/late:default"))).isEqualTo(InstanceState.OFFLINE);
    assertThat(world.kernel().runs(DEPENDENT, MethodKind.STOP)).isZero();
  }

  @ParameterizedTest(
      name = "§3.6 require_any, restart_on {0}: also if another alternative still satisfies it")
  @EnumSource(RestartOn.class)
  void anAlternativeThatStaysUpDoesNotHelp(RestartOn restartOn) {
    World world =
        booted(
            "contract",
            Spec.of(DEPENDENT.toString())
                .needing(Grouping.REQUIRE_ANY, restartOn, TARGET.toString(), BELOW.toString()));
    world.ask(TARGET, "maint_on");
    world.settleNow();
    assertThat(world.kernel().runs(DEPENDENT, MethodKind.STOP) > 0)
        .isEqualTo(stops(Severity.RESTART, restartOn));
    assertThat(world.state(DEPENDENT)).isEqualTo(InstanceState.ONLINE);
  }

  @ParameterizedTest(
      name = "§3.6 start (none), restart_on {0}: late arrival, stop if restart or refresh")
  @EnumSource(RestartOn.class)
  void theLateArrivalOfAnOptionalTargetRestartsWhoeverWantsToKnow(RestartOn restartOn) {
    World world =
        booted(
            "contract",
            Spec.of(DEPENDENT.toString())
                .needing(Grouping.OPTIONAL_ALL, restartOn, "svc:/late:default"));
    world.add(Spec.of("svc:/late:default"));
    world.settleNow();
    assertThat(world.kernel().runs(DEPENDENT, MethodKind.STOP) > 0)
        .isEqualTo(restartOn == RestartOn.RESTART || restartOn == RestartOn.REFRESH);
  }

  @ParameterizedTest(name = "§3.6 exclude_all, start of the excluded one, restart_on {0}: stop")
  @EnumSource(RestartOn.class)
  void theStartOfAnExcludedServiceStopsTheDependent(RestartOn restartOn) {
    World world =
        booted(
            "contract",
            Spec.of(DEPENDENT.toString())
                .needing(Grouping.EXCLUDE_ALL, restartOn, "svc:/rival:default"));
    InstanceFmri rival = InstanceFmri.of("svc:/rival:default");
    world.add(Spec.of(rival.toString()));
    world.settleNow();
    assertThat(world.state(rival)).isEqualTo(InstanceState.ONLINE);
    assertThat(world.state(DEPENDENT)).isEqualTo(InstanceState.OFFLINE);

    world.enable(rival, false);
    world.settleNow();
    assertThat(world.state(DEPENDENT)).isEqualTo(InstanceState.ONLINE);
  }

  @ParameterizedTest(
      name = "§3.6 exclude_all, start of the excluded one while starting, restart_on {0}: stop")
  @EnumSource(RestartOn.class)
  void theStartOfAnExcludedServiceStopsADependentThatIsJustStarting(RestartOn restartOn) {
    World world = new World(new Invariants());
    InstanceFmri rival = InstanceFmri.of("svc:/rival:default");
    world.add(
        Spec.of(DEPENDENT.toString()).needing(Grouping.EXCLUDE_ALL, restartOn, rival.toString()));
    world.kernel().behave(DEPENDENT, Behaviour.GOOD.starting(new Behaviour.Ending.Hangs()));
    world.boot();
    world.settleNow();
    world.add(Spec.of(rival.toString()));
    world.settleNow();
    world.kernel().behave(DEPENDENT, Behaviour.GOOD);
    world.settleNow();
    assertThat(world.state(rival)).isEqualTo(InstanceState.ONLINE);
    assertThat(world.state(DEPENDENT)).isEqualTo(InstanceState.OFFLINE);
  }

  @Test
  void aDependentThatIsJustStartingIsRestartedWithItsTarget() {
    World world = new World(new Invariants());
    world.add(Spec.of(TARGET.toString()));
    world.add(
        Spec.of(DEPENDENT.toString())
            .lasting("transient")
            .needing(Grouping.REQUIRE_ALL, RestartOn.RESTART, TARGET.toString()));
    world.kernel().behave(DEPENDENT, Behaviour.GOOD.starting(new Behaviour.Ending.Hangs()));
    world.boot();
    world.settleNow();
    world.ask(TARGET, "restart");
    world.settleNow();
    world.kernel().behave(DEPENDENT, Behaviour.GOOD);
    world.settleNow();
    assertThat(world.state(DEPENDENT)).isEqualTo(InstanceState.ONLINE);
    assertThat(world.kernel().runs(DEPENDENT, MethodKind.START)).isEqualTo(2);
  }

  @Test
  void aDependentIsNotStartedWhileAnAlternativeGoesDownThatWouldStopItAgain() {
    World world =
        booted(
            "contract",
            Spec.of(DEPENDENT.toString())
                .needing(
                    Grouping.REQUIRE_ANY, RestartOn.RESTART, TARGET.toString(), BELOW.toString()));
    long before = world.kernel().runs(DEPENDENT, MethodKind.START);
    world.kernel().behave(TARGET, Behaviour.GOOD.stopping(new Behaviour.Ending.Hangs()));
    world.enable(TARGET, false);
    world.settleNow();
    assertThat(world.state(DEPENDENT)).isEqualTo(InstanceState.OFFLINE);

    world.kernel().behave(TARGET, Behaviour.GOOD);
    world.settleNow();
    assertThat(world.state(TARGET)).isEqualTo(InstanceState.DISABLED);
    assertThat(world.state(DEPENDENT)).isEqualTo(InstanceState.ONLINE);
    assertThat(world.kernel().runs(DEPENDENT, MethodKind.START)).isEqualTo(before + 1);
  }

  /// Leaf first, over groups that follow, past one that does not.
  @Test
  void disablingTakesDownDependentsLeafFirst() {
    World world = new World(new Invariants());
    Vector<Spec> specs =
        Vector.of(
            Spec.of("svc:/a:default"),
            Spec.of("svc:/b:default")
                .needing(Grouping.REQUIRE_ALL, RestartOn.RESTART, "svc:/a:default"),
            Spec.of("svc:/c:default")
                .needing(Grouping.REQUIRE_ALL, RestartOn.REFRESH, "svc:/b:default"),
            Spec.of("svc:/d:default")
                .needing(Grouping.REQUIRE_ALL, RestartOn.ERROR, "svc:/b:default"));
    world.addAll(specs);
    world.boot();
    world.settleNow();
    world.enable(InstanceFmri.of("svc:/a:default"), false);
    world.settleNow();

    Vector<String> stops =
        Vector.ofAll(world.log())
            .filter(line -> line.contains("Stopping because"))
            .map(line -> line.substring("svc:/".length(), "svc:/".length() + 1));
    assertThat(stops).containsExactly("c", "b", "a");
    assertThat(world.state(InstanceFmri.of("svc:/d:default"))).isEqualTo(InstanceState.ONLINE);
  }
}
