package systemk.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.TreeMap;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import systemk.core.fmri.InstanceFmri;
import systemk.core.method.ExitStatus;
import systemk.core.method.MethodKind;
import systemk.core.property.Layer;
import systemk.core.property.Property;
import systemk.core.repository.Change;
import systemk.core.restarter.InstanceState;
import systemk.core.restarter.Reason;

/// The transition table of smf.md §3.3: what each event makes of an instance in each state, once
/// all that follows from it has happened.
class TransitionTableTest {
  private static final InstanceFmri WEB = InstanceFmri.of("svc:/web:default");

  /// A world in which the instance rests in a state. One that is offline waits for a service that
  /// is disabled.
  private static World at(InstanceState state) {
    World world = new World(new Invariants());
    Spec spec = Spec.of(WEB.toString()).with("refresh", "exec", "/bin/refresh");
    switch (state) {
      case OFFLINE -> world.add(spec.requiring("svc:/other:default"));
      case DISABLED -> world.add(spec.disabled());
      default -> world.add(spec);
    }
    world.add(Spec.of("svc:/other:default").disabled());
    world.boot();
    world.settleNow();
    switch (state) {
      case DEGRADED -> world.ask(WEB, "degraded");
      case MAINTENANCE -> world.ask(WEB, "maint_on");
      default -> {}
    }
    world.settleNow();
    assertThat(world.state(WEB)).isEqualTo(state);
    return world;
  }

  private static void happen(World world, String event) {
    switch (event) {
      case "ENABLE" -> world.enable(WEB, true);
      case "DISABLE" -> world.enable(WEB, false);
      case "REMOVE" -> world.delete(WEB);
      case "CYCLE" -> depend(world, WEB.toString());
      case "INVALID" -> depend(world, "svc:/web:default/:properties/a");
      default -> world.ask(WEB, event);
    }
    world.settleNow();
  }

  private static void depend(World world, String target) {
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

  @ParameterizedTest(name = "{0}: {1} -> {2}, stopped {3} times, {4}")
  @CsvSource({
    "ENABLE, OFFLINE, OFFLINE, 0, INSERT_IN_GRAPH",
    "ENABLE, ONLINE, ONLINE, 0, DEPENDENCIES_SATISFIED",
    "ENABLE, DEGRADED, DEGRADED, 0, ADMINISTRATIVE_REQUEST",
    "ENABLE, MAINTENANCE, MAINTENANCE, 1, ADMINISTRATIVE_REQUEST",
    "ENABLE, DISABLED, ONLINE, 0, DEPENDENCIES_SATISFIED",
    "DISABLE, OFFLINE, DISABLED, 0, DISABLE_REQUEST",
    "DISABLE, ONLINE, DISABLED, 1, DISABLE_REQUEST",
    "DISABLE, DEGRADED, DISABLED, 1, DISABLE_REQUEST",
    "DISABLE, MAINTENANCE, DISABLED, 1, DISABLE_REQUEST",
    "DISABLE, DISABLED, DISABLED, 0, INSERT_IN_GRAPH",
    "restart, OFFLINE, OFFLINE, 0, INSERT_IN_GRAPH",
    "restart, ONLINE, ONLINE, 1, DEPENDENCIES_SATISFIED",
    "restart, DEGRADED, ONLINE, 1, DEPENDENCIES_SATISFIED",
    "restart, MAINTENANCE, MAINTENANCE, 1, ADMINISTRATIVE_REQUEST",
    "restart, DISABLED, DISABLED, 0, INSERT_IN_GRAPH",
    "do_dump, ONLINE, ONLINE, 1, DEPENDENCIES_SATISFIED",
    "do_dump, OFFLINE, OFFLINE, 0, INSERT_IN_GRAPH",
    "restore, OFFLINE, OFFLINE, 0, INSERT_IN_GRAPH",
    "restore, ONLINE, ONLINE, 0, DEPENDENCIES_SATISFIED",
    "restore, DEGRADED, ONLINE, 1, DEPENDENCIES_SATISFIED",
    "restore, MAINTENANCE, MAINTENANCE, 1, ADMINISTRATIVE_REQUEST",
    "restore, DISABLED, DISABLED, 0, INSERT_IN_GRAPH",
    "refresh, OFFLINE, OFFLINE, 0, INSERT_IN_GRAPH",
    "refresh, ONLINE, ONLINE, 0, DEPENDENCIES_SATISFIED",
    "refresh, DEGRADED, DEGRADED, 0, ADMINISTRATIVE_REQUEST",
    "refresh, MAINTENANCE, MAINTENANCE, 1, ADMINISTRATIVE_REQUEST",
    "refresh, DISABLED, DISABLED, 0, INSERT_IN_GRAPH",
    "maint_on, OFFLINE, MAINTENANCE, 0, ADMINISTRATIVE_REQUEST",
    "maint_on, ONLINE, MAINTENANCE, 1, ADMINISTRATIVE_REQUEST",
    "maint_on, DEGRADED, MAINTENANCE, 1, ADMINISTRATIVE_REQUEST",
    "maint_on, MAINTENANCE, MAINTENANCE, 1, ADMINISTRATIVE_REQUEST",
    "maint_on, DISABLED, MAINTENANCE, 0, ADMINISTRATIVE_REQUEST",
    "maint_on_immediate, OFFLINE, MAINTENANCE, 0, ADMINISTRATIVE_REQUEST",
    "maint_on_immediate, ONLINE, MAINTENANCE, 0, ADMINISTRATIVE_REQUEST",
    "maint_on_immediate, DEGRADED, MAINTENANCE, 0, ADMINISTRATIVE_REQUEST",
    "maint_on_immediate, MAINTENANCE, MAINTENANCE, 1, ADMINISTRATIVE_REQUEST",
    "maint_on_immediate, DISABLED, MAINTENANCE, 0, ADMINISTRATIVE_REQUEST",
    "maint_off, OFFLINE, OFFLINE, 0, INSERT_IN_GRAPH",
    "maint_off, ONLINE, ONLINE, 0, DEPENDENCIES_SATISFIED",
    "maint_off, DEGRADED, DEGRADED, 0, ADMINISTRATIVE_REQUEST",
    "maint_off, MAINTENANCE, ONLINE, 1, DEPENDENCIES_SATISFIED",
    "maint_off, DISABLED, DISABLED, 0, INSERT_IN_GRAPH",
    "degraded, OFFLINE, OFFLINE, 0, INSERT_IN_GRAPH",
    "degraded, ONLINE, DEGRADED, 0, ADMINISTRATIVE_REQUEST",
    "degraded, DEGRADED, DEGRADED, 0, ADMINISTRATIVE_REQUEST",
    "degraded, MAINTENANCE, MAINTENANCE, 1, ADMINISTRATIVE_REQUEST",
    "degraded, DISABLED, DISABLED, 0, INSERT_IN_GRAPH",
    "CYCLE, OFFLINE, MAINTENANCE, 0, DEPENDENCY_CYCLE",
    "CYCLE, ONLINE, MAINTENANCE, 1, DEPENDENCY_CYCLE",
    "CYCLE, DEGRADED, MAINTENANCE, 1, DEPENDENCY_CYCLE",
    "CYCLE, MAINTENANCE, MAINTENANCE, 1, ADMINISTRATIVE_REQUEST",
    "CYCLE, DISABLED, MAINTENANCE, 0, DEPENDENCY_CYCLE",
    "INVALID, OFFLINE, MAINTENANCE, 0, INVALID_DEPENDENCY",
    "INVALID, ONLINE, MAINTENANCE, 1, INVALID_DEPENDENCY",
    "INVALID, DISABLED, MAINTENANCE, 0, INVALID_DEPENDENCY"
  })
  void cell(String event, InstanceState from, InstanceState to, int stops, Reason reason) {
    World world = at(from);
    happen(world, event);
    assertThat(world.state(WEB)).isEqualTo(to);
    assertThat(world.lifecycle(WEB).reason()).isEqualTo(reason);
    assertThat(world.kernel().runs(WEB, MethodKind.STOP)).isEqualTo(stops);
    assertThat(Actions.next(world.repository(), WEB, TreeMap.empty())).isEmpty();
  }

  @ParameterizedTest(name = "REMOVE: {0} -> forgotten, stopped {1} times")
  @CsvSource({"OFFLINE,0", "ONLINE,0", "DEGRADED,0", "MAINTENANCE,1", "DISABLED,0"})
  void remove(InstanceState from, int stops) {
    World world = at(from);
    happen(world, "REMOVE");
    assertThat(world.model().lifecycle(WEB)).isEmpty();
    // Its stop method went with it, so it was asked to end by a signal.
    assertThat(world.kernel().runs(WEB, MethodKind.STOP)).isEqualTo(stops);
    assertThat(world.kernel().processes(WEB)).isZero();
  }

  @ParameterizedTest(name = "{0} goes to {1} and comes back, unless it has to be asked: {2}")
  @CsvSource({
    "emptied, contract, ONLINE, CT_EV_EXIT",
    "core, contract, ONLINE, CT_EV_CORE",
    "signal, contract, ONLINE, CT_EV_SIGNAL",
    "exit 0, child, ONLINE, CT_EV_EXIT",
    "exit 1, child, ONLINE, CT_EV_EXIT",
    "exit 96, child, MAINTENANCE, METHOD_FAILED"
  })
  void fault(String fault, String duration, InstanceState end, Reason reason) {
    World world = new World(new Invariants());
    world.add(Spec.of(WEB.toString()).lasting(duration));
    world.boot();
    world.settleNow();
    switch (fault) {
      case "emptied" -> world.kernel().endService(WEB, new ExitStatus.Code(0));
      case "core" -> world.kernel().endHelper(WEB, new ExitStatus.Signalled(11, true));
      case "signal" -> world.kernel().endService(WEB, new ExitStatus.Signalled(9, false));
      default ->
          world
              .kernel()
              .endService(WEB, new ExitStatus.Code(Integer.parseInt(fault.split(" ")[1])));
    }
    Vector<Reason> reasons = Vector.empty();
    while (world.move(0)) {
      reasons = reasons.append(world.lifecycle(WEB).reason());
    }
    assertThat(reasons).contains(reason);
    assertThat(world.state(WEB)).isEqualTo(end);
    assertThat(world.kernel().runs(WEB, MethodKind.STOP)).isEqualTo(1);
  }

  @ParameterizedTest(name = "{0} is ignored where startd/ignore_error says \"{1}\"")
  @CsvSource({"11, true, core", "9, false, signal", "11, true, 'signal,core'"})
  void ignoredFault(int signal, boolean core, String ignored) {
    World world = new World(new Invariants());
    world.add(Spec.of(WEB.toString()).with("startd", "ignore_error", ignored));
    world.boot();
    world.settleNow();
    world.kernel().endHelper(WEB, new ExitStatus.Signalled(signal, core));
    world.settleNow();
    assertThat(world.kernel().runs(WEB, MethodKind.STOP)).isZero();
  }

  @Test
  void clearFailsAgainUntilTheCycleIsMended() {
    World world = at(InstanceState.ONLINE);
    happen(world, "CYCLE");
    happen(world, "maint_off");
    assertThat(world.state(WEB)).isEqualTo(InstanceState.MAINTENANCE);
    assertThat(world.lifecycle(WEB).reason()).isEqualTo(Reason.DEPENDENCY_CYCLE);

    world.commit(Vector.of(new Change.DeleteGroup(WEB, "more", Layer.ADMIN)));
    happen(world, "refresh");
    assertThat(world.state(WEB)).isEqualTo(InstanceState.MAINTENANCE);
    happen(world, "maint_off");
    assertThat(world.state(WEB)).isEqualTo(InstanceState.ONLINE);
  }

  @Test
  void theLastToCompleteACycleIsTheOneInMaintenance() {
    World world = new World(new Invariants());
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
    World world = at(InstanceState.ONLINE);
    world.ask(WEB, "restart");
    world.ask(WEB, "maint_on");
    world.settleNow();
    assertThat(world.state(WEB)).isEqualTo(InstanceState.MAINTENANCE);
    assertThat(world.kernel().runs(WEB, MethodKind.START)).isEqualTo(1);
  }

  @Test
  void aRequestFromAServiceIsRememberedOnlyAsLongAsItIsTheReason() {
    World world = at(InstanceState.ONLINE);
    world.commit(
        Vector.of(
            new Change.Report(
                WEB,
                Actions.GROUP,
                "framework",
                Vector.of(Property.of("auxiliary_fmri", "svc:/boss:default")),
                Vector.empty())));
    happen(world, "maint_on");
    assertThat(world.lifecycle(WEB).reason()).isEqualTo(Reason.SERVICE_REQUEST);
    assertThat(world.lifecycle(WEB).status().requestedBy()).contains("svc:/boss:default");
    happen(world, "maint_off");
    assertThat(world.lifecycle(WEB).status().requestedBy()).isEmpty();
  }
}
