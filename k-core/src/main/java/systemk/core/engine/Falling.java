package systemk.core.engine;

import io.vavr.collection.TreeSet;
import io.vavr.collection.Vector;
import java.util.ArrayDeque;
import java.util.Deque;
import systemk.core.fmri.InstanceFmri;
import systemk.core.graph.Dependency;
import systemk.core.graph.Grouping;
import systemk.core.graph.RestartOn;
import systemk.core.restarter.Lifecycle;

/// Who must go down, and in which order (smf.md §3.7).
/* Two things are derived here that SMF keeps as marks on its graph, because what can be derived cannot
 * be lost when the restarter is killed:
 *
 *  - An instance must go down if it is not to run (disabled, deleted, or shutdown), or if it depends,
 *    through a group that is not exclude_all and has restart_on of restart or refresh, on a running
 *    one that must.
 *  - It may be stopped once none of the dependents that must go down with it is active. So leaves go
 *    first, and an instance on its way down satisfies nobody, so that no dependent comes back before
 *    it is down.
 */
final class Falling {
  private Falling() {}

  /// All that must go down, found anew.
  static TreeSet<InstanceFmri> all(Model model) {
    return under(
        model,
        model
            .lifecycles()
            .values()
            .filter(Lifecycle::isRunning)
            .map(Lifecycle::fmri)
            .toVector()
            .appendAll(model.orders().keySet().filter(model::isRunning))
            .filter(fmri -> !model.isEnabled(fmri)));
  }

  /// These instances and all that must go down with them.
  static TreeSet<InstanceFmri> under(Model model, Vector<InstanceFmri> roots) {
    TreeSet<InstanceFmri> found = TreeSet.ofAll(roots);
    Deque<InstanceFmri> open = new ArrayDeque<>(roots.asJava());
    while (!open.isEmpty()) {
      InstanceFmri at = open.remove();
      for (InstanceFmri dependent : model.graph().dependentsOf(at)) {
        if (model.isRunning(dependent)
            && !found.contains(dependent)
            && isTakenDown(model, dependent, at)) {
          found = found.add(dependent);
          open.add(dependent);
        }
      }
    }
    return found;
  }

  /// Whether a running instance must go down, asked of itself and what it depends on directly.
  static boolean isReached(Model model, InstanceFmri fmri) {
    return !model.isEnabled(fmri)
        || (!model.falling().isEmpty()
            && model
                .graph()
                .dependenciesOf(fmri)
                .filter(Falling::takesDown)
                .flatMap(Dependency::targets)
                .flatMap(model.graph()::resolve)
                .exists(model.falling()::contains));
  }

  private static boolean isTakenDown(Model model, InstanceFmri dependent, InstanceFmri target) {
    return model.graph().between(dependent, target).exists(Falling::takesDown);
  }

  private static boolean takesDown(Dependency dependency) {
    return dependency.grouping() != Grouping.EXCLUDE_ALL
        && dependency.restartOn().compareTo(RestartOn.RESTART) >= 0;
  }

  /// Whether a dependent has to be down before this instance may be stopped, and is not.
  static boolean isHeldUp(Model model, InstanceFmri fmri) {
    return model
        .graph()
        .dependentsOf(fmri)
        .exists(
            dependent ->
                model.isActive(dependent)
                    && model
                        .graph()
                        .between(dependent, fmri)
                        .exists(
                            d ->
                                model.shuttingDown()
                                    ? d.grouping() != Grouping.EXCLUDE_ALL
                                    : takesDown(d)));
  }
}
