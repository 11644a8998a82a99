package systemk.shell.svcs;

import io.vavr.collection.Vector;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.Fmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.fmri.ServiceFmri;
import systemk.core.repository.RepositoryState;
import systemk.shell.text.Output;
import systemk.shell.view.Dependency;
import systemk.shell.view.Operands;

/// Who depends on whom. Exclusions and files are no dependencies here (smf.md §1.2).
final class Relations {
  private final RepositoryState state;

  Relations(RepositoryState state) {
    this.state = state;
  }

  /// What an instance depends on, each as often as it is named.
  Vector<InstanceFmri> dependencies(InstanceFmri instance) {
    Operands operands = new Operands(state, new Output("svcs"));
    return targets(instance)
        .flatMap(
            target ->
                target instanceof EntityFmri entity
                    ? operands.instancesOf(entity)
                    : Vector.<InstanceFmri>empty());
  }

  /// The instances that name this service, or this instance or its service.
  Vector<InstanceFmri> dependents(EntityFmri entity) {
    return state
        .instances()
        .filter(instance -> targets(instance).exists(target -> means(target, entity)))
        .toVector();
  }

  private Vector<Fmri> targets(InstanceFmri instance) {
    return Dependency.of(state.running(instance))
        .filter(dependency -> !dependency.excludes() && !dependency.path())
        .flatMap(Dependency::targets);
  }

  private static boolean means(Fmri target, EntityFmri entity) {
    return target.equals(entity)
        || (target instanceof ServiceFmri service && service.equals(entity.service()));
  }
}
