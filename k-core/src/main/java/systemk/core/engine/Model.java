package systemk.core.engine;

import io.vavr.collection.TreeMap;
import io.vavr.collection.TreeSet;
import io.vavr.control.Option;
import systemk.core.delegation.Order;
import systemk.core.fmri.FileFmri;
import systemk.core.fmri.Fmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.graph.ServiceGraph;
import systemk.core.repository.RepositoryState;
import systemk.core.restarter.InstanceState;
import systemk.core.restarter.Lifecycle;
import systemk.core.restarter.LifecycleRecord;

/// All k.startd knows. It can be lost at any time: `Event.Recovered` makes it again.
///
/// @param repository the repository as last heard of
/// @param lifecycles the instances that are managed, which are those with `general/enabled` and no
///   other restarter
/// @param problems what is wrong with the dependencies of some
/// @param consumed requests that were carried out and whose removal from the repository has been
///   asked for but not heard of yet: for each instance, action and timestamp
/// @param files which of the files an instance depends on were there when it was last looked
/// @param orders what other restarters are told about their instances
/// @param falling the running instances that have to go down; derived from all of the above, and
///   kept so that asking costs nothing when, as nearly always, there are none
/// @param outside the instances that are not part of the milestone; derived, and kept, likewise
/// @param logDirectory where the logs of services are
public record Model(
    RepositoryState repository,
    ServiceGraph graph,
    TreeMap<InstanceFmri, Lifecycle> lifecycles,
    TreeMap<InstanceFmri, Problem> problems,
    TreeMap<InstanceFmri, TreeMap<String, String>> consumed,
    TreeMap<InstanceFmri, TreeMap<FileFmri, Boolean>> files,
    TreeMap<InstanceFmri, Order> orders,
    TreeSet<InstanceFmri> falling,
    TreeSet<InstanceFmri> outside,
    boolean shuttingDown,
    String logDirectory) {

  /// The instance SMF calls the restarter of everything that names none. It holds the options of
  /// k.startd.
  static final InstanceFmri RESTARTER = InstanceFmri.of("svc:/system/svc/restarter:default");

  /// A model that knows nothing yet.
  public static Model empty(String logDirectory) {
    return new Model(
        RepositoryState.EMPTY,
        ServiceGraph.EMPTY,
        TreeMap.empty(),
        TreeMap.empty(),
        TreeMap.empty(),
        TreeMap.empty(),
        TreeMap.empty(),
        TreeSet.empty(),
        TreeSet.empty(),
        false,
        logDirectory);
  }

  public Option<Lifecycle> lifecycle(InstanceFmri fmri) {
    return lifecycles.get(fmri);
  }

  /// Whether the instance is to run: it is enabled and part of the milestone.
  public boolean isEnabled(InstanceFmri fmri) {
    return !outside.contains(fmri) && repository.enabled(fmri).getOrElse(false);
  }

  /// Whether the instance does its work.
  public boolean isRunning(InstanceFmri fmri) {
    return state(fmri).exists(InstanceState::isRunning);
  }

  /// Whether the instance is complete and ours to restart.
  boolean manages(InstanceFmri fmri) {
    return repository.enabled(fmri).isDefined() && !isForeign(fmri);
  }

  /// Whether the instance is complete and somebody else's to restart.
  boolean isDelegated(InstanceFmri fmri) {
    return repository.enabled(fmri).isDefined() && isForeign(fmri);
  }

  /// Whether the instance has another restarter, which knows its life and reports its state.
  boolean isForeign(InstanceFmri fmri) {
    return restarter(fmri).isDefined();
  }

  /// The restarter of an instance, unless that is us.
  Option<String> restarter(InstanceFmri fmri) {
    return repository
        .current(fmri)
        .value("general", "restarter")
        .filter(restarter -> !restarter.isEmpty() && !restarter.equals(RESTARTER.toString()));
  }

  /// What the restarter of an instance of somebody else is told about it.
  Option<Order> order(InstanceFmri fmri) {
    return orders.get(fmri);
  }

  /// Whether something of the instance runs or is under way. Of an instance of another restarter
  /// that is what it says, as long as it is there to do something about it.
  boolean isActive(InstanceFmri fmri) {
    return lifecycles
        .get(fmri)
        .map(Lifecycle::isActive)
        .getOrElse(() -> isRunning(fmri) && isAttended(fmri));
  }

  /// Whether the restarter of an instance of somebody else runs.
  boolean isAttended(InstanceFmri fmri) {
    return restarter(fmri)
        .flatMap(name -> Fmri.parseInstance(name).toOption())
        .exists(this::isRunning);
  }

  /// Whether the instance is on its way down.
  boolean isStopping(InstanceFmri fmri) {
    return lifecycles
        .get(fmri)
        .map(instance -> instance.phase().isStopping())
        .getOrElse(() -> order(fmri).exists(order -> !order.isUp()));
  }

  /// The state of an instance, whosever it is; none if it is not there or not complete.
  public Option<InstanceState> state(InstanceFmri fmri) {
    return lifecycles.get(fmri).map(Lifecycle::state).orElse(() -> foreignState(fmri));
  }

  private Option<InstanceState> foreignState(InstanceFmri fmri) {
    return isDelegated(fmri) ? Option.some(reportedState(repository, fmri)) : Option.none();
  }

  /// The state a restarter has recorded for an instance.
  static InstanceState reportedState(RepositoryState repository, InstanceFmri fmri) {
    return LifecycleRecord.state(repository.current(fmri));
  }

  /// Whether the instance runs and has to go down.
  boolean mustGoDown(InstanceFmri fmri) {
    return shuttingDown ? isRunning(fmri) : !falling.isEmpty() && falling.contains(fmri);
  }

  /// Whether nothing runs and nothing is under way.
  boolean isAllDown() {
    return lifecycles.values().forAll(instance -> !instance.isActive());
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

  Model with(RepositoryState changed) {
    return new Model(
        changed,
        graph,
        lifecycles,
        problems,
        consumed,
        files,
        orders,
        falling,
        outside,
        shuttingDown,
        logDirectory);
  }

  Model with(ServiceGraph changed, TreeMap<InstanceFmri, Problem> changedProblems) {
    return new Model(
        repository,
        changed,
        lifecycles,
        changedProblems,
        consumed,
        files,
        orders,
        falling,
        outside,
        shuttingDown,
        logDirectory);
  }

  Model with(Lifecycle instance) {
    return withLifecycles(lifecycles.put(instance.fmri(), instance));
  }

  /// This model without an instance, but with its place in the graph.
  Model without(InstanceFmri fmri) {
    return withLifecycles(lifecycles.remove(fmri))
        .with(graph, problems.remove(fmri))
        .withFiles(fmri, TreeMap.empty())
        .withFalling(falling.remove(fmri))
        .withOutside(outside.remove(fmri));
  }

  private Model withLifecycles(TreeMap<InstanceFmri, Lifecycle> changed) {
    return new Model(
        repository,
        graph,
        changed,
        problems,
        consumed,
        files,
        orders,
        falling,
        outside,
        shuttingDown,
        logDirectory);
  }

  Model withConsumed(InstanceFmri fmri, TreeMap<String, String> done) {
    return new Model(
        repository,
        graph,
        lifecycles,
        problems,
        done.isEmpty() ? consumed.remove(fmri) : consumed.put(fmri, done),
        files,
        orders,
        falling,
        outside,
        shuttingDown,
        logDirectory);
  }

  Model withFiles(InstanceFmri fmri, TreeMap<FileFmri, Boolean> seen) {
    return new Model(
        repository,
        graph,
        lifecycles,
        problems,
        consumed,
        seen.isEmpty() ? files.remove(fmri) : files.put(fmri, seen),
        orders,
        falling,
        outside,
        shuttingDown,
        logDirectory);
  }

  Model withOrder(InstanceFmri fmri, Option<Order> order) {
    return new Model(
        repository,
        graph,
        lifecycles,
        problems,
        consumed,
        files,
        order.map(o -> orders.put(fmri, o)).getOrElse(() -> orders.remove(fmri)),
        falling,
        outside,
        shuttingDown,
        logDirectory);
  }

  Model withFalling(TreeSet<InstanceFmri> changed) {
    return new Model(
        repository,
        graph,
        lifecycles,
        problems,
        consumed,
        files,
        orders,
        changed,
        outside,
        shuttingDown,
        logDirectory);
  }

  Model withOutside(TreeSet<InstanceFmri> changed) {
    return new Model(
        repository,
        graph,
        lifecycles,
        problems,
        consumed,
        files,
        orders,
        falling,
        changed,
        shuttingDown,
        logDirectory);
  }

  Model inShutdown() {
    return new Model(
        repository,
        graph,
        lifecycles,
        problems,
        consumed,
        files,
        orders,
        falling,
        outside,
        true,
        logDirectory);
  }
}
