package systemk.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.TreeMap;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import systemk.core.fmri.InstanceFmri;
import systemk.core.graph.Grouping;
import systemk.core.graph.RestartOn;
import systemk.core.method.ExitStatus;
import systemk.core.method.MethodKind;
import systemk.core.property.Layer;
import systemk.core.property.Property;
import systemk.core.repository.Change;
import systemk.core.restarter.InstanceState;
import systemk.core.restarter.Lifecycle;
import systemk.core.restarter.Reason;
import systemk.core.restarter.RestarterEngine;
import systemk.core.restarter.Step;
import systemk.core.restarter.StopCause;

/// The upper part of the transition table of smf.md §3.3, cell by cell: what each event makes of an
/// instance in each state, once all that follows from it has happened. The lower part, which is
/// about the ends of methods and processes, is in [OutcomeTableTest].
class TransitionTableTest {
  private static final InstanceFmri WEB = InstanceFmri.of("svc:/web:default");
  private static final InstanceFmri BASE = InstanceFmri.of("svc:/base:default");
  private static final InstanceFmri OTHER = InstanceFmri.of("svc:/other:default");

  private final Trail trail = new Trail(WEB);
  private final World world = new World(new Invariants(), trail);

  /// An instance with something below it that takes it down, and something that does not. One that
  /// is to wait does so for the latter.
  private static Spec web(InstanceState state) {
    Spec spec =
        Spec.of(WEB.toString())
            .with("refresh", "exec", "/bin/refresh")
            .needing(Grouping.OPTIONAL_ALL, RestartOn.RESTART, BASE.toString())
            .needing(
                state == InstanceState.OFFLINE ? Grouping.REQUIRE_ALL : Grouping.OPTIONAL_ALL,
                RestartOn.NONE,
                OTHER.toString());
    return state == InstanceState.DISABLED ? spec.disabled() : spec;
  }

  /// Brings the instance to rest in a state.
  private void bringTo(InstanceState state) {
    world.add(Spec.of(BASE.toString()));
    world.add(Spec.of(OTHER.toString()).disabled());
    world.add(web(state));
    world.boot();
    world.settleNow();
    switch (state) {
      case DEGRADED -> world.ask(WEB, "degraded");
      case MAINTENANCE -> world.ask(WEB, "maint_on");
      default -> {}
    }
    world.settleNow();
    assertThat(world.state(WEB)).isEqualTo(state);
    trail.begin();
  }

  private void happen(String event) {
    switch (event) {
      case "ADD" -> world.crash(0);
      case "ENABLE" -> world.enable(WEB, true);
      case "DISABLE" -> world.milestone("none");
      case "ADMIN_DISABLE" -> world.enable(WEB, false);
      case "START" -> world.enable(OTHER, true);
      case "STOP" -> world.kernel().endHelper(BASE, new ExitStatus.Signalled(11, true));
      case "STOP_RESET" -> world.ask(BASE, "restart");
      case "REMOVE" -> world.delete(WEB);
      case "DEPENDENCY_CYCLE" -> depend(WEB.toString());
      case "INVALID_DEPENDENCY" -> depend("svc:/web:default/:properties/a");
      default -> world.ask(WEB, request(event));
    }
    world.settleNow();
  }

  private static String request(String event) {
    return switch (event) {
      case "ADMIN_RESTART" -> "restart";
      case "ADMIN_RESTORE" -> "restore";
      case "ADMIN_REFRESH" -> "refresh";
      case "ADMIN_MAINT_ON" -> "maint_on";
      case "ADMIN_MAINT_ON_IMMEDIATE" -> "maint_on_immediate";
      case "ADMIN_MAINT_OFF" -> "maint_off";
      case "ADMIN_DEGRADED" -> "degraded";
      default -> event;
    };
  }

  private void depend(String target) {
    world.commit(
        Vector.of(
            new Change.AddGroup(WEB, "more", "dependency", true, Layer.ADMIN, false),
            set("grouping", "require_all"),
            set("restart_on", "none"),
            set("type", "service"),
            set("entities", target)));
    world.ask(WEB, "refresh");
  }

  private static Change set(String property, String value) {
    return new Change.SetProperty(
        WEB, "more", Property.of(property, value), Layer.ADMIN, Option.none());
  }

  private void assertEnd(InstanceState end, Reason reason, int watched, int left) {
    assertThat(world.state(WEB)).isEqualTo(end);
    assertThat(world.lifecycle(WEB).reason()).isEqualTo(reason);
    assertThat(world.kernel().processes(WEB)).isEqualTo(watched);
    assertThat(world.kernel().orphans(WEB)).isEqualTo(left);
    assertThat(Actions.next(world.repository(), WEB, TreeMap.empty())).isEmpty();
  }

  /// `way` is what becomes of the instance in the end: as it was if it stays, and what is told of
  /// it on the way. `watched` and `left` are its processes then: those that are watched, and those
  /// that live on unwatched.
  @ParameterizedTest(name = "§3.3 {0} in {1}: {2}")
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = false,
      textBlock =
          """
          ADD | offline | found again as it is on record | stays | INSERT_IN_GRAPH | 0 | 0
          ADD | online | found again as it is on record | stays | DEPENDENCIES_SATISFIED | 1 | 0
          ADD | degraded | found again as it is on record | stays | ADMINISTRATIVE_REQUEST | 1 | 0
          ADD | maintenance | found again as it is on record | stays | ADMINISTRATIVE_REQUEST | 0 | 0
          ADD | disabled | found again as it is on record | stays | INSERT_IN_GRAPH | 0 | 0
          ENABLE | offline | ignored | stays | INSERT_IN_GRAPH | 0 | 0
          ENABLE | online | ignored | stays | DEPENDENCIES_SATISFIED | 1 | 0
          ENABLE | degraded | ignored | stays | ADMINISTRATIVE_REQUEST | 1 | 0
          ENABLE | maintenance | ignored | stays | ADMINISTRATIVE_REQUEST | 0 | 0
          ENABLE | disabled | →offline, then started | →offline start →online | DEPENDENCIES_SATISFIED | 1 | 0
          DISABLE | offline | →disabled | →disabled | DISABLE_REQUEST | 0 | 0
          DISABLE | online | stop, next disabled | stop →disabled | DISABLE_REQUEST | 0 | 0
          DISABLE | degraded | stop, next disabled | stop →disabled | DISABLE_REQUEST | 0 | 0
          DISABLE | maintenance | ignored | stays | ADMINISTRATIVE_REQUEST | 0 | 0
          DISABLE | disabled | ignored | stays | INSERT_IN_GRAPH | 0 | 0
          ADMIN_DISABLE | offline | →disabled | →disabled | DISABLE_REQUEST | 0 | 0
          ADMIN_DISABLE | online | stop, next disabled | stop →disabled | DISABLE_REQUEST | 0 | 0
          ADMIN_DISABLE | degraded | stop, next disabled | stop →disabled | DISABLE_REQUEST | 0 | 0
          ADMIN_DISABLE | maintenance | →uninitialized→disabled | →uninitialized →disabled | DISABLE_REQUEST | 0 | 0
          ADMIN_DISABLE | disabled | ignored | stays | INSERT_IN_GRAPH | 0 | 0
          START | offline | next online, run start | start →online | DEPENDENCIES_SATISFIED | 1 | 0
          START | online | ignored | stays | DEPENDENCIES_SATISFIED | 1 | 0
          START | degraded | ignored | stays | ADMINISTRATIVE_REQUEST | 1 | 0
          START | maintenance | ignored | stays | ADMINISTRATIVE_REQUEST | 0 | 0
          START | disabled | ignored | stays | INSERT_IN_GRAPH | 0 | 0
          STOP | offline | ignored | stays | INSERT_IN_GRAPH | 0 | 0
          STOP | online | stop, next offline | stop →offline start →online | DEPENDENCIES_SATISFIED | 1 | 0
          STOP | degraded | stop, next offline | stop →offline start →online | DEPENDENCIES_SATISFIED | 1 | 0
          STOP | maintenance | ignored | stays | ADMINISTRATIVE_REQUEST | 0 | 0
          STOP | disabled | ignored | stays | INSERT_IN_GRAPH | 0 | 0
          STOP_RESET | offline | ignored | stays | INSERT_IN_GRAPH | 0 | 0
          STOP_RESET | online | stop, next offline | stop →offline start →online | DEPENDENCIES_SATISFIED | 1 | 0
          STOP_RESET | degraded | stop, next offline | stop →offline start →online | DEPENDENCIES_SATISFIED | 1 | 0
          STOP_RESET | maintenance | ignored | stays | ADMINISTRATIVE_REQUEST | 0 | 0
          STOP_RESET | disabled | ignored | stays | INSERT_IN_GRAPH | 0 | 0
          ADMIN_RESTART | offline | ignored | stays | INSERT_IN_GRAPH | 0 | 0
          ADMIN_RESTART | online | stop as restart, graph starts it again | stop →offline start →online | DEPENDENCIES_SATISFIED | 1 | 0
          ADMIN_RESTART | degraded | stop as restart, graph starts it again | stop →offline start →online | DEPENDENCIES_SATISFIED | 1 | 0
          ADMIN_RESTART | maintenance | ignored | stays | ADMINISTRATIVE_REQUEST | 0 | 0
          ADMIN_RESTART | disabled | ignored | stays | INSERT_IN_GRAPH | 0 | 0
          ADMIN_RESTORE | offline | ignored | stays | INSERT_IN_GRAPH | 0 | 0
          ADMIN_RESTORE | online | ignored | stays | DEPENDENCIES_SATISFIED | 1 | 0
          ADMIN_RESTORE | degraded | stop, then started again | stop →offline start →online | DEPENDENCIES_SATISFIED | 1 | 0
          ADMIN_RESTORE | maintenance | ignored | stays | ADMINISTRATIVE_REQUEST | 0 | 0
          ADMIN_RESTORE | disabled | ignored | stays | INSERT_IN_GRAPH | 0 | 0
          ADMIN_REFRESH | offline | re-read | stays | INSERT_IN_GRAPH | 0 | 0
          ADMIN_REFRESH | online | refresh method, next_state = state | refresh | DEPENDENCIES_SATISFIED | 1 | 0
          ADMIN_REFRESH | degraded | refresh method, next_state = state | refresh | ADMINISTRATIVE_REQUEST | 1 | 0
          ADMIN_REFRESH | maintenance | re-read, re-evaluate | stays | ADMINISTRATIVE_REQUEST | 0 | 0
          ADMIN_REFRESH | disabled | re-read | stays | INSERT_IN_GRAPH | 0 | 0
          ADMIN_MAINT_ON | offline | →maintenance | →maintenance | ADMINISTRATIVE_REQUEST | 0 | 0
          ADMIN_MAINT_ON | online | stop, next maintenance | stop →maintenance | ADMINISTRATIVE_REQUEST | 0 | 0
          ADMIN_MAINT_ON | degraded | stop, next maintenance | stop →maintenance | ADMINISTRATIVE_REQUEST | 0 | 0
          ADMIN_MAINT_ON | maintenance | ignored | stays | ADMINISTRATIVE_REQUEST | 0 | 0
          ADMIN_MAINT_ON | disabled | →maintenance | →maintenance | ADMINISTRATIVE_REQUEST | 0 | 0
          ADMIN_MAINT_ON_IMMEDIATE | offline | →maintenance | →maintenance | ADMINISTRATIVE_REQUEST | 0 | 0
          ADMIN_MAINT_ON_IMMEDIATE | online | →maintenance at once, processes go on | →maintenance | ADMINISTRATIVE_REQUEST | 0 | 1
          ADMIN_MAINT_ON_IMMEDIATE | degraded | →maintenance at once, processes go on | →maintenance | ADMINISTRATIVE_REQUEST | 0 | 1
          ADMIN_MAINT_ON_IMMEDIATE | maintenance | ignored | stays | ADMINISTRATIVE_REQUEST | 0 | 0
          ADMIN_MAINT_ON_IMMEDIATE | disabled | →maintenance | →maintenance | ADMINISTRATIVE_REQUEST | 0 | 0
          ADMIN_MAINT_OFF | offline | ignored | stays | INSERT_IN_GRAPH | 0 | 0
          ADMIN_MAINT_OFF | online | ignored | stays | DEPENDENCIES_SATISFIED | 1 | 0
          ADMIN_MAINT_OFF | degraded | ignored | stays | ADMINISTRATIVE_REQUEST | 1 | 0
          ADMIN_MAINT_OFF | maintenance | →uninitialized, then enabled by the graph | →uninitialized →offline start →online | DEPENDENCIES_SATISFIED | 1 | 0
          ADMIN_MAINT_OFF | disabled | ignored | stays | INSERT_IN_GRAPH | 0 | 0
          ADMIN_DEGRADED | offline | ignored | stays | INSERT_IN_GRAPH | 0 | 0
          ADMIN_DEGRADED | online | →degraded | →degraded | ADMINISTRATIVE_REQUEST | 1 | 0
          ADMIN_DEGRADED | degraded | ignored | stays | ADMINISTRATIVE_REQUEST | 1 | 0
          ADMIN_DEGRADED | maintenance | ignored | stays | ADMINISTRATIVE_REQUEST | 0 | 0
          ADMIN_DEGRADED | disabled | ignored | stays | INSERT_IN_GRAPH | 0 | 0
          DEPENDENCY_CYCLE | offline | →maintenance | →maintenance | DEPENDENCY_CYCLE | 0 | 0
          DEPENDENCY_CYCLE | online | stop, →maintenance | stop →maintenance | DEPENDENCY_CYCLE | 0 | 0
          DEPENDENCY_CYCLE | degraded | stop, →maintenance | stop →maintenance | DEPENDENCY_CYCLE | 0 | 0
          DEPENDENCY_CYCLE | maintenance | ignored | stays | ADMINISTRATIVE_REQUEST | 0 | 0
          DEPENDENCY_CYCLE | disabled | →maintenance | →maintenance | DEPENDENCY_CYCLE | 0 | 0
          INVALID_DEPENDENCY | offline | →maintenance | →maintenance | INVALID_DEPENDENCY | 0 | 0
          INVALID_DEPENDENCY | online | stop, →maintenance | stop →maintenance | INVALID_DEPENDENCY | 0 | 0
          INVALID_DEPENDENCY | degraded | stop, →maintenance | stop →maintenance | INVALID_DEPENDENCY | 0 | 0
          INVALID_DEPENDENCY | maintenance | ignored | stays | ADMINISTRATIVE_REQUEST | 0 | 0
          INVALID_DEPENDENCY | disabled | →maintenance | →maintenance | INVALID_DEPENDENCY | 0 | 0
          """)
  void cell(
      String event, String state, String words, String way, Reason reason, int watched, int left) {
    InstanceState from = InstanceState.ofToken(state).get();
    bringTo(from);
    happen(event);
    assertThat(trail).hasToString(way);
    assertEnd(end(way, from), reason, watched, left);
    if (event.equals("ADMIN_REFRESH")) {
      assertThat(world.log()).contains(WEB + " Rereading configuration.");
    }
  }

  /// Where a way ends that began in a state.
  private static InstanceState end(String way, InstanceState from) {
    return Vector.of(way.split(" "))
        .filter(step -> step.startsWith("→"))
        .map(step -> InstanceState.ofToken(step.substring(1)).get())
        .lastOption()
        .getOrElse(from);
  }

  /// Nobody is uninitialized for longer than it takes to look. What was asked of an instance before
  /// anybody looked is asked of it there.
  @ParameterizedTest(name = "§3.3 {0} in uninitialized: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ADD | loads config, state becomes per repository | →offline start →online | DEPENDENCIES_SATISFIED | 1
          ENABLE | →offline | →offline start →online | DEPENDENCIES_SATISFIED | 1
          DISABLE | →disabled | →disabled | INSERT_IN_GRAPH | 0
          ADMIN_DISABLE | →disabled | →disabled | INSERT_IN_GRAPH | 0
          ADMIN_RESTART | ignored, and enabled | →offline start →online | DEPENDENCIES_SATISFIED | 1
          ADMIN_RESTORE | ignored, and enabled | →offline start →online | DEPENDENCIES_SATISFIED | 1
          ADMIN_REFRESH | re-read, and enabled | →offline start →online | DEPENDENCIES_SATISFIED | 1
          ADMIN_MAINT_ON | →maintenance | →maintenance | ADMINISTRATIVE_REQUEST | 0
          ADMIN_MAINT_ON_IMMEDIATE | →maintenance | →maintenance | ADMINISTRATIVE_REQUEST | 0
          ADMIN_MAINT_OFF | ignored, and enabled | →offline start →online | DEPENDENCIES_SATISFIED | 1
          ADMIN_DEGRADED | ignored, and enabled | →offline start →online | DEPENDENCIES_SATISFIED | 1
          DEPENDENCY_CYCLE | →maintenance | →maintenance | DEPENDENCY_CYCLE | 0
          INVALID_DEPENDENCY | →maintenance | →maintenance | INVALID_DEPENDENCY | 0
          """)
  void uninitialized(String event, String words, String way, Reason reason, int watched) {
    world.add(web(event.equals("ADMIN_DISABLE") ? InstanceState.DISABLED : InstanceState.ONLINE));
    switch (event) {
      case "ADD", "ENABLE", "ADMIN_DISABLE" -> {}
      case "DISABLE" -> world.milestone("none");
      case "DEPENDENCY_CYCLE" -> depend(WEB.toString());
      case "INVALID_DEPENDENCY" -> depend("svc:/web:default/:properties/a");
      default -> world.ask(WEB, request(event));
    }
    world.boot();
    world.settleNow();
    assertThat(trail).hasToString(way);
    assertEnd(end(way, InstanceState.UNINITIALIZED), reason, watched, 0);
    if (event.equals("ADMIN_REFRESH")) {
      assertThat(world.log()).contains(WEB + " Rereading configuration.");
    }
  }

  /// The graph never sends these to who is not enabled yet, so the restarter is asked by itself.
  @ParameterizedTest(name = "§3.3 {0} in uninitialized: ignored")
  @ValueSource(strings = {"START", "STOP", "STOP_RESET"})
  void uninitializedByItself(String event) {
    Lifecycle fresh = Lifecycle.fresh(WEB, Instant.EPOCH);
    bringTo(InstanceState.ONLINE);
    RestarterEngine engine =
        new RestarterEngine(world.repository().running(WEB), true, world.now());
    Step step =
        switch (event) {
          case "START" -> engine.start(fresh);
          case "STOP" -> engine.stop(fresh, StopCause.DEPENDENCY_FAULT);
          default -> engine.stop(fresh, StopCause.DEPENDENCY);
        };
    assertThat(step.lifecycle()).isEqualTo(fresh);
    assertThat(step.effects()).isEmpty();
  }

  @Test
  @DisplayName("§3.3 ADMIN_MAINT_OFF in maintenance: →uninitialized, or it goes disabled")
  void clearOfWhoIsDisabled() {
    bringTo(InstanceState.DISABLED);
    happen("ADMIN_MAINT_ON");
    trail.begin();
    happen("ADMIN_MAINT_OFF");
    assertThat(trail).hasToString("→uninitialized →disabled");
  }

  @ParameterizedTest(name = "§3.3 {0} in online: stop, next disabled if not enabled")
  @ValueSource(strings = {"STOP", "STOP_RESET"})
  void stopOfWhoIsDisabledMeanwhile(String event) {
    bringTo(InstanceState.ONLINE);
    world.kernel().behave(WEB, Behaviour.GOOD.refreshing(new Behaviour.Ending.Hangs()));
    happen("ADMIN_REFRESH");
    happen(event);
    happen("ADMIN_DISABLE");
    trail.begin();
    world.kernel().behave(WEB, Behaviour.GOOD);
    world.settleNow();
    assertThat(trail).hasToString("stop →disabled");
  }

  @ParameterizedTest(name = "§3.3 {0} in online: the failure history is {1}")
  @CsvSource({"STOP, kept, 2", "STOP_RESET, cleared, 1"})
  void history(String event, String words, int starts) {
    bringTo(InstanceState.ONLINE);
    happen(event);
    assertThat(world.lifecycle(WEB).tally().history().starts()).hasSize(starts);
  }

  @ParameterizedTest(name = "§3.3 ADMIN_REFRESH in {0}: next_state = state")
  @EnumSource(
      value = InstanceState.class,
      names = {"ONLINE", "DEGRADED"})
  void refreshUnderWay(InstanceState state) {
    bringTo(state);
    world.kernel().behave(WEB, Behaviour.GOOD.refreshing(new Behaviour.Ending.Hangs()));
    happen("ADMIN_REFRESH");
    assertThat(world.lifecycle(WEB).next()).contains(state);
  }

  @ParameterizedTest(name = "§3.3 REMOVE in {0}: {1}, then forgotten")
  @CsvSource({
    "OFFLINE, nothing to stop, 0",
    "ONLINE, stop (by a signal: its stop method went with it), 1",
    "DEGRADED, stop (by a signal: its stop method went with it), 1",
    "MAINTENANCE, nothing to stop, 0",
    "DISABLED, nothing to stop, 0"
  })
  void remove(InstanceState from, String words, int stops) {
    bringTo(from);
    happen("REMOVE");
    assertThat(world.model().lifecycle(WEB)).isEmpty();
    assertThat(world.kernel().processes(WEB)).isZero();
    assertThat(
            world.log().stream().filter(l -> l.equals(WEB + " Stopping because service disabled.")))
        .hasSize(stops);
  }

  @ParameterizedTest(name = "§3.3 reason recorded, asked by {0}: {2}")
  @CsvSource({
    "an administrator, true, ADMINISTRATIVE_REQUEST, '', ''",
    "an administrator below sshd, true, ADMINISTRATIVE_REQUEST, svc:/ssh:default, ''",
    "a script of an administrator, false, ADMINISTRATIVE_REQUEST, '', ''",
    "a service, false, SERVICE_REQUEST, svc:/boss:default, svc:/boss:default"
  })
  void reasonRecorded(String who, boolean tty, Reason reason, String caller, String service) {
    bringTo(InstanceState.ONLINE);
    world.commit(
        Vector.of(
            new Change.Report(
                WEB,
                Actions.GROUP,
                "framework",
                Vector.of(Property.of("auxiliary_tty", tty), Property.of("auxiliary_fmri", caller)),
                Vector.empty())));
    happen("ADMIN_MAINT_ON");
    assertThat(world.lifecycle(WEB).reason()).isEqualTo(reason);
    assertThat(world.lifecycle(WEB).status().requestedBy().getOrElse("")).isEqualTo(service);
    happen("ADMIN_MAINT_OFF");
    assertThat(world.lifecycle(WEB).status().requestedBy()).isEmpty();
  }

  @Test
  void clearFailsAgainUntilTheCycleIsMended() {
    bringTo(InstanceState.ONLINE);
    happen("DEPENDENCY_CYCLE");
    happen("ADMIN_MAINT_OFF");
    assertThat(world.state(WEB)).isEqualTo(InstanceState.MAINTENANCE);
    assertThat(world.lifecycle(WEB).reason()).isEqualTo(Reason.DEPENDENCY_CYCLE);

    world.commit(Vector.of(new Change.DeleteGroup(WEB, "more", Layer.ADMIN)));
    happen("ADMIN_REFRESH");
    assertThat(world.state(WEB)).isEqualTo(InstanceState.MAINTENANCE);
    happen("ADMIN_MAINT_OFF");
    assertThat(world.state(WEB)).isEqualTo(InstanceState.ONLINE);
  }

  @Test
  void theLastToCompleteACycleIsTheOneInMaintenance() {
    world.add(Spec.of("svc:/z:default").requiring("svc:/web:default"));
    world.boot();
    world.settleNow();
    world.add(Spec.of(WEB.toString()).requiring("svc:/z:default"));
    world.settleNow();
    assertThat(world.state(WEB)).isEqualTo(InstanceState.MAINTENANCE);
    assertThat(world.state(InstanceFmri.of("svc:/z:default"))).isEqualTo(InstanceState.OFFLINE);

    world.crash(0);
    world.settleNow();
    assertThat(world.state(WEB)).isEqualTo(InstanceState.MAINTENANCE);
    assertThat(world.state(InstanceFmri.of("svc:/z:default"))).isEqualTo(InstanceState.OFFLINE);
  }

  @Test
  void maintenanceOutranksAnOlderRequest() {
    bringTo(InstanceState.ONLINE);
    world.ask(WEB, "restart");
    world.ask(WEB, "maint_on");
    world.settleNow();
    assertThat(world.state(WEB)).isEqualTo(InstanceState.MAINTENANCE);
    assertThat(world.kernel().runs(WEB, MethodKind.START)).isEqualTo(1);
  }
}
