package systemk.bench.micro;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import systemk.core.Next;
import systemk.core.Time;
import systemk.core.engine.Event;
import systemk.core.engine.Machine;
import systemk.core.engine.Model;
import systemk.core.fmri.InstanceFmri;
import systemk.core.fmri.ServiceFmri;
import systemk.core.method.ExitStatus;
import systemk.core.property.Layer;
import systemk.core.property.Property;
import systemk.core.property.ValueType;
import systemk.core.repository.Author;
import systemk.core.repository.Change;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Transaction;
import systemk.core.repository.Transactions;
import systemk.core.restarter.Effect;
import systemk.core.restarter.InstanceState;

/// A restarter among its services: it boots, every method succeeds at once, and what it records is
/// on record at once.
/* Services are in chains of ten, whose first ones all need service 0. So one that ends touches no other if it is the
 * last of its chain, and service 0 has as many dependents as there are chains.
 */
final class Village {
  /// The longest chain.
  static final int CHAIN = 10;

  private static final Author AUTHOR = new Author(0, 0, 0, "k bench");

  private final Deque<Event> events = new ArrayDeque<>();
  private final Map<InstanceFmri, Event.Spawned> running = new HashMap<>();
  private RepositoryState repository;
  private Model model = Model.empty("/var/svc/log");
  private long nanos = 1_000_000_000L;
  private long contracts;

  private Village(RepositoryState repository) {
    this.repository = repository;
  }

  static InstanceFmri instance(int number) {
    return new ServiceFmri("village/s%05d".formatted(number)).instance("default");
  }

  /// The last service of a chain in the middle; nobody depends on it.
  static InstanceFmri quiet(int services) {
    return instance(services / 2 / CHAIN * CHAIN + CHAIN - 1);
  }

  /// The configuration of some services, none of which ever ran.
  static RepositoryState configured(int services) {
    RepositoryState state = RepositoryState.EMPTY;
    for (int i = 0; i < services; i++) {
      state = with(state, instance(i), true, i == 0 ? List.of() : List.of(instance(previous(i))));
    }
    return state;
  }

  private static int previous(int number) {
    return number % CHAIN == 0 ? 0 : number - 1;
  }

  private static RepositoryState with(
      RepositoryState state, InstanceFmri fmri, boolean enabled, List<InstanceFmri> needs) {
    return after(state, configuring(fmri, enabled, needs));
  }

  private static Vector<Change> configuring(
      InstanceFmri fmri, boolean enabled, List<InstanceFmri> needs) {
    List<Change> changes =
        new ArrayList<>(
            List.of(
                new Change.AddService(fmri.service()),
                new Change.AddInstance(fmri),
                group(fmri, "general", "framework"),
                set(fmri, "general", Property.of("enabled", enabled))));
    for (String method : List.of("start", "stop")) {
      changes.add(group(fmri, method, "method"));
      changes.add(set(fmri, method, Property.of("exec", "/lib/svc/method/village " + method)));
      changes.add(set(fmri, method, Property.integer("timeout_seconds", 60)));
    }
    if (!needs.isEmpty()) {
      changes.add(group(fmri, "needs", "dependency"));
      changes.add(set(fmri, "needs", Property.of("grouping", "require_all")));
      changes.add(set(fmri, "needs", Property.of("restart_on", "none")));
      changes.add(set(fmri, "needs", Property.of("type", "service")));
      Vector<String> targets = Vector.ofAll(needs).map(InstanceFmri::toString);
      changes.add(set(fmri, "needs", new Property("entities", ValueType.FMRI, targets)));
    }
    return Vector.ofAll(changes);
  }

  private static Change group(InstanceFmri fmri, String name, String type) {
    return new Change.AddGroup(fmri, name, type, true, Layer.MANIFEST, false);
  }

  private static Change set(InstanceFmri fmri, String group, Property property) {
    return new Change.SetProperty(fmri, group, property, Layer.MANIFEST, Option.none());
  }

  private static RepositoryState after(RepositoryState state, Vector<Change> changes) {
    return Transactions.apply(state, Transaction.of(AUTHOR, changes))
        .getOrElseThrow(reasons -> new IllegalStateException(reasons.toString()));
  }

  /// The village in which all is up that can be.
  static Village booted(RepositoryState configured) {
    Village village = new Village(configured);
    village.events.add(new Event.Recovered(configured, Vector.empty()));
    village.live();
    return village;
  }

  /// Configures one service more, which needs all of some others.
  void add(InstanceFmri fmri, boolean enabled, List<InstanceFmri> needs) {
    commit(configuring(fmri, enabled, needs));
    live();
  }

  private void live() {
    while (!events.isEmpty()) {
      Next<Model, Effect> next = Machine.step(model, events.remove(), now());
      model = next.state();
      next.effects().forEach(this::act);
    }
  }

  private void act(Effect effect) {
    switch (effect) {
      case Effect.Persist(var changes) -> commit(changes);
      case Effect.RunMethod run -> {
        long contract = ++contracts;
        Event.Spawned spawned = new Event.Spawned(run.fmri(), run.token(), contract, 10 * contract);
        running.put(run.fmri(), spawned);
        events.add(spawned);
        // The method leaves the service behind, and is done.
        events.add(exited(spawned, spawned.pid(), spawned.pid() + 1));
      }
      case Effect.CheckFiles(var fmri, var files) ->
          events.add(new Event.FilesChecked(fmri, files.toSortedMap(file -> file, _ -> true)));
      case Effect.SignalContract _,
          Effect.KillContract _,
          Effect.AbandonContract _,
          Effect.ReleaseDescriptors _,
          Effect.WakeAt _,
          Effect.Log _,
          Effect.Announce _,
          Effect.ShutdownComplete _ -> {}
    }
  }

  private void commit(Vector<Change> changes) {
    repository = after(repository, changes);
    events.add(new Event.Committed(repository, changes));
  }

  private static Event.Exited exited(Event.Spawned of, long pid, long leader) {
    return new Event.Exited(
        of.fmri(), of.token(), of.contract(), pid, true, new ExitStatus.Code(0), leader);
  }

  Model model() {
    return model;
  }

  /// A moment after all that has happened.
  Time now() {
    nanos += 1_000;
    return new Time(nanos, Instant.EPOCH.plusNanos(nanos));
  }

  /// How many services are up.
  int online() {
    return model.lifecycles().values().count(it -> it.state() == InstanceState.ONLINE);
  }

  /// The last process of a running service ends.
  Event death(InstanceFmri fmri) {
    Event.Spawned start = running.get(fmri);
    if (start == null) {
      throw new IllegalStateException(fmri + " does not run");
    }
    return new Event.Emptied(fmri, start.token(), start.contract());
  }

  /// An administrator sets a property of a service that no method or dependency is made of.
  Event edit(InstanceFmri fmri) {
    Vector<Change> changes =
        Vector.of(
            new Change.AddGroup(fmri, "config", "application", true, Layer.ADMIN, false),
            new Change.SetProperty(
                fmri, "config", Property.of("colour", "green"), Layer.ADMIN, Option.none()));
    return new Event.Committed(after(model.repository(), changes), changes);
  }
}
