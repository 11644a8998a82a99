package systemk.shell.svcadm;

import io.vavr.collection.Iterator;
import io.vavr.collection.Vector;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.Fmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.repository.RepositoryState;
import systemk.shell.text.Output;
import systemk.shell.view.Dependency;
import systemk.shell.view.Operands;

/// What `svcadm enable -r` enables beside its operands: their restarters, all they require, and the
/// only way to meet a choice. Optional dependencies and exclusions are left alone.
final class Prerequisites {
  private final RepositoryState state;
  private final Output output;
  private final Operands operands;

  Prerequisites(RepositoryState state, Output output) {
    this.state = state;
    this.output = output;
    this.operands = new Operands(state, output);
  }

  /// The instances and everything they need, needed ones after those that need them.
  Vector<InstanceFmri> of(Vector<InstanceFmri> instances) {
    Set<InstanceFmri> found = new LinkedHashSet<>();
    instances.forEach(instance -> follow(instance, found));
    return Vector.ofAll(found);
  }

  /// One step on the way down: what an instance still needs. A chain of services may be longer than
  /// the stack of a thread is deep, so the way is a list.
  private record Way(InstanceFmri from, Iterator<InstanceFmri> open) {}

  private void follow(InstanceFmri instance, Set<InstanceFmri> found) {
    if (!found.add(instance)) {
      return;
    }
    Deque<Way> way = new ArrayDeque<>();
    Set<InstanceFmri> onIt = new HashSet<>(Set.of(instance));
    way.push(new Way(instance, needs(instance).iterator()));
    while (!way.isEmpty()) {
      Way last = way.element();
      if (last.open().isEmpty()) {
        onIt.remove(way.pop().from());
        continue;
      }
      InstanceFmri needed = last.open().next();
      if (onIt.contains(needed)) {
        output.fail(needed + ": Dependency cycle detected.");
      } else if (found.add(needed)) {
        onIt.add(needed);
        way.push(new Way(needed, needs(needed).iterator()));
      }
    }
  }

  private Vector<InstanceFmri> needs(InstanceFmri instance) {
    Vector<InstanceFmri> restarter =
        state
            .current(instance)
            .value("general", "restarter")
            .flatMap(text -> Fmri.parseInstance(text).toOption())
            .filter(state::exists)
            .toVector();
    return restarter.appendAll(
        Dependency.of(state.running(instance))
            .flatMap(
                dependency ->
                    switch (dependency.grouping()) {
                      case "require_all" -> dependency.targets().flatMap(this::required);
                      case "require_any" -> choice(instance, dependency);
                      default -> Vector.<InstanceFmri>empty();
                    }));
  }

  private Vector<InstanceFmri> required(Fmri target) {
    Vector<InstanceFmri> instances = instances(target);
    if (instances.size() <= 1 || instances.exists(this::enabled)) {
      return instances.size() <= 1 ? instances : Vector.empty();
    }
    output.fail("operation on service " + target + " is ambiguous; instance specification needed.");
    return Vector.empty();
  }

  private Vector<InstanceFmri> choice(InstanceFmri instance, Dependency dependency) {
    Vector<InstanceFmri> instances = dependency.targets().flatMap(this::instances);
    if (instances.size() <= 1 || instances.exists(this::enabled)) {
      return instances.size() <= 1 ? instances : Vector.empty();
    }
    output.fail(instance + " requires one of:");
    instances.forEach(one -> output.note("  " + one));
    return Vector.empty();
  }

  private Vector<InstanceFmri> instances(Fmri target) {
    return target instanceof EntityFmri entity ? operands.instancesOf(entity) : Vector.empty();
  }

  private boolean enabled(InstanceFmri instance) {
    return state.enabled(instance).contains(true);
  }
}
