package systemk.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import systemk.core.fmri.InstanceFmri;
import systemk.core.graph.Grouping;
import systemk.core.graph.RestartOn;
import systemk.core.method.ExitStatus;
import systemk.core.method.MethodKind;
import systemk.core.restarter.InstanceState;
import systemk.core.restarter.Reason;

/// The lower part of the transition table of smf.md §3.3, cell by cell: what the ends of methods
/// and processes make of an instance. The upper part is in [TransitionTableTest].
/* There is no hardware error among the faults: Linux kills the process that touches a bad page by a
 * signal, which counts as one (`ct_ev_signal`).
 */
class OutcomeTableTest {
  private static final InstanceFmri WEB = InstanceFmri.of("svc:/web:default");

  private final Trail trail = new Trail(WEB);
  private final World world = new World(new Invariants(), trail);

  private void bringTo(InstanceState state, Spec spec, Behaviour behaviour) {
    world.add(spec.with("refresh", "exec", "/bin/refresh"));
    world.boot();
    world.kernel().behave(WEB, Behaviour.GOOD);
    if (state == InstanceState.OFFLINE) {
      // Not even started yet.
      world.kernel().behave(WEB, behaviour);
      return;
    }
    world.settleNow();
    if (state == InstanceState.DEGRADED) {
      world.ask(WEB, "degraded");
      world.settleNow();
    }
    assertThat(world.state(WEB)).isEqualTo(state);
    world.kernel().behave(WEB, behaviour);
    trail.begin();
  }

  private static Spec web() {
    return Spec.of(WEB.toString());
  }

  /// All that was told of the instance, from where it began.
  private void assertWay(String way, Reason reason, int watched) {
    assertThat(trail).hasToString(way);
    assertThat(world.lifecycle(WEB).reason()).isEqualTo(reason);
    assertThat(world.kernel().processes(WEB)).isEqualTo(watched);
  }

  @ParameterizedTest(name = "§3.3 start method exits {0} in offline: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0 | ok, →online | →offline start →online | DEPENDENCIES_SATISFIED | 1
          97 | ok, →degraded/method_failed | →offline start →degraded | METHOD_FAILED | 1
          1 | fails, retryable: retry in place, ≤3 (departure: leftovers are killed) | →offline start start start →maintenance | FAULT_THRESHOLD_REACHED | 0
          95 | fails, final: →maintenance (departure: leftovers are killed) | →offline start →maintenance | METHOD_FAILED | 0
          """)
  void start(int code, String words, String way, Reason reason, int watched) {
    Behaviour behaviour = Behaviour.GOOD.starting(new Behaviour.Ending.Exits(code));
    bringTo(InstanceState.OFFLINE, web(), behaviour);
    world.settle();
    assertWay(way, reason, watched);
  }

  @ParameterizedTest(name = "§3.3 stop method exits {2} in {0}, asked to {1}: {3}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ONLINE | restart | 0 | ok, →next_state | stop →offline start →online | DEPENDENCIES_SATISFIED | 1
          ONLINE | disable | 0 | ok, →next_state | stop →disabled | DISABLE_REQUEST | 0
          ONLINE | maint_on | 0 | ok, →next_state | stop →maintenance | ADMINISTRATIVE_REQUEST | 0
          DEGRADED | restart | 0 | ok, →next_state | stop →offline start →online | DEPENDENCIES_SATISFIED | 1
          DEGRADED | disable | 0 | ok, →next_state | stop →disabled | DISABLE_REQUEST | 0
          DEGRADED | maint_on | 0 | ok, →next_state | stop →maintenance | ADMINISTRATIVE_REQUEST | 0
          ONLINE | restart | 95 | fails final, →maintenance | stop →maintenance | METHOD_FAILED | 0
          ONLINE | disable | 95 | fails final, →maintenance | stop →maintenance | METHOD_FAILED | 0
          DEGRADED | restart | 95 | fails final, →maintenance | stop →maintenance | METHOD_FAILED | 0
          DEGRADED | disable | 95 | fails final, →maintenance | stop →maintenance | METHOD_FAILED | 0
          """)
  void stop(
      InstanceState state,
      String request,
      int code,
      String words,
      String way,
      Reason reason,
      int watched) {
    bringTo(state, web(), Behaviour.GOOD.stopping(new Behaviour.Ending.Exits(code)));
    if (request.equals("disable")) {
      world.enable(WEB, false);
    } else {
      world.ask(WEB, request);
    }
    world.settle();
    assertWay(way, reason, watched);
  }

  @ParameterizedTest(
      name =
          "§3.3 refresh fails final in {0}: →maintenance, error to dependents"
              + " (departure: nothing is left running)")
  @CsvSource({"ONLINE", "DEGRADED"})
  void refresh(InstanceState state) {
    InstanceFmri above = InstanceFmri.of("svc:/above:default");
    world.add(
        Spec.of(above.toString()).needing(Grouping.OPTIONAL_ALL, RestartOn.ERROR, WEB.toString()));
    bringTo(state, web(), Behaviour.GOOD.refreshing(new Behaviour.Ending.Exits(95)));
    world.ask(WEB, "refresh");
    world.settle();
    assertWay("refresh →maintenance", Reason.METHOD_FAILED, 0);
    assertThat(world.kernel().runs(above, MethodKind.STOP)).isEqualTo(1);
  }

  @ParameterizedTest(name = "§3.3 {1} in {0}: stop method, next offline, then graph restarts{2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ONLINE | contract empty | '' | CT_EV_EXIT
          ONLINE | core | '' | CT_EV_CORE
          ONLINE | signal | ' (departure: whoever sent it)' | CT_EV_SIGNAL
          DEGRADED | contract empty | '' | CT_EV_EXIT
          DEGRADED | core | '' | CT_EV_CORE
          DEGRADED | signal | ' (departure: whoever sent it)' | CT_EV_SIGNAL
          """)
  void fault(InstanceState state, String fault, String departure, Reason reason) {
    bringTo(state, web(), Behaviour.GOOD);
    switch (fault) {
      case "contract empty" -> world.kernel().endService(WEB, new ExitStatus.Code(0));
      case "core" -> world.kernel().endHelper(WEB, new ExitStatus.Signalled(11, true));
      default -> world.kernel().endService(WEB, new ExitStatus.Signalled(9, false));
    }
    assertThat(reasonOfOffline()).isEqualTo(reason);
    assertWay("stop →offline start →online", Reason.DEPENDENCIES_SATISFIED, 1);
  }

  @ParameterizedTest(name = "§3.3 wait child exits {1} in {0}: {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ONLINE | 0 | →offline →(START) | stop →offline start →online | CT_EV_EXIT | 1
          ONLINE | 1 | →offline →(START) | stop →offline start →online | CT_EV_EXIT | 1
          ONLINE | 96 | →maintenance | stop →maintenance | METHOD_FAILED | 0
          """)
  void child(InstanceState state, int code, String words, String way, Reason reason, int watched) {
    bringTo(state, web().lasting("child"), Behaviour.GOOD);
    world.kernel().endService(WEB, new ExitStatus.Code(code));
    if (code == ExitStatus.ERR_CONFIG) {
      world.settle();
      assertWay(way, reason, watched);
    } else {
      assertThat(reasonOfOffline()).isEqualTo(reason);
      assertWay(way, Reason.DEPENDENCIES_SATISFIED, watched);
    }
  }

  /// The reason the instance has as soon as it is offline. Lets it go on afterwards.
  private Reason reasonOfOffline() {
    while (world.state(WEB) != InstanceState.OFFLINE) {
      assertThat(world.move(0)).isTrue();
    }
    Reason reason = world.lifecycle(WEB).reason();
    world.settle();
    return reason;
  }

  /// The main process ends while another lives on, so that only the way it ended can count.
  @ParameterizedTest(name = "§3.3 {0} in online, startd/ignore_error \"{1}\": {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          core | '' | stop method, next offline | stop →offline start →online
          core | signal | stop method, next offline | stop →offline start →online
          core | core | ignored | stays
          core | core,signal | ignored | stays
          signal | '' | stop method, next offline | stop →offline start →online
          signal | core | stop method, next offline | stop →offline start →online
          signal | signal | ignored | stays
          signal | core,signal | ignored | stays
          """)
  void ignoredError(String fault, String ignored, String words, String way) {
    bringTo(InstanceState.ONLINE, web().with("startd", "ignore_error", ignored), Behaviour.GOOD);
    world.kernel().addHelper(WEB);
    boolean core = fault.equals("core");
    world.kernel().endService(WEB, new ExitStatus.Signalled(core ? 11 : 9, core));
    world.settleNow();
    assertWay(way, Reason.DEPENDENCIES_SATISFIED, 1);
  }
}
