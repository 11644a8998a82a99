package systemk.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import systemk.core.fmri.InstanceFmri;
import systemk.core.method.MethodKind;
import systemk.core.restarter.InstanceState;
import systemk.core.restarter.Reason;

/// What becomes of an instance by the context of its methods (smf.md §4.3).
class MethodContextTableTest {
  private static final InstanceFmri WEB = InstanceFmri.of("svc:/web:default");
  private static final String PROJECT =
      WEB + " %s/project \"web\" is not applied: Linux has no projects.";

  private static Spec web() {
    return Spec.of(WEB.toString()).with("stop", "exec", "/bin/stop");
  }

  private static World booted(Spec spec) {
    World world = new World(new Invariants());
    world.add(spec);
    world.kernel().behave(WEB, Behaviour.GOOD);
    world.boot();
    world.settle();
    return world;
  }

  private static void assertRests(World world, InstanceState state, Reason reason) {
    assertThat(world.state(WEB)).isEqualTo(state);
    assertThat(world.lifecycle(WEB).reason()).isEqualTo(reason);
  }

  @ParameterizedTest
  @ValueSource(strings = {"start", "method_context"})
  void aStartWhoseContextIsUnknownIsNotRunAndNeedsAnAdministrator(String group) {
    World world = booted(web().with(group, "privileges", "net_bind"));
    assertRests(world, InstanceState.MAINTENANCE, Reason.METHOD_FAILED);
    assertThat(world.kernel().runs(WEB, MethodKind.START)).isZero();
    assertThat(world.log())
        .contains(
            WEB
                + " Cannot set the method context: "
                + group
                + "/privileges cannot be \"net_bind\": there is no capability \"net_bind\".");
  }

  @Test
  void aStopWhoseContextIsUnknownIsNotRunAndLeavesNothingRunning() {
    World world = booted(web().with("stop", "umask", "9"));
    assertRests(world, InstanceState.ONLINE, Reason.DEPENDENCIES_SATISFIED);
    world.enable(WEB, false);
    world.settle();
    assertRests(world, InstanceState.MAINTENANCE, Reason.METHOD_FAILED);
    assertThat(world.kernel().runs(WEB, MethodKind.STOP)).isZero();
    assertThat(world.kernel().processes(WEB)).isZero();
  }

  @Test
  void aContextOfItsOwnMakesTheBrokenOneOfAllHarmless() {
    World world = booted(web().with("method_context", "umask", "9").with("start", "umask", "022"));
    assertRests(world, InstanceState.ONLINE, Reason.DEPENDENCIES_SATISFIED);
  }

  @Test
  void whatIsNotAppliedIsSaidOnceForAllMethods() {
    World world = booted(web().with("method_context", "project", "web"));
    world.enable(WEB, false);
    world.settle();
    assertRests(world, InstanceState.DISABLED, Reason.DISABLE_REQUEST);
    assertThat(world.kernel().runs(WEB, MethodKind.STOP)).isOne();
    assertThat(world.log()).containsOnlyOnce(PROJECT.formatted("method_context"));
  }

  @Test
  void whatIsNotAppliedToTheStopIsSaidByIt() {
    World world = booted(web().with("stop", "project", "web"));
    assertThat(world.log()).doesNotContain(PROJECT.formatted("stop"));
    world.enable(WEB, false);
    world.settle();
    assertThat(world.log()).containsOnlyOnce(PROJECT.formatted("stop"));
  }
}
