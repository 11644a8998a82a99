package systemk.core.plan;

import io.vavr.collection.HashSet;
import io.vavr.collection.Set;
import io.vavr.collection.TreeMap;
import io.vavr.collection.TreeSet;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import systemk.core.fmri.InstanceFmri;
import systemk.core.fmri.ServiceFmri;
import systemk.core.graph.Dependency;
import systemk.core.method.Method;
import systemk.core.method.MethodKind;
import systemk.core.property.Property;
import systemk.core.repository.Change;
import systemk.core.repository.Composition;
import systemk.core.repository.Instance;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Snapshot;
import systemk.core.restarter.InstanceState;
import systemk.core.restarter.LifecycleRecord;
import systemk.core.restarter.Reason;

/// Whether what runs is what is configured, and what to ask for so that it is.
/* An instance runs with what it was started with: the `start` snapshot. Its refresh method makes it
 * read its own properties again, so for those it runs with what was `running` when that last succeeded;
 * `restarter/generation` tells which that was. The rest of its life is read by the restarter whenever it
 * is needed: a changed stop method, timeout or dependency asks nothing of the process.
 *
 *   the start command or its context differs            RESTART
 *   startd/duration differs                             RESTART
 *   its own properties differ, it has a refresh method  REFRESH
 *   its own properties differ, it has none              RESTART
 *
 * Its own are the groups of every type that is not SMF's.
 */
public final class Convergence {
  private static final String ACTIONS = LifecycleRecord.ACTIONS;
  private static final Set<String> TYPES_OF_SMF =
      HashSet.of(
          "framework",
          "method",
          Dependency.GROUP_TYPE,
          "template",
          "template_pg_pattern",
          "template_prop_pattern",
          "notify_params");

  private Convergence() {}

  /// What an instance needs. [Need#NOTHING] if it does not run.
  public static Need need(RepositoryState state, InstanceFmri fmri) {
    Option<Snapshot> start = state.snapshot(fmri, Snapshot.START);
    if (!state(state, fmri).exists(InstanceState::isRunning) || start.isEmpty()) {
      return Need.NOTHING;
    }
    Composition wanted = state.current(fmri).only(true);
    Composition started = start.get().composition();
    if (!sameStart(started, wanted, fmri)) {
      return Need.RESTART;
    }
    if (!wanted.hasGroup(MethodKind.REFRESH.token())) {
      return sameOwn(started, wanted) ? Need.NOTHING : Need.RESTART;
    }
    return isRead(state, fmri, start.get(), wanted) ? Need.NOTHING : Need.REFRESH;
  }

  private static boolean sameStart(Composition started, Composition wanted, InstanceFmri fmri) {
    return Method.of(started, fmri, MethodKind.START)
            .equals(Method.of(wanted, fmri, MethodKind.START))
        && started.value("startd", "duration").equals(wanted.value("startd", "duration"));
  }

  /// Whether the process has read its properties as they are wanted. Not known, and so not, if it
  /// was refreshed since it started and `running` is another by now.
  private static boolean isRead(
      RepositoryState state, InstanceFmri fmri, Snapshot start, Composition wanted) {
    Option<Long> read = generation(state, fmri);
    Option<Snapshot> running = state.snapshot(fmri, Snapshot.RUNNING);
    if (running.exists(snapshot -> read.contains(snapshot.generation()))) {
      return sameOwn(running.get().composition(), wanted);
    }
    return read.forAll(generation -> generation == start.generation())
        && sameOwn(start.composition(), wanted);
  }

  /// The generation of the configuration the instance runs with, if it is known.
  public static Option<Long> generation(RepositoryState state, InstanceFmri fmri) {
    return state
        .live(fmri, LifecycleRecord.GROUP, LifecycleRecord.GENERATION)
        .flatMap(Property::asLong);
  }

  private static boolean sameOwn(Composition one, Composition other) {
    return ownGroups(one).equals(ownGroups(other))
        && ownGroups(one).forAll(g -> one.properties(g).equals(other.properties(g)));
  }

  private static TreeSet<String> ownGroups(Composition configuration) {
    return TreeSet.ofAll(
        configuration
            .groupNames()
            .filter(g -> !configuration.groupType(g).exists(TYPES_OF_SMF::contains)));
  }

  private static Option<InstanceState> state(RepositoryState state, InstanceFmri fmri) {
    return state
        .current(fmri)
        .value(LifecycleRecord.GROUP, "state")
        .flatMap(InstanceState::ofToken);
  }

  /// The changes in a transaction, with what makes them take effect: `previous` is taken before
  /// them, `running` after them, and every instance that needs it is refreshed, restarted, or tried
  /// again if it is in maintenance because of a fault.
  ///
  /// @param before the state the changes are for
  /// @param after the state they lead to
  /// @param stamp a timestamp for the requests, in nanoseconds since the epoch
  public static Vector<Change> effective(
      RepositoryState before, RepositoryState after, Vector<Change> changes, long stamp) {
    Vector<InstanceFmri> affected = affected(before, after, changes);
    return affected
        .filter(before::exists)
        .<Change>map(fmri -> new Change.TakeSnapshot(fmri, Snapshot.PREVIOUS))
        .appendAll(changes)
        .appendAll(affected.flatMap(fmri -> settle(after, fmri, stamp)));
  }

  /// The changes that make these instances run with what is configured: none for one that does.
  public static Vector<Change> converge(
      RepositoryState state, Iterable<InstanceFmri> instances, long stamp) {
    return Vector.ofAll(instances)
        .filter(fmri -> need(state, fmri) != Need.NOTHING)
        .flatMap(fmri -> settle(state, fmri, stamp));
  }

  /// The instances whose configuration the changes alter, sorted.
  public static Vector<InstanceFmri> affected(
      RepositoryState before, RepositoryState after, Vector<Change> changes) {
    TreeSet<ServiceFmri> services = TreeSet.ofAll(changes.map(Change::owner));
    return services
        .toVector()
        .flatMap(service -> after.service(service))
        .flatMap(service -> service.instances().values().map(Instance::fmri))
        .filter(
            fmri -> {
              Composition was = before.current(fmri).only(true);
              Composition is = after.current(fmri).only(true);
              return !before.exists(fmri) || !saysTheSame(was, is);
            });
  }

  private static boolean saysTheSame(Composition one, Composition other) {
    return content(one).equals(content(other));
  }

  private static TreeMap<String, Object> content(Composition configuration) {
    return TreeMap.ofEntries(
        configuration
            .groupNames()
            .map(
                g ->
                    io.vavr.Tuple.of(
                        g, Vector.of(configuration.groupType(g), configuration.properties(g)))));
  }

  private static Vector<Change> settle(RepositoryState after, InstanceFmri fmri, long stamp) {
    Vector<Change> changes = Vector.of(new Change.TakeSnapshot(fmri, Snapshot.RUNNING));
    return changes.appendAll(action(after, fmri).map(action -> request(fmri, action, stamp)));
  }

  private static Option<String> action(RepositoryState after, InstanceFmri fmri) {
    if (isFaulted(after, fmri)) {
      return Option.some("maint_off");
    }
    return switch (need(after, fmri)) {
      case NOTHING -> Option.none();
      case REFRESH -> Option.some("refresh");
      case RESTART -> Option.some("restart");
    };
  }

  /// Whether the instance is in maintenance, and nobody asked for that.
  private static boolean isFaulted(RepositoryState state, InstanceFmri fmri) {
    Option<String> reason = state.current(fmri).value(LifecycleRecord.GROUP, "auxiliary_state");
    return state(state, fmri).contains(InstanceState.MAINTENANCE)
        && !reason.contains(Reason.ADMINISTRATIVE_REQUEST.token())
        && !reason.contains(Reason.SERVICE_REQUEST.token());
  }

  private static Change request(InstanceFmri fmri, String action, long stamp) {
    return new Change.Report(
        fmri, ACTIONS, "framework", Vector.of(Property.integer(action, stamp)), Vector.empty());
  }
}
