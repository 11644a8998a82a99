package systemk.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import systemk.core.fmri.InstanceFmri;
import systemk.core.method.ExitStatus;
import systemk.core.method.MethodKind;
import systemk.core.property.Property;
import systemk.core.restarter.InstanceState;
import systemk.core.restarter.Phase;
import systemk.core.restarter.Reason;

/// The constants of smf.md §4.8, each at its limit and one short of it.
class FailureLimitsTest {
  private static final InstanceFmri WEB = InstanceFmri.of("svc:/web:default");

  private static World booted(Spec spec) {
    World world = new World(new Invariants());
    world.add(spec);
    world.boot();
    world.settleNow();
    return world;
  }

  private static Spec web() {
    return Spec.of(WEB.toString());
  }

  /// Lets the service die so often that it is started this many times, this far apart.
  private static void start(World world, int times, long secondsApart) {
    for (int i = 1; i < times; i++) {
      world.passTime(secondsApart);
      assertThat(world.state(WEB)).isEqualTo(InstanceState.ONLINE);
      world.kernel().endService(WEB, new ExitStatus.Code(0));
      world.settleNow();
    }
  }

  @Test
  void theThirdFailureInARowIsTheLast() {
    World world = new World(new Invariants());
    world.add(web());
    world.kernel().behave(WEB, Behaviour.GOOD.starting(new Behaviour.Ending.Exits(1)));
    world.boot();
    while (world.kernel().runs(WEB, MethodKind.START) < 3) {
      world.move(0);
      assertThat(world.state(WEB)).isEqualTo(InstanceState.OFFLINE);
    }
    world.settleNow();
    assertThat(world.lifecycle(WEB).reason()).isEqualTo(Reason.FAULT_THRESHOLD_REACHED);
  }

  @Test
  void aSuccessAfterTwoFailuresForgivesThem() {
    World world = new World(new Invariants());
    world.add(web());
    world.kernel().behave(WEB, Behaviour.GOOD.starting(new Behaviour.Ending.Exits(1)));
    world.boot();
    while (world.kernel().runs(WEB, MethodKind.START) < 3) {
      world.move(0);
    }
    world.kernel().behave(WEB, Behaviour.GOOD);
    world.settleNow();
    assertThat(world.state(WEB)).isEqualTo(InstanceState.ONLINE);
    assertThat(world.lifecycle(WEB).tally().failures()).isZero();
  }

  @Test
  void fourStartsAreNotTooManyHoweverQuick() {
    World world = booted(web());
    start(world, 4, 0);
    assertThat(world.state(WEB)).isEqualTo(InstanceState.ONLINE);
  }

  @Test
  void theFifthStartInTheIntervalDoesNotHappen() {
    World world = booted(web());
    start(world, 5, 0);
    assertThat(world.lifecycle(WEB).reason()).isEqualTo(Reason.RESTARTING_TOO_QUICKLY);
    assertThat(world.state(WEB)).isEqualTo(InstanceState.MAINTENANCE);
    assertThat(world.kernel().runs(WEB, MethodKind.START)).isEqualTo(4);
  }

  @ParameterizedTest(name = "five starts {0} s apart on average: {1}")
  @CsvSource({"599, MAINTENANCE", "600, ONLINE"})
  void theIntervalIsTenMinutes(long seconds, InstanceState end) {
    World world = booted(web());
    start(world, 5, seconds);
    assertThat(world.state(WEB)).isEqualTo(end);
  }

  @ParameterizedTest(name = "critical_failure_count {0}, period {1} s, starts {2} s apart: {3}")
  @CsvSource({
    "2, 100, 99, 2, MAINTENANCE",
    "2, 100, 100, 2, ONLINE",
    "3, 100, 99, 2, ONLINE",
    "3, 100, 99, 3, MAINTENANCE",
    "1, 100, 99, 2, MAINTENANCE",
    "9, 100, 99, 5, MAINTENANCE",
    "5, 0, 599, 5, MAINTENANCE"
  })
  void theLimitsCanBeConfigured(
      long count, long period, long apart, int starts, InstanceState end) {
    World world =
        booted(
            web()
                .with("startd", Property.integer("critical_failure_count", count))
                .with("startd", Property.integer("critical_failure_period", period)));
    start(world, starts, apart);
    assertThat(world.state(WEB)).isEqualTo(end);
  }

  @ParameterizedTest
  @ValueSource(strings = {"restart", "maint_off"})
  void whatAnAdministratorAsksForForgetsTheHistory(String request) {
    World world = booted(web());
    start(world, request.equals("restart") ? 4 : 5, 0);
    world.ask(WEB, request);
    world.settleNow();
    start(world, 4, 0);
    assertThat(world.state(WEB)).isEqualTo(InstanceState.ONLINE);
    start(world, 2, 0);
    assertThat(world.state(WEB)).isEqualTo(InstanceState.MAINTENANCE);
  }

  @Test
  void aChildIsHeldBackForASecondAndNeverGivenUp() {
    World world = booted(web().lasting("child"));
    start(world, 4, 0);
    assertThat(world.state(WEB)).isEqualTo(InstanceState.ONLINE);
    for (int i = 0; i < 20; i++) {
      world.kernel().endService(WEB, new ExitStatus.Code(1));
      world.settleNow();
      assertThat(world.lifecycle(WEB).phase()).isInstanceOf(Phase.Waiting.class);
      long before = world.now().nanos();
      world.passTime();
      assertThat(world.now().nanos() - before).isBetween(900_000_000L, 1_000_000_000L);
      world.settleNow();
      assertThat(world.state(WEB)).isEqualTo(InstanceState.ONLINE);
    }
  }

  @Test
  void aChildThatLivesForASecondIsNotHeldBack() {
    World world = booted(web().lasting("child"));
    start(world, 20, 1);
    assertThat(world.state(WEB)).isEqualTo(InstanceState.ONLINE);
  }

  @Test
  void aRetryWaitsAsConfiguredAndLongerEachTime() {
    World world = new World(new Invariants());
    world.add(
        web()
            .with("startd", Property.integer("retry_delay", 2_000))
            .with("startd", Property.integer("retry_factor", 10)));
    world.kernel().behave(WEB, Behaviour.GOOD.starting(new Behaviour.Ending.Exits(1)));
    world.boot();
    for (long expected : new long[] {2, 20}) {
      world.settleNow();
      assertThat(world.lifecycle(WEB).phase()).isInstanceOf(Phase.Waiting.class);
      long before = world.now().nanos();
      world.passTime();
      assertThat((world.now().nanos() - before) / 1e9).isBetween(expected - 0.1, expected + 0.0);
    }
    world.settleNow();
    assertThat(world.lifecycle(WEB).reason()).isEqualTo(Reason.FAULT_THRESHOLD_REACHED);
  }

  @Test
  void aRetryThatWaitsDoesNotBeginWhenItsDependencyHasGone() {
    World world = new World(new Invariants());
    InstanceFmri base = InstanceFmri.of("svc:/base:default");
    world.add(Spec.of(base.toString()));
    world.add(
        web().with("startd", Property.integer("retry_delay", 5_000)).requiring(base.toString()));
    world.kernel().behave(WEB, Behaviour.GOOD.starting(new Behaviour.Ending.Exits(1)));
    world.boot();
    world.settleNow();
    world.enable(base, false);
    world.kernel().behave(WEB, Behaviour.GOOD);
    world.settle();
    assertThat(world.state(WEB)).isEqualTo(InstanceState.OFFLINE);
    assertThat(world.kernel().runs(WEB, MethodKind.START)).isEqualTo(1);

    world.enable(base, true);
    world.settle();
    assertThat(world.state(WEB)).isEqualTo(InstanceState.ONLINE);
  }
}
