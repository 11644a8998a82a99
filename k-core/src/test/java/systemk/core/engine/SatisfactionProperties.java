package systemk.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.HashSet;
import io.vavr.collection.Set;
import io.vavr.collection.Vector;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;
import systemk.core.Next;
import systemk.core.fmri.InstanceFmri;
import systemk.core.graph.Dependency;
import systemk.core.graph.Grouping;
import systemk.core.graph.RestartOn;
import systemk.core.graph.Satisfaction;
import systemk.core.restarter.Effect;
import systemk.core.restarter.InstanceState;
import systemk.core.restarter.Lifecycle;
import systemk.core.restarter.Phase;

class SatisfactionProperties {
  @Provide
  Arbitrary<Scripts.Script> wild() {
    return Scripts.wild();
  }

  @Provide
  Arbitrary<Vector<Spec>> acyclic() {
    return Graphs.acyclic();
  }

  @Provide
  Arbitrary<Scripts.Script> orderly() {
    return Scripts.orderly(Graphs.acyclic());
  }

  private static Satisfaction of(Model model, InstanceFmri fmri) {
    return new Dependencies(model).of(fmri, Dependencies.UNSEEN);
  }

  /// All an instance may wait for, itself included, if exclude_all has no part in it.
  private static boolean excludesNobody(Model model, InstanceFmri fmri) {
    Set<InstanceFmri> seen = HashSet.empty();
    Vector<InstanceFmri> open = Vector.of(fmri);
    while (!open.isEmpty()) {
      InstanceFmri at = open.head();
      open = open.tail();
      Vector<Dependency> dependencies = model.graph().dependenciesOf(at);
      if (dependencies.exists(d -> d.grouping() == Grouping.EXCLUDE_ALL)) {
        return false;
      }
      if (!seen.contains(at)) {
        seen = seen.add(at);
        open =
            open.appendAll(
                dependencies.flatMap(Dependency::targets).flatMap(model.graph()::resolve));
      }
    }
    return true;
  }

  @Property(tries = 500)
  void aDependencyThatComesUpDissatisfiesNobodyWhoDoesNotExcludeIt(
      @ForAll("wild") Scripts.Script script) {
    Model model = script.play().model();
    for (Lifecycle waiting : model.lifecycles().values()) {
      // One that could not come up but does all the same is an act of an administrator, and makes
      // those wait that had given it up (optional_all).
      if (waiting.state() != InstanceState.OFFLINE
          || !model.isEnabled(waiting.fmri())
          || of(model, waiting.fmri()) != Satisfaction.SATISFIED) {
        continue;
      }
      Model up =
          model.with(
              new Lifecycle(
                  waiting.fmri(),
                  new Lifecycle.Status(
                      InstanceState.ONLINE,
                      waiting.next(),
                      waiting.reason(),
                      waiting.status().requestedBy(),
                      waiting.status().since()),
                  new Phase.Idle(),
                  waiting.watch(),
                  waiting.tally(),
                  waiting.enabled(),
                  waiting.waitStatus()));
      for (InstanceFmri other : model.lifecycles().keySet()) {
        if (excludesNobody(model, other) && of(model, other) == Satisfaction.SATISFIED) {
          assertThat(of(up, other)).isEqualTo(Satisfaction.SATISFIED);
        }
      }
    }
  }

  /// What administrators do, until it has had its effect; and what happens by itself from then on.
  record Fate(Scripts.Script before, List<Act> after) {}

  @Provide
  Arbitrary<Fate> fates() {
    return Scripts.calm()
        .flatMap(
            before ->
                Arbitraries.frequencyOf(
                        Tuple.of(4, Scripts.faults(before.specs())),
                        Tuple.of(2, Scripts.behaviours(before.specs())),
                        Tuple.of(6, Scripts.go()),
                        Tuple.of(2, Arbitraries.of(new Act.Settle(), new Act.PassTime())),
                        Tuple.of(1, Scripts.crash()))
                    .list()
                    .ofMaxSize(25)
                    .map(after -> new Fate(before, after)));
  }

  /// Sees that some are never satisfied.
  private static final class Hopeless implements World.Observer {
    private Vector<InstanceFmri> all = Vector.empty();

    @Override
    public void stepped(World world, Model before, Event event, Next<Model, Effect> next) {
      for (InstanceFmri fmri : all) {
        assertThat(of(next.state(), fmri))
            .as("%s after %s", fmri, event)
            .isEqualTo(Satisfaction.UNSATISFIABLE);
      }
    }
  }

  /// Asked at rest, since a start under way may come to its end though what it was decided by has
  /// gone meanwhile.
  @Property(tries = 1000)
  void whatCannotBeSatisfiedStaysSoWithoutAnAdministrator(@ForAll("fates") Fate fate) {
    Hopeless hopeless = new Hopeless();
    World world = fate.before().play(hopeless);
    world.settle();
    Model model = world.model();
    hopeless.all =
        model
            .lifecycles()
            .keySet()
            .filter(fmri -> excludesNobody(model, fmri))
            .filter(fmri -> of(model, fmri) == Satisfaction.UNSATISFIABLE)
            .toVector();
    fate.after().forEach(act -> act.in(world));
    world.settle();
  }

  @Property(tries = 500)
  void theOrderInWhichServicesComeDoesNotMatterInTheEnd(
      @ForAll("acyclic") Vector<Spec> specs, @ForAll("orders") List<Integer> order) {
    World together = new World();
    together.addAll(specs);
    together.boot();
    together.settle();

    World oneByOne = new World();
    oneByOne.boot();
    Vector.ofAll(order)
        .filter(i -> i < specs.size())
        .forEach(
            i -> {
              oneByOne.add(specs.get(i));
              oneByOne.settle();
            });
    assertThat(unaffected(oneByOne).map(Lifecycle::state))
        .isEqualTo(unaffected(together).map(Lifecycle::state));
    assertThat(oneByOne.model().graph()).isEqualTo(together.model().graph());
  }

  /// Two that exclude each other's company are served as they come: what is stopped by the later
  /// one may leave dependents running that would not have started without it (restart_on none). So
  /// whoever may wait for one that excludes somebody stands as history left it; all others do not.
  private static Vector<Lifecycle> unaffected(World world) {
    return world
        .model()
        .lifecycles()
        .values()
        .filter(l -> excludesNobody(world.model(), l.fmri()))
        .toVector();
  }

  @Test
  void whoDependsOnAnExcludedOneStandsAsHistoryLeftIt() {
    Spec first = Spec.of("svc:/first:default");
    Spec shy =
        Spec.of("svc:/shy:default")
            .needing(Grouping.EXCLUDE_ALL, RestartOn.NONE, "svc:/first:default");
    Spec dependent = Spec.of("svc:/top:default").requiring("svc:/shy:default");

    World shyCameFirst = new World();
    shyCameFirst.boot();
    shyCameFirst.addAll(Vector.of(shy, dependent));
    shyCameFirst.settle();
    assertThat(shyCameFirst.state(dependent.fmri())).isEqualTo(InstanceState.ONLINE);
    shyCameFirst.add(first);
    shyCameFirst.settle();

    World shyCameLast = new World();
    shyCameLast.boot();
    shyCameLast.addAll(Vector.of(first, shy, dependent));
    shyCameLast.settle();

    for (World world : Vector.of(shyCameFirst, shyCameLast)) {
      assertThat(world.state(first.fmri())).isEqualTo(InstanceState.ONLINE);
      assertThat(world.state(shy.fmri())).isEqualTo(InstanceState.OFFLINE);
    }
    assertThat(shyCameFirst.state(dependent.fmri())).isEqualTo(InstanceState.ONLINE);
    assertThat(shyCameLast.state(dependent.fmri())).isEqualTo(InstanceState.OFFLINE);
  }

  @Provide
  Arbitrary<List<Integer>> orders() {
    return Arbitraries.shuffle(0, 1, 2, 3, 4, 5);
  }

  @Property(tries = 500)
  void whatIsAskedTwiceEndsAsWhatIsAskedOnce(
      @ForAll("orderly") Scripts.Script script, @ForAll("requests") String request) {
    World once = script.play();
    once.settle();
    ask(once, request);
    once.settle();

    World twice = script.play();
    twice.settle();
    ask(twice, request);
    ask(twice, request);
    twice.settle();
    assertThat(states(twice)).isEqualTo(states(once));
  }

  @Property(tries = 500)
  void disabledAndEnabledAgainEndsAsEnabled(@ForAll("orderly") Scripts.Script script) {
    World enabled = script.play();
    enabled.settle();
    ask(enabled, "enable");
    enabled.settle();

    World both = script.play();
    both.settle();
    // Disabling is a way out of maintenance; enabling what is enabled is none.
    Assume.that(
        !both.model()
            .lifecycles()
            .headOption()
            .exists(first -> first._2.state() == InstanceState.MAINTENANCE));
    // Who went on running when a dependency was disabled (restart_on none) cannot start again, and
    // is stopped when another dependency goes.
    Assume.that(runsOnlyWhatCouldStart(both));
    ask(both, "disable");
    ask(both, "enable");
    both.settle();
    assertThat(states(unaffected(both))).isEqualTo(states(unaffected(enabled)));
  }

  private static boolean runsOnlyWhatCouldStart(World world) {
    var dependencies = new Dependencies(world.model());
    return world
        .model()
        .lifecycles()
        .values()
        .filter(Lifecycle::isRunning)
        .forAll(l -> dependencies.areSatisfied(l.fmri(), Dependencies.UNSEEN));
  }

  @Provide
  Arbitrary<String> requests() {
    return Arbitraries.of(
        "enable", "disable", "restart", "refresh", "maint_on", "maint_off", "degraded", "restore");
  }

  private static void ask(World world, String request) {
    world
        .model()
        .lifecycles()
        .keySet()
        .headOption()
        .forEach(
            fmri -> {
              switch (request) {
                case "enable" -> world.enable(fmri, true);
                case "disable" -> world.enable(fmri, false);
                default -> world.ask(fmri, request);
              }
            });
  }

  private static Vector<String> states(World world) {
    return states(world.model().lifecycles().values().toVector());
  }

  private static Vector<String> states(Vector<Lifecycle> instances) {
    return instances.map(l -> l.fmri() + " " + l.state() + " " + l.reason());
  }
}
