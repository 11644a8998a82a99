package systemk.shell.svccfg;

import io.vavr.collection.Vector;
import systemk.core.fmri.Fmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.graph.Grouping;
import systemk.core.graph.RestartOn;
import systemk.core.repository.Composition;
import systemk.core.repository.RepositoryState;
import systemk.shell.view.Dependency;

/// What in the configuration of an instance would put it into maintenance.
final class Soundness {
  private Soundness() {}

  /// One sentence for each problem.
  static Vector<String> problems(RepositoryState state, InstanceFmri instance) {
    Composition configuration = state.current(instance);
    return Dependency.of(configuration)
        .flatMap(dependency -> problems(instance, dependency))
        .appendAll(
            configuration
                .value("general", "restarter")
                .filter(text -> !text.isEmpty() && Fmri.parseInstance(text).isLeft())
                .map(text -> instance + ": restarter \"" + text + "\" is not an instance."))
        .appendAll(
            configuration
                .groupsOfType("method")
                .filter(method -> configuration.value(method, "exec").isEmpty())
                .map(method -> instance + ": method \"" + method + "\" has no \"exec\"."));
  }

  private static Vector<String> problems(InstanceFmri instance, Dependency dependency) {
    String start = instance + ": dependency \"" + dependency.name() + "\" ";
    Vector<String> problems = Vector.empty();
    if (Grouping.ofToken(dependency.grouping()).isEmpty()) {
      problems = problems.append(start + "has invalid grouping \"" + dependency.grouping() + "\".");
    }
    if (RestartOn.ofToken(dependency.restartOn()).isEmpty()) {
      problems =
          problems.append(start + "has invalid restart_on \"" + dependency.restartOn() + "\".");
    }
    return problems.appendAll(
        dependency
            .entities()
            .filter(entity -> Fmri.parse(entity).isLeft())
            .map(entity -> start + "names \"" + entity + "\", which is not an FMRI."));
  }
}
