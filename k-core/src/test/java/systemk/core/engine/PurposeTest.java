package systemk.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.control.Option;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import systemk.core.Next;
import systemk.core.fmri.InstanceFmri;
import systemk.core.method.ExitStatus;
import systemk.core.restarter.Effect;
import systemk.core.restarter.InstanceState;

/// When a container ends by itself, and with which status.
class PurposeTest {
  private static final InstanceFmri MAIN = InstanceFmri.of("svc:/main:default");
  private static final InstanceFmri GOALS = InstanceFmri.of("svc:/milestone/goals:default");

  /// Asks after every step, as k.startd does.
  private static final class Ends implements World.Observer {
    private final List<Purpose.End> seen = new ArrayList<>();
    private Purpose purpose;

    Ends(Purpose purpose) {
      this.purpose = purpose;
    }

    @Override
    public void stepped(World world, Model before, Event event, Next<Model, Effect> next) {
      purpose = purpose.after(event);
      purpose.end(before, event, next.state()).forEach(seen::add);
    }
  }

  private final Ends ends = new Ends(Purpose.of(Option.some(MAIN), false));
  private final World world = new World(new Invariants(), ends);

  private void boot(Spec spec, Behaviour behaviour) {
    world.add(spec);
    world.kernel().behave(spec.fmri(), behaviour);
    world.boot();
    world.settle();
  }

  private static Spec main(String duration) {
    return Spec.of(MAIN.toString()).lasting(duration);
  }

  private void assertEndsWith(int status) {
    assertThat(ends.seen).isNotEmpty();
    assertThat(ends.seen.getFirst().status()).isEqualTo(status);
  }

  @Test
  void theEndOfTheMainProcessIsTheEnd() {
    boot(main("child"), Behaviour.GOOD);
    assertThat(ends.seen).isEmpty();
    world.kernel().endService(MAIN, new ExitStatus.Code(7));
    world.settle();
    assertEndsWith(7);
    assertThat(ends.seen.getFirst().reason()).isEqualTo("svc:/main:default ended with status 7");
  }

  @Test
  void aSignalCountsAsInAShell() {
    boot(main("child"), Behaviour.GOOD);
    world.kernel().endService(MAIN, new ExitStatus.Signalled(11, true));
    world.settle();
    assertEndsWith(139);
  }

  @Test
  void theEndOfTheLastProcessOfADaemonIsTheEnd() {
    boot(main("contract"), Behaviour.GOOD);
    assertThat(ends.seen).isEmpty();
    world.kernel().endService(MAIN, new ExitStatus.Code(9));
    world.settle();
    assertEndsWith(9);
  }

  @Test
  void aJobThatIsDoneIsTheEnd() {
    boot(main("transient"), Behaviour.GOOD.withoutDaemon());
    assertEndsWith(0);
  }

  @Test
  void aStartThatIsGivenUpEndsWithTheStatusOfTheMethod() {
    boot(main("contract"), Behaviour.GOOD.starting(new Behaviour.Ending.Exits(96)));
    assertThat(world.state(MAIN)).isEqualTo(InstanceState.MAINTENANCE);
    assertEndsWith(96);
  }

  @Test
  void maintenanceWithoutAStatusIsAFailure() {
    boot(main("child"), Behaviour.GOOD);
    world.ask(MAIN, "maint_on");
    world.settle();
    assertEndsWith(Purpose.FAILED);
  }

  @Test
  void whatIsStoppedOnPurposeIsNotTheEnd() {
    boot(main("child"), Behaviour.GOOD);
    world.ask(MAIN, "restart");
    world.settle();
    assertThat(world.state(MAIN)).isEqualTo(InstanceState.ONLINE);
    world.enable(MAIN, false);
    world.settle();
    assertThat(ends.seen).isEmpty();
    world.shutDown();
    world.settle();
    assertThat(ends.seen).isEmpty();
  }

  @Test
  void anotherServiceIsNotTheMainOne() {
    boot(Spec.of("svc:/other:default").lasting("child"), Behaviour.GOOD);
    world.kernel().endService(InstanceFmri.of("svc:/other:default"), new ExitStatus.Code(7));
    world.settle();
    assertThat(ends.seen).isEmpty();
  }

  @Test
  void goalsThatCannotBeReachedEndAStrictContainerOnly() {
    for (boolean strict : List.of(true, false)) {
      Ends seen = new Ends(Purpose.of(Option.none(), strict));
      World other = new World(new Invariants(), seen);
      other.add(Spec.of("svc:/base:default").disabled());
      other.add(
          Spec.of(GOALS.toString())
              .with("general", "goal-service", "true")
              .requiring("svc:/base:default"));
      other.boot();
      other.settle();
      assertThat(other.state(GOALS)).isEqualTo(InstanceState.MAINTENANCE);
      assertThat(seen.seen.stream().map(Purpose.End::status).distinct().toList())
          .isEqualTo(strict ? List.of(Purpose.FAILED) : List.of());
    }
  }
}
