package systemk.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import systemk.core.fmri.InstanceFmri;
import systemk.core.graph.Grouping;
import systemk.core.graph.RestartOn;
import systemk.core.method.MethodKind;
import systemk.core.property.Layer;
import systemk.core.property.Property;
import systemk.core.repository.Change;
import systemk.core.restarter.InstanceState;

/// Instances that name another restarter.
class ForeignRestarterTest {
  private static final InstanceFmri THEIRS = InstanceFmri.of("svc:/theirs:default");
  private static final InstanceFmri WEB = InstanceFmri.of("svc:/web:default");
  private static final String INETD = "svc:/network/inetd:default";

  private static World booted(Grouping grouping, RestartOn restartOn) {
    World world = new World(new Invariants());
    world.add(Spec.of(INETD));
    world.add(Spec.of(THEIRS.toString()).with("general", "restarter", INETD));
    world.add(Spec.of(WEB.toString()).needing(grouping, restartOn, THEIRS.toString()));
    world.boot();
    world.settle();
    return world;
  }

  private static void report(World world, String state) {
    world.commit(
        Vector.of(
            new Change.Report(
                THEIRS,
                "restarter",
                "framework",
                Vector.of(Property.of("state", state)),
                Vector.empty())));
    world.settle();
  }

  private static void setRestarter(World world, String restarter) {
    world.commit(
        Vector.of(
            new Change.SetProperty(
                THEIRS,
                "general",
                Property.of("restarter", restarter),
                Layer.ADMIN,
                Option.none())));
    world.settle();
  }

  @Test
  void areLeftAlone() {
    World world = booted(Grouping.REQUIRE_ALL, RestartOn.NONE);
    world.ask(THEIRS, "restart");
    world.settle();
    assertThat(world.model().lifecycle(THEIRS)).isEmpty();
    assertThat(world.kernel().runs(THEIRS, MethodKind.START)).isZero();
    assertThat(world.repository().current(THEIRS).hasGroup("restarter")).isFalse();
    assertThat(world.repository().current(THEIRS).value(Actions.GROUP, "restart")).isNotEmpty();
  }

  @ParameterizedTest(name = "{0} of one that reports {1}: {2}")
  @CsvSource({
    "REQUIRE_ALL, online, ONLINE",
    "REQUIRE_ALL, degraded, ONLINE",
    "REQUIRE_ALL, offline, OFFLINE",
    "REQUIRE_ALL, maintenance, OFFLINE",
    "REQUIRE_ANY, online, ONLINE",
    "OPTIONAL_ALL, offline, OFFLINE",
    "OPTIONAL_ALL, maintenance, ONLINE",
    "EXCLUDE_ALL, online, OFFLINE",
    "EXCLUDE_ALL, disabled, ONLINE"
  })
  void countByTheStateThatIsReported(Grouping grouping, String state, InstanceState dependent) {
    World world = booted(grouping, RestartOn.NONE);
    report(world, state);
    assertThat(world.state(WEB)).isEqualTo(dependent);
    world.crash(0);
    world.settle();
    assertThat(world.state(WEB)).isEqualTo(dependent);
  }

  @Test
  void takeTheirDependentsDownWithThem() {
    World world = booted(Grouping.REQUIRE_ALL, RestartOn.RESTART);
    report(world, "online");
    report(world, "offline");
    assertThat(world.state(WEB)).isEqualTo(InstanceState.OFFLINE);
    report(world, "online");
    assertThat(world.state(WEB)).isEqualTo(InstanceState.ONLINE);
  }

  @Test
  void becomeOursWhenTheyAreGivenToUs() {
    World world = booted(Grouping.REQUIRE_ALL, RestartOn.NONE);
    setRestarter(world, "svc:/system/svc/restarter:default");
    assertThat(world.state(THEIRS)).isEqualTo(InstanceState.ONLINE);
    assertThat(world.state(WEB)).isEqualTo(InstanceState.ONLINE);
  }

  @Test
  void areStoppedAndForgottenWhenTheyAreTakenFromUs() {
    World world = booted(Grouping.REQUIRE_ALL, RestartOn.NONE);
    setRestarter(world, "");
    assertThat(world.state(THEIRS)).isEqualTo(InstanceState.ONLINE);
    setRestarter(world, INETD);
    assertThat(world.model().lifecycle(THEIRS)).isEmpty();
    assertThat(world.kernel().processes(THEIRS)).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "svc:/system/svc/restarter:default"})
  void areNotThoseThatNameUs(String restarter) {
    World world = booted(Grouping.REQUIRE_ALL, RestartOn.NONE);
    setRestarter(world, restarter);
    assertThat(world.state(THEIRS)).isEqualTo(InstanceState.ONLINE);
  }

  @Test
  void areGoneFromTheGraphWhenTheyAreDeleted() {
    World world = booted(Grouping.OPTIONAL_ALL, RestartOn.NONE);
    report(world, "offline");
    assertThat(world.state(WEB)).isEqualTo(InstanceState.OFFLINE);
    world.delete(THEIRS);
    world.settle();
    assertThat(world.model().graph().contains(THEIRS)).isFalse();
    assertThat(world.state(WEB)).isEqualTo(InstanceState.ONLINE);
  }
}
