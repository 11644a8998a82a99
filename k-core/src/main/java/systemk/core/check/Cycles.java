package systemk.core.check;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import io.vavr.control.Validation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import systemk.core.fmri.Fmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.fmri.ServiceFmri;
import systemk.core.graph.Dependency;
import systemk.core.graph.DependencyCycle;
import systemk.core.graph.Grouping;
import systemk.core.graph.RestartOn;
import systemk.core.repository.Composition;
import systemk.core.repository.Instance;
import systemk.core.repository.RepositoryState;

/// Finds dependency cycles in what is configured.
/* The graph is read off the repository as it is walked, so that the cost is what the instances asked
 * about depend on, and not the fleet. An edge leads along every dependency but exclude_all, and from an
 * instance to a restarter of its own. An instance that is not complete has no edges, because the graph
 * of k.startd ignores it; a dependency that cannot be read has none either, and is reported by itself.
 *
 * A new cycle has a new edge, and new edges are of instances whose dependencies changed. They are added
 * one after the other in the order of the changes, as k.startd would: the one that closes a cycle is
 * blamed and left out, so that each cycle is reported once. Before that everything is thrown away that
 * can be on no cycle, because nothing, in the end, leads out of it or into it; mostly that is all.
 */
final class Cycles {
  private final RepositoryState state;
  private final Map<InstanceFmri, Vector<Dependency>> dependencies = new HashMap<>();

  Cycles(RepositoryState state) {
    this.state = state;
  }

  /// The cycle an instance is on, if it is on one.
  Option<Violation> through(InstanceFmri instance) {
    return DependencyCycle.through(instance, this::next).map(cycle -> named(cycle, Vector.empty()));
  }

  /// The cycles that are closed by those of the instances whose dependencies are not what they
  /// were.
  ///
  /// @param touched the instances in the order in which they were touched
  Vector<Violation> closedSince(RepositoryState before, Vector<InstanceFmri> touched) {
    Cycles old = new Cycles(before);
    Vector<InstanceFmri> changed =
        touched.filter(i -> !of(i).isEmpty() && !of(i).equals(old.of(i)));
    if (changed.isEmpty()) {
      return Vector.empty();
    }
    Set<InstanceFmri> core = core(changed);
    Vector<InstanceFmri> suspects = changed.filter(core::contains);
    Set<InstanceFmri> without = new HashSet<>(suspects.asJava());
    Vector<Violation> found = Vector.empty();
    for (InstanceFmri suspect : suspects) {
      without.remove(suspect);
      Option<DependencyCycle> cycle =
          DependencyCycle.through(
              suspect,
              at -> without.contains(at) ? Vector.empty() : next(at).filter(core::contains));
      if (cycle.isDefined()) {
        without.add(suspect);
        found = found.append(named(cycle.get(), old.of(suspect)));
      }
    }
    return found;
  }

  /// The violation a cycle is, with the dependency that closes it: preferably one there was not
  /// before.
  private Violation named(DependencyCycle cycle, Vector<Dependency> before) {
    InstanceFmri closer = cycle.path().head();
    InstanceFmri next = cycle.path().get(1 % cycle.path().size());
    Vector<Dependency> leading = of(closer).filter(d -> next(d).contains(next));
    Dependency closing = leading.find(d -> !before.contains(d)).getOrElse(leading::head);
    return new Violation.Cycle(closer, closing.name(), cycle);
  }

  /// What an instance depends on, its restarter included.
  private Vector<Dependency> of(InstanceFmri instance) {
    return dependencies.computeIfAbsent(instance, this::read);
  }

  private Vector<Dependency> read(InstanceFmri instance) {
    if (state.enabled(instance).isEmpty()) {
      return Vector.empty();
    }
    Subject subject = Subject.of(state, instance);
    Composition configuration = subject.configuration();
    Option<Dependency> restarter =
        subject
            .restarter()
            .filter(fmri -> !fmri.equals(Subject.MASTER))
            .map(
                fmri ->
                    new Dependency(
                        "general/restarter",
                        Grouping.REQUIRE_ALL,
                        RestartOn.NONE,
                        Vector.of(fmri)));
    return subject
        .groupsOfType(Dependency.GROUP_TYPE)
        .map(group -> Dependency.read(configuration, group))
        .filter(Validation::isValid)
        .map(Validation::get)
        .filter(dependency -> dependency.grouping() != Grouping.EXCLUDE_ALL)
        .appendAll(restarter);
  }

  private Vector<InstanceFmri> next(InstanceFmri instance) {
    return of(instance).flatMap(this::next);
  }

  private Vector<InstanceFmri> next(Dependency dependency) {
    return dependency.targets().flatMap(this::resolve);
  }

  private Vector<InstanceFmri> resolve(Fmri target) {
    return switch (target) {
      case InstanceFmri instance -> Vector.of(instance);
      case ServiceFmri service ->
          state
              .service(service)
              .toVector()
              .flatMap(s -> s.instances().values())
              .map(Instance::fmri);
      default -> Vector.empty();
    };
  }

  /// What is left of all these instances depend on when everything is gone that leads to nothing
  /// left, or that nothing left leads to.
  private Set<InstanceFmri> core(Vector<InstanceFmri> from) {
    Map<InstanceFmri, List<InstanceFmri>> ahead = new HashMap<>();
    Map<InstanceFmri, List<InstanceFmri>> behind = new HashMap<>();
    Deque<InstanceFmri> open = new ArrayDeque<>(from.asJava());
    while (!open.isEmpty()) {
      InstanceFmri at = open.remove();
      if (ahead.containsKey(at)) {
        continue;
      }
      List<InstanceFmri> targets = next(at).distinct().asJava();
      ahead.put(at, targets);
      for (InstanceFmri target : targets) {
        behind.computeIfAbsent(target, _ -> new ArrayList<>()).add(at);
        open.add(target);
      }
    }
    Set<InstanceFmri> left = new HashSet<>(ahead.keySet());
    peel(left, ahead, behind);
    peel(left, behind, ahead);
    return left;
  }

  /// Takes away, again and again, what leads to nothing that is left.
  private static void peel(
      Set<InstanceFmri> left,
      Map<InstanceFmri, List<InstanceFmri>> ahead,
      Map<InstanceFmri, List<InstanceFmri>> behind) {
    Map<InstanceFmri, Integer> leading = new HashMap<>();
    Deque<InstanceFmri> ends = new ArrayDeque<>();
    for (InstanceFmri at : left) {
      int count = (int) ahead.getOrDefault(at, List.of()).stream().filter(left::contains).count();
      leading.put(at, count);
      if (count == 0) {
        ends.add(at);
      }
    }
    while (!ends.isEmpty()) {
      InstanceFmri end = ends.remove();
      left.remove(end);
      for (InstanceFmri before : behind.getOrDefault(end, List.of())) {
        if (left.contains(before) && leading.merge(before, -1, Integer::sum) == 0) {
          ends.add(before);
        }
      }
    }
  }
}
