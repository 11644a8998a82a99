package systemk.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.Vector;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import systemk.core.Next;
import systemk.core.restarter.Effect;
import systemk.core.restarter.Lifecycle;

class CrashProperties {
  @Provide
  Arbitrary<Scripts.Script> calm() {
    return Scripts.calm();
  }

  @Provide
  Arbitrary<List<Integer>> points() {
    return Arbitraries.integers().between(0, 40).list().ofMaxSize(40);
  }

  @Property(tries = 800)
  void aRunWithCrashesEndsAsTheSameRunWithout(
      @ForAll("calm") Scripts.Script script, @ForAll("points") List<Integer> points) {
    World smooth = play(script, List.of());
    World rough = play(script, points);

    assertThat(summary(rough)).isEqualTo(summary(smooth));
  }

  /// Lets the world come to rest after each act, but kills the restarter after as many moves as the
  /// next point says, if there is one.
  private static World play(Scripts.Script script, List<Integer> points) {
    World world = new World(new Invariants());
    world.addAll(script.specs());
    world.boot();
    int next = 0;
    List<Act> acts = new ArrayList<>(script.acts());
    acts.addFirst(new Act.Settle());
    for (Act act : acts) {
      act.in(world);
      if (next < points.size()) {
        int moves = points.get(next++);
        for (int i = 0; i < moves && (world.move(0) || world.passTime()); i++) {}
        world.crash(moves % 3);
      }
      world.settle();
    }
    return world;
  }

  private static Vector<String> summary(World world) {
    return Vector.ofAll(world.model().lifecycles().values())
        .map(
            l ->
                "%s %s %s %d %d"
                    .formatted(
                        l.fmri(),
                        l.state(),
                        l.reason(),
                        world.kernel().processes(l.fmri()),
                        l.tally().failures()));
  }

  @Property(tries = 800)
  void anEventThatIsToldTwiceChangesNothingTheSecondTime(@ForAll("calm") Scripts.Script script) {
    List<Event> told = new ArrayList<>();
    World world =
        new World(
            (w, before, event, next) -> {
              if (event instanceof Event.Spawned
                  || event instanceof Event.Exited
                  || event instanceof Event.Emptied
                  || event instanceof Event.Refused) {
                told.add(event);
                repeat(w, next.state(), told);
              }
            });
    world.addAll(script.specs());
    world.boot();
    for (Act act : script.acts()) {
      act.in(world);
      world.settle();
    }
  }

  /// Tells the last few events again, in order, as k.init does to a restarter that recovered before
  /// it had acknowledged them.
  private static void repeat(World world, Model model, List<Event> told) {
    for (int last : IntStream.rangeClosed(1, Math.min(3, told.size())).toArray()) {
      Model after = model;
      for (Event event : told.subList(told.size() - last, told.size())) {
        Next<Model, Effect> next = Machine.step(after, event, world.now());
        after = next.state();
        assertThat(
                next.effects()
                    .filter(
                        e ->
                            !(e instanceof Effect.Persist
                                || e instanceof Effect.WakeAt
                                || e instanceof Effect.KillContract
                                || e instanceof Effect.CheckFiles)))
            .isEmpty();
      }
      assertThat(after.lifecycles().mapValues(Lifecycle::phase))
          .isEqualTo(model.lifecycles().mapValues(Lifecycle::phase));
      assertThat(after.lifecycles().mapValues(Lifecycle::status))
          .isEqualTo(model.lifecycles().mapValues(Lifecycle::status));
    }
  }
}
