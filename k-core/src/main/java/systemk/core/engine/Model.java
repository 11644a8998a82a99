package systemk.core.engine;

import io.vavr.collection.TreeMap;
import io.vavr.control.Option;
import systemk.core.fmri.InstanceFmri;
import systemk.core.graph.ServiceGraph;
import systemk.core.repository.RepositoryState;
import systemk.core.restarter.Lifecycle;

/// All k.startd knows. It can be lost at any time: `Event.Recovered` makes it again.
///
/// @param repository the repository as last heard of
/// @param lifecycles the instances that are managed, which are those with `general/enabled`
/// @param problems what is wrong with the dependencies of some
/// @param consumed requests that were carried out and whose removal from the repository has been
///   asked for but not heard of yet: for each instance, action and timestamp
/// @param logDirectory where the logs of services are
public record Model(
    RepositoryState repository,
    ServiceGraph graph,
    TreeMap<InstanceFmri, Lifecycle> lifecycles,
    TreeMap<InstanceFmri, Problem> problems,
    TreeMap<InstanceFmri, TreeMap<String, String>> consumed,
    boolean shuttingDown,
    String logDirectory) {

  /// A model that knows nothing yet.
  public static Model empty(String logDirectory) {
    return new Model(
        RepositoryState.EMPTY,
        ServiceGraph.EMPTY,
        TreeMap.empty(),
        TreeMap.empty(),
        TreeMap.empty(),
        false,
        logDirectory);
  }

  public Option<Lifecycle> lifecycle(InstanceFmri fmri) {
    return lifecycles.get(fmri);
  }

  public boolean isEnabled(InstanceFmri fmri) {
    return repository.enabled(fmri).getOrElse(false);
  }

  /// Whether the instance does its work.
  public boolean isRunning(InstanceFmri fmri) {
    return lifecycles.get(fmri).exists(Lifecycle::isRunning);
  }

  /// The file the output of an instance's methods goes to (smf.md §4.9).
  public String logFile(InstanceFmri fmri) {
    return logDirectory
        + "/"
        + fmri.service().name().replace('/', '-')
        + ":"
        + fmri.name()
        + ".log";
  }
}
