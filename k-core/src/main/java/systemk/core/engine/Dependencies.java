package systemk.core.engine;

import io.vavr.collection.TreeSet;
import io.vavr.collection.Vector;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import systemk.core.fmri.FileFmri;
import systemk.core.fmri.Fmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.fmri.ServiceFmri;
import systemk.core.graph.Dependency;
import systemk.core.graph.Grouping;
import systemk.core.graph.RestartOn;
import systemk.core.graph.Satisfaction;
import systemk.core.restarter.InstanceState;
import systemk.core.restarter.Lifecycle;

/// Answers, for one state of the model, whether dependencies are satisfied and who must go down.
/* The tables are smf.md §3.5 and §3.7. Two things are derived here that SMF keeps as marks on its
 * graph, because what can be derived cannot be lost when the restarter is killed:
 *
 *  - An instance must go down if it is not to run (disabled, or shutdown), or if it depends, through a
 *    group that is not exclude_all and has restart_on of restart or refresh, on a running one that
 *    must.
 *  - It may be stopped once none of the dependents that must go down with it is active. So leaves go
 *    first, and an instance on its way down satisfies nobody, so that no dependent comes back before
 *    it is down.
 *
 * Recursion ends because the graph has no cycles over the groups that are followed.
 */
final class Dependencies {
  private final Model model;
  private final Predicate<FileFmri> exists;
  private final boolean filesAssumed;
  // What was found out on the way, so that each instance is asked once however many ways lead to
  // it.
  private final Map<InstanceFmri, Boolean> goingDown = new HashMap<>();
  private final Map<InstanceFmri, Satisfaction> waiting = new HashMap<>();

  private Dependencies(Model model, Predicate<FileFmri> exists, boolean filesAssumed) {
    this.model = model;
    this.exists = exists;
    this.filesAssumed = filesAssumed;
  }

  /// With files taken to be as it suits the dependent, because nobody has looked yet.
  static Dependencies of(Model model) {
    return new Dependencies(model, _ -> true, true);
  }

  /// With files as somebody has just seen them.
  static Dependencies of(Model model, Predicate<FileFmri> exists) {
    return new Dependencies(model, exists, false);
  }

  /// Whether all dependencies of an instance are satisfied.
  Satisfaction of(InstanceFmri fmri) {
    return all(model.graph().dependenciesOf(fmri).map(this::of));
  }

  Satisfaction of(Dependency dependency) {
    Vector<Fmri> targets = dependency.targets();
    return switch (dependency.grouping()) {
      case REQUIRE_ALL -> all(targets.map(this::required));
      case REQUIRE_ANY -> any(targets);
      case OPTIONAL_ALL -> all(targets.flatMap(this::optional));
      case EXCLUDE_ALL -> all(targets.flatMap(this::excluded));
    };
  }

  private static Satisfaction all(Vector<Satisfaction> parts) {
    return parts.fold(Satisfaction.SATISFIED, Satisfaction::and);
  }

  private Satisfaction any(Vector<Fmri> targets) {
    return targets.isEmpty()
        ? Satisfaction.SATISFIED
        : targets.map(this::required).fold(Satisfaction.UNSATISFIABLE, Satisfaction::or);
  }

  private Satisfaction required(Fmri target) {
    return switch (target) {
      case FileFmri file -> present(file);
      case ServiceFmri service ->
          model
              .graph()
              .instancesOf(service)
              .toVector()
              .map(this::instance)
              .fold(Satisfaction.UNSATISFIABLE, Satisfaction::or);
      case InstanceFmri instance -> instance(instance);
      default -> Satisfaction.UNSATISFIABLE;
    };
  }

  private Satisfaction present(FileFmri file) {
    return exists.test(file) ? Satisfaction.SATISFIED : Satisfaction.UNSATISFIABLE;
  }

  private Satisfaction instance(InstanceFmri fmri) {
    return model
        .lifecycle(fmri)
        .map(
            target ->
                switch (target.state()) {
                  case ONLINE, DEGRADED -> running(target);
                  case OFFLINE -> satisfiable(fmri);
                  case DISABLED ->
                      model.isEnabled(fmri) ? satisfiable(fmri) : Satisfaction.UNSATISFIABLE;
                  case MAINTENANCE -> Satisfaction.UNSATISFIABLE;
                  case UNINITIALIZED -> Satisfaction.UNSATISFIED;
                })
        .getOrElse(Satisfaction.UNSATISFIABLE);
  }

  private Satisfaction running(Lifecycle target) {
    if (!model.isEnabled(target.fmri())) {
      return Satisfaction.UNSATISFIABLE;
    }
    return target.phase().isStopping() || mustGoDown(target.fmri())
        ? Satisfaction.UNSATISFIED
        : Satisfaction.SATISFIED;
  }

  /// Whether an instance that does not run may yet, without an administrator: not now, or never.
  private Satisfaction satisfiable(InstanceFmri fmri) {
    Satisfaction known = waiting.get(fmri);
    if (known == null) {
      known = satisfiableAnew(fmri);
      waiting.put(fmri, known);
    }
    return known;
  }

  private Satisfaction satisfiableAnew(InstanceFmri fmri) {
    return model.isEnabled(fmri) && of(fmri) != Satisfaction.UNSATISFIABLE
        ? Satisfaction.UNSATISFIED
        : Satisfaction.UNSATISFIABLE;
  }

  /// What one target says in an optional_all: nothing, if it cannot come without an administrator.
  private Vector<Satisfaction> optional(Fmri target) {
    return switch (target) {
      // illumos insists on files here as everywhere.
      case FileFmri file -> Vector.of(present(file));
      default -> resolve(target).flatMap(this::optional);
    };
  }

  private Vector<Satisfaction> optional(InstanceFmri fmri) {
    Satisfaction satisfaction = instance(fmri);
    return satisfaction == Satisfaction.UNSATISFIABLE ? Vector.empty() : Vector.of(satisfaction);
  }

  private Vector<Satisfaction> excluded(Fmri target) {
    return switch (target) {
      case FileFmri file ->
          Vector.of(
              filesAssumed || !exists.test(file)
                  ? Satisfaction.SATISFIED
                  : Satisfaction.UNSATISFIABLE);
      default -> resolve(target).map(this::excluded);
    };
  }

  private Satisfaction excluded(InstanceFmri fmri) {
    return model
        .lifecycle(fmri)
        .map(
            target ->
                switch (target.state()) {
                  case ONLINE, DEGRADED ->
                      model.isEnabled(fmri) ? Satisfaction.UNSATISFIABLE : Satisfaction.UNSATISFIED;
                  case OFFLINE, UNINITIALIZED -> Satisfaction.UNSATISFIED;
                  case DISABLED, MAINTENANCE -> Satisfaction.SATISFIED;
                })
        .getOrElse(Satisfaction.SATISFIED);
  }

  private Vector<InstanceFmri> resolve(Fmri target) {
    return model.graph().resolve(target).toVector();
  }

  /// Whether a running instance has to be stopped, as soon as those that go before it are down.
  boolean mustGoDown(InstanceFmri fmri) {
    Boolean known = goingDown.get(fmri);
    if (known == null) {
      known = mustGoDownAnew(fmri);
      goingDown.put(fmri, known);
    }
    return known;
  }

  private boolean mustGoDownAnew(InstanceFmri fmri) {
    return model.isRunning(fmri)
        && (model.shuttingDown()
            || !model.isEnabled(fmri)
            || model
                .graph()
                .dependenciesOf(fmri)
                .filter(Dependencies::takesDown)
                .flatMap(Dependency::targets)
                .flatMap(this::resolve)
                .exists(this::mustGoDown));
  }

  private static boolean takesDown(Dependency dependency) {
    return dependency.grouping() != Grouping.EXCLUDE_ALL
        && dependency.restartOn().compareTo(RestartOn.RESTART) >= 0;
  }

  /// The dependents that have to be down before this instance may be stopped.
  Vector<InstanceFmri> before(InstanceFmri fmri) {
    TreeSet<InstanceFmri> dependents = model.graph().dependentsOf(fmri);
    return dependents
        .filter(
            dependent ->
                model.lifecycle(dependent).exists(Lifecycle::isActive)
                    && model
                        .graph()
                        .between(dependent, fmri)
                        .exists(
                            d ->
                                d.grouping() != Grouping.EXCLUDE_ALL
                                    && (model.shuttingDown() || takesDown(d))))
        .toVector();
  }

  /// The files an instance depends on.
  static Vector<FileFmri> files(Model model, InstanceFmri fmri) {
    return model
        .graph()
        .dependenciesOf(fmri)
        .flatMap(Dependency::targets)
        .flatMap(
            target -> target instanceof FileFmri file ? Vector.of(file) : Vector.<FileFmri>empty());
  }

  /// Whether a change between these states can decide for others than the direct dependents: it
  /// makes the instance able or unable to come up at all.
  static boolean reachesFar(InstanceState from, InstanceState to) {
    return isFinal(from) || isFinal(to);
  }

  private static boolean isFinal(InstanceState state) {
    return switch (state) {
      case DISABLED, MAINTENANCE, UNINITIALIZED -> true;
      case OFFLINE, ONLINE, DEGRADED -> false;
    };
  }
}
