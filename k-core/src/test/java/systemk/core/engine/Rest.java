package systemk.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.Vector;
import systemk.core.Next;
import systemk.core.Time;
import systemk.core.delegation.Order;
import systemk.core.fmri.InstanceFmri;
import systemk.core.repository.RepositoryState;
import systemk.core.restarter.Effect;
import systemk.core.restarter.InstanceState;
import systemk.core.restarter.Lifecycle;
import systemk.core.restarter.LifecycleRecord;
import systemk.core.restarter.Phase;

/// What holds of a world that has come to rest, whatever happened in it before.
public record Rest(Model model, RepositoryState repository, FakeKernel kernel, Time now) {
  static Rest of(World world) {
    return new Rest(world.model(), world.repository(), world.kernel(), world.now());
  }

  public void check() {
    leavesNoProcessOfAServiceThatIsDown();
    hasTheProcessesItWatches();
    hasOnRecordWhatItKnows();
    nothingWaitsThatCouldStart();
    delegatedInstancesAreWhereTheyWereOrdered();
    aRestarterThatBeginsNowDecidesNothing();
  }

  public void leavesNoProcessOfAServiceThatIsDown() {
    for (Lifecycle instance : model.lifecycles().values()) {
      if (!instance.isActive()) {
        assertThat(kernel.processes(instance.fmri()))
            .as("processes of %s, which is %s", instance.fmri(), instance.state())
            .isZero();
      }
    }
  }

  private void hasTheProcessesItWatches() {
    for (Lifecycle instance : model.lifecycles().values()) {
      if (instance.isRunning() && !instance.phase().isBusy()) {
        for (long contract : instance.contract()) {
          assertThat(kernel.isAlive(contract))
              .as("%s is %s and has processes", instance.fmri(), instance.state())
              .isTrue();
        }
      }
    }
  }

  private void hasOnRecordWhatItKnows() {
    for (Lifecycle instance : model.lifecycles().values()) {
      Lifecycle read =
          LifecycleRecord.read(
              instance.fmri(), repository.current(instance.fmri()), instance.status().since());
      assertThat(read).isEqualTo(instance);
    }
  }

  private void nothingWaitsThatCouldStart() {
    for (Lifecycle instance : model.lifecycles().values()) {
      boolean waits =
          instance.state() == InstanceState.OFFLINE && instance.phase() instanceof Phase.Idle;
      assertThat(waits && new Oracle(model).of(instance.fmri()) == 1)
          .as("%s waits for nothing", instance.fmri())
          .isFalse();
    }
  }

  /// As long as there is somebody who follows orders.
  private void delegatedInstancesAreWhereTheyWereOrdered() {
    for (InstanceFmri fmri : model.orders().keySet()) {
      Order order = model.orders().get(fmri).get();
      InstanceState state = model.state(fmri).get();
      if (!model.isAttended(fmri) || state == InstanceState.MAINTENANCE) {
        continue;
      }
      assertThat(order.isUp() ? state.isRunning() : state == order.target())
          .as("%s is %s, ordered %s", fmri, state, order)
          .isTrue();
      if (state == InstanceState.OFFLINE && model.problems().get(fmri).isEmpty()) {
        assertThat(new Oracle(model).of(fmri)).as("%s waits for nothing", fmri).isLessThan(1);
      }
    }
  }

  private void aRestarterThatBeginsNowDecidesNothing() {
    Next<Model, Effect> begun =
        Machine.step(
            Model.empty("/var/svc/log"), new Event.Recovered(repository, kernel.greeting()), now);
    assertThat(begun.state().lifecycles()).isEqualTo(model.lifecycles());
    assertThat(begun.state().problems()).isEqualTo(model.problems());
    assertThat(begun.state().graph()).isEqualTo(model.graph());
    assertThat(begun.state().outside()).isEqualTo(model.outside());
    assertThat(begun.state().orders()).isEqualTo(model.orders());
    Vector<Effect> done =
        begun
            .effects()
            .filter(
                effect ->
                    switch (effect) {
                      // Asked for again in case the last restarter died before it could.
                      case Effect.WakeAt _,
                          Effect.KillContract _,
                          Effect.SignalContract _,
                          Effect.RunMethod _,
                          // Nobody remembers what files there were.
                          Effect.CheckFiles _ ->
                          false;
                      default -> true;
                    });
    assertThat(done).isEmpty();
  }
}
