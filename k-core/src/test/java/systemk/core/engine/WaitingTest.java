package systemk.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.Vector;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import systemk.core.fmri.InstanceFmri;
import systemk.core.graph.Grouping;
import systemk.core.graph.RestartOn;
import systemk.core.graph.Satisfaction;
import systemk.core.method.ExitStatus;
import systemk.core.restarter.InstanceState;

/// Services that wait for others which wait themselves.
class WaitingTest {
  private static final int LINKS = 500;
  private static final long SMALL_STACK = 160 * 1024;
  private static final InstanceFmri SLOW = InstanceFmri.of("svc:/slow:default");
  private static final InstanceFmri BASE = InstanceFmri.of("svc:/base:default");
  private static final InstanceFmri LAST = InstanceFmri.of("svc:/last:default");
  private static final InstanceFmri MIDDLE = InstanceFmri.of("svc:/middle:default");
  private static final InstanceFmri PATIENT = InstanceFmri.of("svc:/patient:default");

  private final World world = new World(new Invariants());

  private Spec slow() {
    world.kernel().behave(SLOW, Behaviour.GOOD.starting(new Behaviour.Ending.Hangs()));
    return Spec.of(SLOW.toString());
  }

  private static InstanceFmri link(int i) {
    return InstanceFmri.of("svc:/link%03d:default".formatted(i));
  }

  @Test
  void aChainMayBeLongerThanAStackIsDeep() throws InterruptedException {
    world.add(slow());
    world.addAll(
        Vector.range(0, LINKS)
            .map(
                i ->
                    Spec.of(link(i).toString())
                        .requiring((i == 0 ? SLOW : link(i - 1)).toString())));
    world.boot();
    world.settleNow();
    AtomicReference<Satisfaction> answer = new AtomicReference<>();
    Thread asking =
        new Thread(
            null,
            () ->
                answer.set(
                    new Dependencies(world.model()).of(link(LINKS - 1), Dependencies.UNSEEN)),
            "small stack",
            SMALL_STACK);
    asking.start();
    asking.join();
    assertThat(answer.get()).isEqualTo(Satisfaction.UNSATISFIED);
  }

  @Test
  void whoRanWithoutWhatItNeedsIsGivenUpWhenItEnds() {
    world.addAll(
        Vector.of(
            slow(),
            Spec.of(BASE.toString()),
            Spec.of(LAST.toString()).requiring(BASE.toString()),
            Spec.of(MIDDLE.toString()).requiring(LAST.toString()).requiring(SLOW.toString()),
            Spec.of(PATIENT.toString())
                .needing(Grouping.OPTIONAL_ALL, RestartOn.NONE, MIDDLE.toString())));
    world.boot();
    world.settleNow();
    world.ask(BASE, "maint_on");
    world.settleNow();
    assertThat(world.state(LAST)).isEqualTo(InstanceState.ONLINE);
    assertThat(world.state(PATIENT)).isEqualTo(InstanceState.OFFLINE);
    world.kernel().endService(LAST, new ExitStatus.Code(0));
    world.settleNow();
    assertThat(world.state(LAST)).isEqualTo(InstanceState.OFFLINE);
    assertThat(world.state(PATIENT)).isEqualTo(InstanceState.ONLINE);
  }
}
