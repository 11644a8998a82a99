package systemk.core.engine;

import io.vavr.collection.TreeMap;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import systemk.core.fmri.FileFmri;
import systemk.core.fmri.Fmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.fmri.ServiceFmri;
import systemk.core.graph.Dependency;
import systemk.core.graph.Grouping;
import systemk.core.graph.Satisfaction;
import systemk.core.graph.Severity;
import systemk.core.restarter.InstanceState;
import systemk.core.restarter.Lifecycle;
import systemk.core.restarter.Phase;
import systemk.core.restarter.Stop;

/// Answers, for one state of the model, whether dependencies are satisfied (smf.md §3.5).
/* Whether an instance that does not run may come up at all depends on its own dependencies, and so on
 * down. What was found out is kept, so that each instance is asked once however many ways lead to it,
 * and the deepest are asked first, because a chain of services may be longer than a stack is deep. It
 * ends because the graph has no cycles over the groups that are followed.
 *
 * Files are looked at by somebody else. Of an instance that is about to be started they are as that
 * somebody has just said, or as it suits the instance as long as nobody has looked; of the instances
 * it waits for they are as last seen, or as it suits them.
 */
final class Dependencies {
  /// What is known of files: whether they exist.
  interface Facts extends Function<FileFmri, Option<Boolean>> {}

  static final Facts UNSEEN = _ -> Option.none();

  private final Model model;
  private final Map<InstanceFmri, Satisfaction> waiting = new HashMap<>();

  Dependencies(Model model) {
    this.model = model;
  }

  /// Whether all dependencies of an instance are satisfied. The same as asking whether the
  /// satisfaction is SATISFIED, but it stops asking at the first that is not.
  boolean areSatisfied(InstanceFmri fmri, Facts facts) {
    return model.graph().dependenciesOf(fmri).forAll(d -> isSatisfied(d, facts));
  }

  private boolean isSatisfied(Dependency dependency, Facts facts) {
    Vector<Fmri> targets = dependency.targets();
    return switch (dependency.grouping()) {
      case REQUIRE_ALL -> targets.forAll(target -> isUp(target, facts));
      case REQUIRE_ANY ->
          targets.isEmpty()
              || (targets.exists(target -> isUp(target, facts)) && !isUnsettled(dependency));
      case OPTIONAL_ALL, EXCLUDE_ALL -> of(dependency, facts) == Satisfaction.SATISFIED;
    };
  }

  private boolean isUp(Fmri target, Facts facts) {
    return switch (target) {
      case FileFmri file -> present(file, facts) == Satisfaction.SATISFIED;
      default -> model.graph().resolve(target).exists(this::isUp);
    };
  }

  private boolean isUp(InstanceFmri fmri) {
    return model.isRunning(fmri) && running(fmri) == Satisfaction.SATISFIED;
  }

  /// Whether an instance can be started without an administrator, now or later.
  boolean canComeUp(InstanceFmri fmri) {
    return satisfiable(fmri) != Satisfaction.UNSATISFIABLE;
  }

  /// Whether the dependencies of an instance are satisfied, and if not, whether they ever can be.
  Satisfaction of(InstanceFmri fmri, Facts facts) {
    Satisfaction worst = Satisfaction.SATISFIED;
    for (Dependency dependency : model.graph().dependenciesOf(fmri)) {
      worst = worst.and(of(dependency, facts));
    }
    return worst;
  }

  Satisfaction of(Dependency dependency, Facts facts) {
    Vector<Fmri> targets = dependency.targets();
    return switch (dependency.grouping()) {
      case REQUIRE_ALL -> all(targets.map(target -> required(target, facts)));
      case REQUIRE_ANY ->
          targets.isEmpty()
              ? Satisfaction.SATISFIED
              : any(targets.map(target -> required(target, facts)))
                  .and(isUnsettled(dependency) ? Satisfaction.UNSATISFIED : Satisfaction.SATISFIED);
      case OPTIONAL_ALL -> all(targets.flatMap(target -> optional(target, facts)));
      case EXCLUDE_ALL -> all(targets.flatMap(target -> excluded(target, facts)));
    };
  }

  /// Whether a target is on its way down that will stop the dependent once more when it is, even
  /// though another target is up. Started before that, the dependent would be stopped and started
  /// again and again for as long as the stop takes.
  private boolean isUnsettled(Dependency dependency) {
    return dependency
        .targets()
        .flatMap(model.graph()::resolve)
        .exists(target -> dependency.restartOn().reactsTo(comingSeverity(target)));
  }

  private Severity comingSeverity(InstanceFmri fmri) {
    Phase phase = model.lifecycle(fmri).map(Lifecycle::phase).getOrElse(new Phase.Idle());
    return switch (phase) {
      case Phase.Stopping(_, Stop stop) -> stop.severity();
      case Phase.Emptying(Stop stop, _, _, _) -> stop.severity();
      default ->
          model.mustGoDown(fmri) || (model.isRunning(fmri) && model.isStopping(fmri))
              ? Severity.RESTART
              : Severity.NONE;
    };
  }

  private static Satisfaction all(Vector<Satisfaction> parts) {
    return parts.fold(Satisfaction.SATISFIED, Satisfaction::and);
  }

  private static Satisfaction any(Vector<Satisfaction> parts) {
    return parts.fold(Satisfaction.UNSATISFIABLE, Satisfaction::or);
  }

  private Satisfaction required(Fmri target, Facts facts) {
    return switch (target) {
      case FileFmri file -> present(file, facts);
      case ServiceFmri service -> any(resolve(service).map(this::instance));
      case InstanceFmri instance -> instance(instance);
      default -> Satisfaction.UNSATISFIABLE;
    };
  }

  private static Satisfaction present(FileFmri file, Facts facts) {
    return facts.apply(file).getOrElse(true) ? Satisfaction.SATISFIED : Satisfaction.UNSATISFIABLE;
  }

  private Satisfaction instance(InstanceFmri fmri) {
    Option<InstanceState> state = model.state(fmri);
    return state.isEmpty()
        ? Satisfaction.UNSATISFIABLE
        : switch (state.get()) {
          case ONLINE, DEGRADED -> running(fmri);
          case OFFLINE, DISABLED -> satisfiable(fmri);
          case MAINTENANCE -> Satisfaction.UNSATISFIABLE;
          case UNINITIALIZED -> Satisfaction.UNSATISFIED;
        };
  }

  private Satisfaction running(InstanceFmri fmri) {
    if (!model.isEnabled(fmri)) {
      return Satisfaction.UNSATISFIABLE;
    }
    return model.isStopping(fmri) || model.mustGoDown(fmri)
        ? Satisfaction.UNSATISFIED
        : Satisfaction.SATISFIED;
  }

  /// Whether an instance that does not run may yet, without an administrator: not now, or never.
  private Satisfaction satisfiable(InstanceFmri fmri) {
    Satisfaction known = waiting.get(fmri);
    return known == null ? explore(fmri) : known;
  }

  private Satisfaction explore(InstanceFmri fmri) {
    Deque<InstanceFmri> open = new ArrayDeque<>();
    Set<InstanceFmri> entered = new HashSet<>();
    open.push(fmri);
    while (!open.isEmpty()) {
      InstanceFmri at = open.element();
      if (waiting.containsKey(at)) {
        open.remove();
      } else if (entered.add(at)) {
        waitsFor(at).filter(target -> !waiting.containsKey(target)).forEach(open::push);
      } else {
        waiting.put(at, satisfiableAnew(at));
        open.remove();
      }
    }
    return waiting.getOrDefault(fmri, Satisfaction.UNSATISFIABLE);
  }

  private Vector<InstanceFmri> waitsFor(InstanceFmri fmri) {
    return model.isEnabled(fmri)
        ? model
            .graph()
            .dependenciesOf(fmri)
            .filter(dependency -> dependency.grouping() != Grouping.EXCLUDE_ALL)
            .flatMap(Dependency::targets)
            .flatMap(this::resolve)
            .filter(target -> model.state(target).exists(Dependencies::isWaiting))
        : Vector.empty();
  }

  private static boolean isWaiting(InstanceState state) {
    return state == InstanceState.OFFLINE || state == InstanceState.DISABLED;
  }

  private Satisfaction satisfiableAnew(InstanceFmri fmri) {
    TreeMap<FileFmri, Boolean> seen = model.files().get(fmri).getOrElse(TreeMap.empty());
    return model.isEnabled(fmri) && of(fmri, seen::get) != Satisfaction.UNSATISFIABLE
        ? Satisfaction.UNSATISFIED
        : Satisfaction.UNSATISFIABLE;
  }

  /// What one target says in an optional_all: nothing, if it cannot come without an administrator.
  private Vector<Satisfaction> optional(Fmri target, Facts facts) {
    return switch (target) {
      // illumos insists on files here as everywhere.
      case FileFmri file -> Vector.of(present(file, facts));
      default -> resolve(target).flatMap(this::optional);
    };
  }

  private Vector<Satisfaction> optional(InstanceFmri fmri) {
    Satisfaction satisfaction = instance(fmri);
    if (satisfaction != Satisfaction.UNSATISFIABLE) {
      return Vector.of(satisfaction);
    }
    // One on its way down is waited for, or its dependents would start only to be stopped with it.
    return model.isRunning(fmri) ? Vector.of(Satisfaction.UNSATISFIED) : Vector.empty();
  }

  private Vector<Satisfaction> excluded(Fmri target, Facts facts) {
    return switch (target) {
      case FileFmri file ->
          Vector.of(
              facts.apply(file).getOrElse(false)
                  ? Satisfaction.UNSATISFIABLE
                  : Satisfaction.SATISFIED);
      default -> resolve(target).map(this::excluded);
    };
  }

  private Satisfaction excluded(InstanceFmri fmri) {
    Option<InstanceState> state = model.state(fmri);
    return state.isEmpty()
        ? Satisfaction.SATISFIED
        : switch (state.get()) {
          case ONLINE, DEGRADED ->
              model.isEnabled(fmri) ? Satisfaction.UNSATISFIABLE : Satisfaction.UNSATISFIED;
          case OFFLINE, UNINITIALIZED -> Satisfaction.UNSATISFIED;
          case DISABLED, MAINTENANCE -> Satisfaction.SATISFIED;
        };
  }

  private Vector<InstanceFmri> resolve(Fmri target) {
    return model.graph().resolve(target).toVector();
  }

  /// The files an instance depends on.
  static Vector<FileFmri> files(Model model, InstanceFmri fmri) {
    return model
        .graph()
        .dependenciesOf(fmri)
        .flatMap(Dependency::targets)
        .flatMap(
            target -> target instanceof FileFmri file ? Vector.of(file) : Vector.<FileFmri>empty())
        .distinct();
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
