package systemk.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.Vector;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import systemk.core.Next;
import systemk.core.fmri.InstanceFmri;
import systemk.core.graph.Grouping;
import systemk.core.graph.RestartOn;
import systemk.core.repository.Change;
import systemk.core.restarter.Effect;
import systemk.core.restarter.InstanceState;

/// That the work of an event follows what it touches, by counting what it records: it never is a
/// matter of how many services there are.
class ScaleTest {
  private static final int SIZE = 1_000;

  /// Counts what single events record, once everything is up for the first time.
  private static final class Counter implements World.Observer {
    int most;

    @Override
    public void stepped(World world, Model before, Event event, Next<Model, Effect> next) {
      if (event instanceof Event.Recovered) {
        return;
      }
      int reports =
          next.effects()
              .map(
                  effect ->
                      effect instanceof Effect.Persist(var changes)
                          ? changes.count(change -> change instanceof Change.Report)
                          : 0)
              .sum()
              .intValue();
      most = Math.max(most, reports);
    }
  }

  private static InstanceFmri at(int i) {
    return InstanceFmri.of("svc:/s%04d:default".formatted(i));
  }

  private static World booted(World.Observer observer, IntFunction<Spec> spec) {
    World world = new World(observer);
    world.addAll(Vector.range(0, SIZE).map(spec::apply));
    world.boot();
    world.settleNow();
    assertThat(world.model().lifecycles().values())
        .allMatch(instance -> instance.state() == InstanceState.ONLINE);
    return world;
  }

  private static Spec link(int i, RestartOn restartOn) {
    Spec spec = Spec.of(at(i).toString());
    return i == 0 ? spec : spec.needing(Grouping.REQUIRE_ALL, restartOn, at(i - 1).toString());
  }

  private static Spec ray(int i) {
    Spec spec = Spec.of(at(i).toString());
    return i == 0 ? spec : spec.needing(Grouping.REQUIRE_ALL, RestartOn.RESTART, at(0).toString());
  }

  @Test
  void aChainComesUpLinkByLink() {
    Counter counter = new Counter();
    booted(counter, i -> link(i, RestartOn.NONE));
    assertThat(counter.most).isLessThanOrEqualTo(2);
  }

  @Test
  void aChainIsTakenDownLinkByLink() {
    Counter counter = new Counter();
    World world = booted(counter, i -> link(i, RestartOn.RESTART));
    counter.most = 0;
    world.enable(at(0), false);
    world.settleNow();

    assertThat(world.state(at(0))).isEqualTo(InstanceState.DISABLED);
    assertThat(world.state(at(SIZE - 1))).isEqualTo(InstanceState.OFFLINE);
    assertThat(counter.most).isLessThanOrEqualTo(2);
  }

  @Test
  void aStarComesUpAtOnceAndIsTakenDownBeforeItsCentre() {
    Counter counter = new Counter();
    World world = booted(counter, ScaleTest::ray);
    world.enable(at(0), false);
    world.settleNow();

    assertThat(world.state(at(0))).isEqualTo(InstanceState.DISABLED);
    assertThat(counter.most).isLessThanOrEqualTo(SIZE);
  }

  @Test
  void aServiceThatNeedsAThousandWaitsForTheLast() {
    Vector<String> others = Vector.range(1, SIZE).map(i -> at(i).toString());
    Counter counter = new Counter();
    booted(
        counter,
        i ->
            i == 0
                ? Spec.of(at(0).toString()).requiring(others.toJavaArray(String[]::new))
                : Spec.of(at(i).toString()));
    assertThat(counter.most).isLessThanOrEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"each after the one before", "each before the one before"})
  void aChainWithoutMethodsComesUpInOneTurn(String order) {
    boolean rising = order.contains("after");
    Vector<Spec> specs =
        Vector.range(0, SIZE)
            .map(
                i -> {
                  int next = rising ? i - 1 : i + 1;
                  Spec spec = Spec.of(at(i).toString()).withoutGroup("start").withoutGroup("stop");
                  return next < 0 || next >= SIZE ? spec : spec.requiring(at(next).toString());
                });
    World world = new World();
    world.addAll(specs);
    world.boot();
    assertThat(world.model().lifecycles().values())
        .allMatch(instance -> instance.state() == InstanceState.ONLINE);
  }

  @Test
  void oneFailureAmongAThousandTouchesOne() {
    Counter counter = new Counter();
    World world = booted(counter, i -> Spec.of(at(i).toString()));
    counter.most = 0;
    world.ask(at(500), "restart");
    world.settleNow();
    assertThat(counter.most).isEqualTo(1);
  }

  @Test
  void aChainNobodyCanStartIsExploredOnceFromItsEnd() {
    World world = new World();
    world.addAll(
        Vector.range(0, SIZE)
            .map(
                i -> {
                  Spec spec = Spec.of(at(i).toString());
                  return i == 0
                      ? spec.requiring("svc:/missing:default")
                      : spec.needing(Grouping.OPTIONAL_ALL, RestartOn.NONE, at(i - 1).toString());
                }));
    world.boot();
    world.settleNow();

    assertThat(world.state(at(0))).isEqualTo(InstanceState.OFFLINE);
    assertThat(world.state(at(SIZE - 1))).isEqualTo(InstanceState.ONLINE);
  }
}
