package systemk.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import systemk.core.fmri.InstanceFmri;
import systemk.core.method.ExitStatus;
import systemk.core.method.MethodKind;
import systemk.core.property.Property;
import systemk.core.restarter.InstanceState;
import systemk.core.restarter.Phase;
import systemk.core.restarter.Reason;

/// The table of smf.md §4.5, cell by cell, and the rules of §4.6: what becomes of an instance by
/// how its methods end.
class ExitTableTest {
  private static final InstanceFmri WEB = InstanceFmri.of("svc:/web:default");

  private static World booted(Spec spec, Behaviour behaviour) {
    World world = new World(new Invariants());
    world.add(spec);
    world.kernel().behave(WEB, behaviour);
    world.boot();
    world.settle();
    return world;
  }

  private static Spec web() {
    return Spec.of(WEB.toString());
  }

  private static void assertRests(World world, InstanceState state, Reason reason) {
    assertThat(world.state(WEB)).isEqualTo(state);
    assertThat(world.lifecycle(WEB).reason()).isEqualTo(reason);
  }

  /// The departure in the rows that fail: SMF leaves what a failed start left behind, here it is
  /// killed (spec/decisions.md).
  @ParameterizedTest(name = "§4.5 {0} {1} of start: {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          exit 0 | OK | online | ONLINE | DEPENDENCIES_SATISFIED | 1 | 1
          exit 94 | NODAEMON | online; contract abandoned | ONLINE | DEPENDENCIES_SATISFIED | 1 | 0
          exit 95 | ERR_FATAL | maintenance at once (departure: leftovers killed) | MAINTENANCE | METHOD_FAILED | 1 | 0
          exit 96 | ERR_CONFIG | maintenance at once (departure: leftovers killed) | MAINTENANCE | METHOD_FAILED | 1 | 0
          exit 97 | MON_DEGRADE | degraded, contract kept | DEGRADED | METHOD_FAILED | 1 | 1
          exit 98 | MON_OFFLINE | an ordinary failure | MAINTENANCE | FAULT_THRESHOLD_REACHED | 3 | 0
          exit 99 | ERR_NOSMF | maintenance at once (departure: leftovers killed) | MAINTENANCE | METHOD_FAILED | 1 | 0
          exit 100 | ERR_PERM | maintenance at once (departure: leftovers killed) | MAINTENANCE | METHOD_FAILED | 1 | 0
          exit 1 | other | retry; third consecutive → maintenance | MAINTENANCE | FAULT_THRESHOLD_REACHED | 3 | 0
          exit 255 | other | retry; third consecutive → maintenance | MAINTENANCE | FAULT_THRESHOLD_REACHED | 3 | 0
          signal 9 | killed | retry; third consecutive → maintenance | MAINTENANCE | FAULT_THRESHOLD_REACHED | 3 | 0
          signal 11 | killed | retry; third consecutive → maintenance | MAINTENANCE | FAULT_THRESHOLD_REACHED | 3 | 0
          signal 15 | killed | retry; third consecutive → maintenance | MAINTENANCE | FAULT_THRESHOLD_REACHED | 3 | 0
          """)
  void start(
      String end,
      String name,
      String words,
      InstanceState state,
      Reason reason,
      int runs,
      int processes) {
    World world = booted(web(), Behaviour.GOOD.starting(ending(end)));
    assertRests(world, state, reason);
    assertThat(world.kernel().runs(WEB, MethodKind.START)).isEqualTo(runs);
    assertThat(world.kernel().processes(WEB)).isEqualTo(processes);
    assertThat(world.kernel().orphans(WEB)).isEqualTo(end.equals("exit 94") ? 1 : 0);
  }

  private static Behaviour.Ending ending(String words) {
    int number = Integer.parseInt(words.split(" ")[1]);
    return words.startsWith("exit")
        ? new Behaviour.Ending.Exits(number)
        : new Behaviour.Ending.Dies(number, number == 11);
  }

  @Test
  @DisplayName("§4.5 exit 94 NODAEMON of start: an empty contract is not a failure")
  void noDaemon() {
    World world =
        booted(web(), Behaviour.GOOD.withoutDaemon().starting(new Behaviour.Ending.Exits(94)));
    assertRests(world, InstanceState.ONLINE, Reason.DEPENDENCIES_SATISFIED);
    assertThat(world.kernel().runs(WEB, MethodKind.START)).isEqualTo(1);
  }

  /// The processes end by themselves as soon as the method is through, since only its end is to
  /// count here.
  @ParameterizedTest(name = "§4.5 {0} {1} of stop: {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          exit 0 | OK | success | DISABLED | DISABLE_REQUEST | 1
          exit 94 | NODAEMON | success | DISABLED | DISABLE_REQUEST | 1
          exit 95 | ERR_FATAL | maintenance at once | MAINTENANCE | METHOD_FAILED | 1
          exit 96 | ERR_CONFIG | maintenance at once | MAINTENANCE | METHOD_FAILED | 1
          exit 97 | MON_DEGRADE | counts as success | DISABLED | DISABLE_REQUEST | 1
          exit 98 | MON_OFFLINE | an ordinary failure | MAINTENANCE | FAULT_THRESHOLD_REACHED | 3
          exit 99 | ERR_NOSMF | maintenance at once | MAINTENANCE | METHOD_FAILED | 1
          exit 100 | ERR_PERM | maintenance at once | MAINTENANCE | METHOD_FAILED | 1
          exit 1 | other | retry; third consecutive → maintenance | MAINTENANCE | FAULT_THRESHOLD_REACHED | 3
          exit 255 | other | retry; third consecutive → maintenance | MAINTENANCE | FAULT_THRESHOLD_REACHED | 3
          signal 9 | killed | retry; third consecutive → maintenance | MAINTENANCE | FAULT_THRESHOLD_REACHED | 3
          signal 11 | killed | retry; third consecutive → maintenance | MAINTENANCE | FAULT_THRESHOLD_REACHED | 3
          """)
  void stop(String end, String name, String words, InstanceState state, Reason reason, int runs) {
    World world = booted(web(), Behaviour.GOOD.stopping(ending(end)));
    world.enable(WEB, false);
    world.settleNow();
    if (world.lifecycle(WEB).phase() instanceof Phase.Emptying) {
      world.kernel().endService(WEB, new ExitStatus.Code(0));
    }
    world.settle();
    assertRests(world, state, reason);
    assertThat(world.kernel().runs(WEB, MethodKind.STOP)).isEqualTo(runs);
    assertThat(world.kernel().processes(WEB)).isZero();
  }

  /// The departure in the rows that fail: SMF leaves the processes of a service whose refresh
  /// failed, here they are killed (spec/decisions.md).
  @ParameterizedTest(name = "§4.5 {0} {1} of refresh: {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          exit 0 | OK | success | ONLINE | DEPENDENCIES_SATISFIED | 1
          exit 94 | NODAEMON | success | ONLINE | DEPENDENCIES_SATISFIED | 1
          exit 95 | ERR_FATAL | maintenance at once (departure: processes killed) | MAINTENANCE | METHOD_FAILED | 1
          exit 96 | ERR_CONFIG | maintenance at once (departure: processes killed) | MAINTENANCE | METHOD_FAILED | 1
          exit 97 | MON_DEGRADE | counts as success | ONLINE | DEPENDENCIES_SATISFIED | 1
          exit 98 | MON_OFFLINE | an ordinary failure | MAINTENANCE | FAULT_THRESHOLD_REACHED | 3
          exit 99 | ERR_NOSMF | maintenance at once (departure: processes killed) | MAINTENANCE | METHOD_FAILED | 1
          exit 100 | ERR_PERM | maintenance at once (departure: processes killed) | MAINTENANCE | METHOD_FAILED | 1
          exit 1 | other | retry; third consecutive → maintenance | MAINTENANCE | FAULT_THRESHOLD_REACHED | 3
          exit 255 | other | retry; third consecutive → maintenance | MAINTENANCE | FAULT_THRESHOLD_REACHED | 3
          signal 9 | killed | retry; third consecutive → maintenance | MAINTENANCE | FAULT_THRESHOLD_REACHED | 3
          signal 11 | killed | retry; third consecutive → maintenance | MAINTENANCE | FAULT_THRESHOLD_REACHED | 3
          """)
  void refresh(
      String end, String name, String words, InstanceState state, Reason reason, int runs) {
    World world =
        booted(
            web().with("refresh", "exec", "/bin/refresh"), Behaviour.GOOD.refreshing(ending(end)));
    world.ask(WEB, "refresh");
    world.settle();
    assertRests(world, state, reason);
    assertThat(world.kernel().runs(WEB, MethodKind.REFRESH)).isEqualTo(runs);
    assertThat(world.kernel().processes(WEB)).isEqualTo(state == InstanceState.ONLINE ? 1 : 0);
  }

  @ParameterizedTest(name = "§4.5 also non-retryable, {0} of a {1}: maintenance at once")
  @CsvSource({
    "bad context, start",
    "expansion, start",
    "expansion, stop",
    "expansion, refresh",
    "bad context, stop",
    "bad context, refresh"
  })
  void internalError(String error, String method) {
    World world = new World(new Invariants());
    boolean expansion = error.equals("expansion");
    Spec spec = web().with("refresh", "exec", "/bin/refresh");
    world.add(expansion ? spec.with(method, "exec", "/bin/x %{nothing}") : spec);
    if (!expansion) {
      Behaviour.Ending refused = new Behaviour.Ending.Refused();
      world
          .kernel()
          .behave(
              WEB,
              switch (method) {
                case "start" -> Behaviour.GOOD.starting(refused);
                case "stop" -> Behaviour.GOOD.stopping(refused);
                default -> Behaviour.GOOD.refreshing(refused);
              });
    }
    world.boot();
    world.settle();
    switch (method) {
      case "start" -> {}
      case "stop" -> world.enable(WEB, false);
      default -> world.ask(WEB, "refresh");
    }
    world.settle();
    assertRests(world, InstanceState.MAINTENANCE, Reason.METHOD_FAILED);
    assertThat(world.kernel().runs(WEB, MethodKind.ofToken(method).get())).isZero();
    assertThat(world.kernel().processes(WEB)).isZero();
  }

  @Test
  @DisplayName("§4.5 also non-retryable, rate limit: maintenance at once")
  void rateLimit() {
    World world = booted(web(), Behaviour.GOOD);
    for (int i = 0; i < 4; i++) {
      world.kernel().endService(WEB, new ExitStatus.Code(0));
      world.settle();
    }
    assertRests(world, InstanceState.MAINTENANCE, Reason.RESTARTING_TOO_QUICKLY);
  }

  @ParameterizedTest(name = "§4.6 {0} hangs, startd/timeout_retry={1}: {2}, run {3} times")
  @CsvSource({
    "START, true, FAULT_THRESHOLD_REACHED, 3",
    "START, false, METHOD_FAILED, 1",
    "STOP, true, FAULT_THRESHOLD_REACHED, 3",
    "STOP, false, METHOD_FAILED, 1",
    "REFRESH, true, FAULT_THRESHOLD_REACHED, 3",
    "REFRESH, false, METHOD_FAILED, 1"
  })
  void aMethodThatHangsIsKilled(MethodKind kind, boolean retry, Reason reason, int runs) {
    Spec spec =
        web()
            .with("refresh", "exec", "/bin/refresh")
            .timeout("refresh", 60)
            .with("startd", Property.of("timeout_retry", retry));
    Behaviour.Ending hangs = new Behaviour.Ending.Hangs();
    World world =
        booted(
            spec,
            switch (kind) {
              case START -> Behaviour.GOOD.starting(hangs);
              case STOP -> Behaviour.GOOD.stopping(hangs);
              case REFRESH -> Behaviour.GOOD.refreshing(hangs);
            });
    switch (kind) {
      case START -> {}
      case STOP -> world.enable(WEB, false);
      case REFRESH -> world.ask(WEB, "refresh");
    }
    world.settle();
    assertRests(world, InstanceState.MAINTENANCE, reason);
    assertThat(world.kernel().runs(WEB, kind)).isEqualTo(runs);
    assertThat(world.kernel().processes(WEB)).isZero();
  }

  @Test
  @DisplayName("§4.6 timeout_seconds 0: infinite")
  void aMethodWithoutTimeoutMayHangForEver() {
    World world =
        booted(web().timeout("start", 0), Behaviour.GOOD.starting(new Behaviour.Ending.Hangs()));
    world.passTime(1_000_000);
    world.settle();
    assertThat(world.state(WEB)).isEqualTo(InstanceState.OFFLINE);
    assertThat(world.kernel().processes(WEB)).isEqualTo(1);
  }

  @Test
  @DisplayName("§4.6 wait-style start: never timed")
  void aChildIsUpAsSoonAsItIsMadeAndNeverTimedOut() {
    World world = booted(web().lasting("child"), Behaviour.GOOD);
    assertRests(world, InstanceState.ONLINE, Reason.DEPENDENCIES_SATISFIED);
    world.passTime(1_000_000);
    world.settle();
    assertThat(world.kernel().processes(WEB)).isEqualTo(1);
  }
}
