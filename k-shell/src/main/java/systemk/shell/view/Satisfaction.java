package systemk.shell.view;

import io.vavr.collection.Vector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import systemk.core.fmri.Fmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.fmri.ServiceFmri;
import systemk.core.repository.RepositoryState;

/// Whether the dependencies of an instance can ever be satisfied without an administrator, by the
/// tables of smf.md §3.5. Files count as present: whether they are is not in the repository.
/* What decides for an instance that waits are the instances it waits for, which may wait themselves.
 * All that can be reached are taken to be able to run, and then those that cannot after all are
 * struck out until nothing changes. So a chain may be of any length, and a cycle, which is somebody
 * else's to report, does not count against those in it.
 */
public final class Satisfaction {
  private final RepositoryState state;
  private final Map<InstanceFmri, Boolean> able = new HashMap<>();

  public Satisfaction(RepositoryState state) {
    this.state = state;
  }

  /// Whether the instance's dependencies may come to be satisfied by themselves.
  public boolean possible(InstanceFmri instance) {
    explore(instance);
    return satisfiable(instance);
  }

  private void explore(InstanceFmri start) {
    List<InstanceFmri> waiting = new ArrayList<>();
    Deque<InstanceFmri> queue = new ArrayDeque<>(required(start).asJava());
    while (!queue.isEmpty()) {
      InstanceFmri instance = queue.remove();
      if (able.containsKey(instance)) {
        continue;
      }
      boolean waits = waits(instance);
      able.put(instance, waits || runs(instance));
      if (waits) {
        waiting.add(instance);
        queue.addAll(required(instance).asJava());
      }
    }
    settle(waiting.reversed());
  }

  private void settle(List<InstanceFmri> waiting) {
    boolean changed = true;
    while (changed) {
      changed = false;
      for (InstanceFmri instance : waiting) {
        if (isAble(instance) && !satisfiable(instance)) {
          able.put(instance, false);
          changed = true;
        }
      }
    }
  }

  private boolean isAble(InstanceFmri instance) {
    return able.getOrDefault(instance, false);
  }

  /// Whether the instance is to run, does not yet, and nothing but its dependencies is in the way.
  private boolean waits(InstanceFmri instance) {
    return switch (Status.of(state, instance).state()) {
      case "offline", "disabled" -> isEnabled(instance);
      default -> false;
    };
  }

  private boolean runs(InstanceFmri instance) {
    return isEnabled(instance) && !Status.of(state, instance).state().equals("maintenance");
  }

  private boolean isEnabled(InstanceFmri instance) {
    return state.enabled(instance).contains(true);
  }

  private Vector<Dependency> dependencies(InstanceFmri instance) {
    return Dependency.of(state.running(instance));
  }

  /// The instances that decide.
  private Vector<InstanceFmri> required(InstanceFmri instance) {
    return dependencies(instance)
        .filter(dependency -> dependency.grouping().startsWith("require_"))
        .flatMap(Dependency::targets)
        .flatMap(this::instances);
  }

  private boolean satisfiable(InstanceFmri instance) {
    return dependencies(instance).forAll(this::satisfiable);
  }

  private boolean satisfiable(Dependency dependency) {
    Vector<Fmri> targets = dependency.targets();
    return switch (dependency.grouping()) {
      case "require_all" -> targets.forAll(this::canBeRequired);
      case "require_any" -> targets.isEmpty() || targets.exists(this::canBeRequired);
      case "exclude_all" -> targets.flatMap(this::instances).forAll(this::canBeExcluded);
      default -> true;
    };
  }

  private boolean canBeRequired(Fmri target) {
    return switch (target) {
      case InstanceFmri instance -> isAble(instance);
      case ServiceFmri _ -> instances(target).exists(this::isAble);
      default -> true;
    };
  }

  private boolean canBeExcluded(InstanceFmri instance) {
    return !(Status.of(state, instance).running() && isEnabled(instance));
  }

  private Vector<InstanceFmri> instances(Fmri target) {
    return switch (target) {
      case InstanceFmri instance -> Vector.of(instance);
      case ServiceFmri service ->
          state
              .service(service)
              .toVector()
              .flatMap(s -> s.instances().values())
              .map(instance -> instance.fmri());
      default -> Vector.empty();
    };
  }
}
