package systemk.core.engine;

import io.vavr.collection.Vector;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import systemk.core.fmri.InstanceFmri;
import systemk.core.graph.Grouping;
import systemk.core.graph.RestartOn;

/// Generates services that depend on each other.
public final class Graphs {
  private Graphs() {}

  public static InstanceFmri instance(int i) {
    return InstanceFmri.of("svc:/s" + i + ":default");
  }

  /// Up to six services with methods that work, each depending on those before it.
  public static Arbitrary<Vector<Spec>> acyclic() {
    return services(true);
  }

  /// Up to six services that depend on anything, themselves and what is not there included.
  public static Arbitrary<Vector<Spec>> any() {
    return services(false);
  }

  private static Arbitrary<Vector<Spec>> services(boolean acyclic) {
    return Arbitraries.integers().between(1, 6).flatMap(size -> all(size, acyclic));
  }

  private static Arbitrary<Vector<Spec>> all(int size, boolean acyclic) {
    Arbitrary<Vector<Spec>> specs = Arbitraries.just(Vector.empty());
    for (int i = 0; i < size; i++) {
      specs =
          Combinators.combine(specs, service(i, acyclic ? i : size + 1, acyclic))
              .as((before, next) -> before.append(next));
    }
    return specs;
  }

  private static Arbitrary<Spec> service(int i, int targets, boolean working) {
    Arbitrary<Spec> bare =
        Combinators.combine(
                Arbitraries.frequencyOf(
                    net.jqwik.api.Tuple.of(5, Arbitraries.just(true)),
                    net.jqwik.api.Tuple.of(1, Arbitraries.just(false))),
                Arbitraries.of("contract", "contract", "transient", "child"),
                Arbitraries.of("exit", "exit", "notify"),
                Arbitraries.of("/bin/stop", "/bin/stop", ":kill", ":true"),
                Arbitraries.of("/bin/refresh", ":true", ":kill -HUP", ""))
            .as(
                (enabled, duration, readiness, stop, refresh) -> {
                  Spec spec = Spec.of(instance(i).toString()).lasting(duration);
                  spec =
                      readiness.equals("exit") ? spec : spec.with("startd", "readiness", readiness);
                  // A transient service has nothing to kill, and says so by maintenance; any other
                  // has to be told to end.
                  boolean works =
                      stop.equals("/bin/stop")
                          || stop.equals(":kill") != duration.equals("transient");
                  spec = working && !works ? spec : spec.with("stop", "exec", stop);
                  spec = refresh.isEmpty() ? spec : spec.with("refresh", "exec", refresh);
                  return enabled ? spec : spec.disabled();
                });
    if (targets == 0) {
      return bare;
    }
    return Combinators.combine(bare, needed(targets).list().ofMaxSize(2))
        .as(
            (spec, needs) -> {
              Spec with = spec;
              for (Spec.Needed needed : needs) {
                with =
                    with.needing(
                        needed.grouping(),
                        needed.restartOn(),
                        needed.targets().toJavaArray(String[]::new));
              }
              return with;
            });
  }

  private static Arbitrary<Spec.Needed> needed(int targets) {
    Arbitrary<String> target =
        Combinators.combine(Arbitraries.integers().between(0, targets - 1), Arbitraries.of(0, 0, 1))
            .as((i, whole) -> whole == 1 ? instance(i).service().toString() : "" + instance(i));
    return Combinators.combine(
            Arbitraries.of(Grouping.class),
            Arbitraries.of(RestartOn.class),
            target.list().ofMinSize(1).ofMaxSize(3))
        .as(
            (grouping, restartOn, named) ->
                new Spec.Needed(grouping, restartOn, Vector.ofAll(named).distinct()));
  }
}
