package systemk.core.engine;

import io.vavr.collection.Vector;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import systemk.core.fmri.InstanceFmri;
import systemk.core.method.ExitStatus;

/// Generates what happens to a world. Scripts shrink to short stories.
public final class Scripts {
  private Scripts() {}

  /// Services and what happens to them.
  record Script(Vector<Spec> specs, List<Act> acts) {
    /// Plays the story in a new world, from its first boot on.
    World play(World.Observer... observers) {
      World world = new World(observers);
      world.addAll(specs);
      world.boot();
      acts.forEach(act -> act.in(world));
      return world;
    }
  }

  /// Everything at any time, crashes included.
  static Arbitrary<Script> wild() {
    return of(
        Graphs.any(),
        specs ->
            Arbitraries.frequencyOf(
                Tuple.of(6, requests(specs)),
                Tuple.of(4, faults(specs)),
                Tuple.of(2, behaviours(specs)),
                Tuple.of(8, go()),
                Tuple.of(1, edits(specs)),
                Tuple.of(1, milestones(specs)),
                Tuple.of(2, Arbitraries.of(new Act.Settle(), new Act.PassTime())),
                Tuple.of(2, crash())));
  }

  /// Administrators and dying daemons, with methods that work.
  static Arbitrary<Script> orderly(Arbitrary<Vector<Spec>> specs) {
    return of(
        specs,
        some ->
            Arbitraries.frequencyOf(
                Tuple.of(4, switches(some)),
                Tuple.of(1, faults(some)),
                Tuple.of(6, go()),
                Tuple.of(1, crash()),
                Tuple.of(1, Arbitraries.just(new Act.Settle()))));
  }

  /// Everything but crashes, for who lets the world come to rest in between.
  static Arbitrary<Script> calm() {
    return of(
        Graphs.any(),
        specs ->
            Arbitraries.frequencyOf(
                Tuple.of(6, requests(specs)),
                Tuple.of(4, faults(specs)),
                Tuple.of(2, behaviours(specs)),
                Tuple.of(1, edits(specs))));
  }

  private static Arbitrary<Script> of(
      Arbitrary<Vector<Spec>> specs,
      java.util.function.Function<Vector<Spec>, Arbitrary<Act>> acts) {
    return specs.flatMap(
        some -> acts.apply(some).list().ofMaxSize(25).map(list -> new Script(some, list)));
  }

  private static Arbitrary<InstanceFmri> one(Vector<Spec> specs) {
    return Arbitraries.of(specs.map(Spec::fmri).asJava());
  }

  static Arbitrary<Act> switches(Vector<Spec> specs) {
    return Combinators.combine(one(specs), Arbitraries.of(true, false)).as(Act.Enable::new);
  }

  static Arbitrary<Act> requests(Vector<Spec> specs) {
    Arbitrary<Act> asked =
        Combinators.combine(
                one(specs),
                Arbitraries.of(
                    "restart",
                    "refresh",
                    "maint_on",
                    "maint_on_immediate",
                    "maint_off",
                    "restore",
                    "degraded",
                    "do_dump"))
            .as(Act.Ask::new);
    return Arbitraries.oneOf(switches(specs), asked);
  }

  static Arbitrary<Act> faults(Vector<Spec> specs) {
    Arbitrary<ExitStatus> ends =
        Arbitraries.of(
            new ExitStatus.Code(0),
            new ExitStatus.Code(1),
            new ExitStatus.Code(96),
            new ExitStatus.Signalled(15, false),
            new ExitStatus.Signalled(11, true),
            new ExitStatus.Unknown());
    Arbitrary<Act> main = Combinators.combine(one(specs), ends).as(Act.End::new);
    Arbitrary<Act> helper = Combinators.combine(one(specs), ends).as(Act.EndHelper::new);
    return Arbitraries.oneOf(main, helper, words(specs));
  }

  private static Arbitrary<Act> words(Vector<Spec> specs) {
    return Combinators.combine(
            one(specs),
            Arbitraries.of("READY=1", "STATUS=well", "WATCHDOG=late", "LIMIT=memory", "MAINPID=1"))
        .as((fmri, said) -> new Act.Say(fmri, said.split("=")[0], said.split("=")[1]));
  }

  static Arbitrary<Behaviour> behaviour() {
    Arbitrary<Behaviour.Ending> ending =
        Arbitraries.of(
            Behaviour.WELL,
            Behaviour.WELL,
            new Behaviour.Ending.Exits(1),
            new Behaviour.Ending.Exits(94),
            new Behaviour.Ending.Exits(95),
            new Behaviour.Ending.Exits(97),
            new Behaviour.Ending.Dies(11, true),
            new Behaviour.Ending.Hangs(),
            new Behaviour.Ending.Refused());
    return Combinators.combine(
            ending,
            ending,
            ending,
            Arbitraries.of(true, true, false),
            Arbitraries.of(false, true),
            Arbitraries.of(true, true, false))
        .as(Behaviour::new);
  }

  static Arbitrary<Act> behaviours(Vector<Spec> specs) {
    return Combinators.combine(one(specs), behaviour()).as(Act.Behave::new);
  }

  static Arbitrary<Act> edits(Vector<Spec> specs) {
    Arbitrary<Act> delete = one(specs).map(Act.Delete::new);
    Arbitrary<Act> add = Arbitraries.of(specs.asJava()).map(Act.Add::new);
    return Arbitraries.oneOf(delete, add);
  }

  static Arbitrary<Act> milestones(Vector<Spec> specs) {
    return Arbitraries.oneOf(Arbitraries.of("all", "none"), one(specs).map(InstanceFmri::toString))
        .map(Act.Milestone::new);
  }

  static Arbitrary<Act> go() {
    return Arbitraries.integers().between(0, 9).list().ofMaxSize(12).map(Act.Go::new);
  }

  static Arbitrary<Act> crash() {
    return Arbitraries.integers().between(0, 3).map(Act.Crash::new);
  }
}
