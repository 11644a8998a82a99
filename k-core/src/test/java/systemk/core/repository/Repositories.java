package systemk.core.repository;

import io.vavr.collection.TreeMap;
import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.fmri.ServiceFmri;
import systemk.core.property.Layer;
import systemk.core.property.LayeredProperty;
import systemk.core.property.Property;
import systemk.core.property.PropertyGroup;
import systemk.core.property.Provenance;
import systemk.core.property.Setting;
import systemk.core.property.ValueType;

/// Generators of repository states and of transactions that make sense on them.
///
/// What is generated are [Pick]s: numbers that choose, among what a state holds, what a change is
/// about. So a script of picks can be run on any state, and shrinks.
public final class Repositories {
  private static final Author AUTHOR = new Author(1000, 100, 4711, "svccfg -s ünïcode");
  private static final List<ServiceFmri> SERVICES =
      List.of(new ServiceFmri("a"), new ServiceFmri("b/c"), new ServiceFmri("x,d/e"));
  private static final List<String> INSTANCES = List.of("default", "second");
  private static final List<String> PROPERTIES = List.of("enabled", "p", "q");
  private static final List<String> SNAPSHOTS = List.of("running", "previous", "mine");

  /// The groups there may be, with their types; those in capitals are volatile.
  private static final TreeMap<String, String> GROUPS =
      TreeMap.ofEntries(
          io.vavr.Tuple.of("general", "framework"),
          io.vavr.Tuple.of("config", "application"),
          io.vavr.Tuple.of("RESTARTER", "framework"),
          io.vavr.Tuple.of("VOLATILE", "application"));

  private Repositories() {}

  /// Numbers that choose a change.
  ///
  /// @param kind what kind of change
  /// @param where on which entity
  /// @param which which group, property, snapshot
  /// @param how layer, value, details
  public record Pick(int kind, int where, int which, int how) {}

  public static Arbitrary<Pick> picks() {
    Arbitrary<Integer> any = Arbitraries.integers().between(0, 999);
    return Combinators.combine(any, any, any, any).as(Pick::new);
  }

  /// Picks of the changes of a few transactions.
  public static Arbitrary<List<List<Pick>>> scripts() {
    return picks().list().ofMinSize(1).ofMaxSize(4).list().ofMaxSize(20);
  }

  /// States that transactions led to.
  public static Arbitrary<RepositoryState> states() {
    return scripts().map(script -> run(RepositoryState.EMPTY, script));
  }

  /// The state after all transactions of the script that were not refused.
  public static RepositoryState run(RepositoryState state, List<List<Pick>> script) {
    RepositoryState now = state;
    for (List<Pick> picks : script) {
      now = Transactions.apply(now, transaction(now, picks)).getOrElse(now);
    }
    return now;
  }

  /// A transaction whose changes are each chosen on the state the ones before led to.
  public static Transaction transaction(RepositoryState state, List<Pick> picks) {
    Vector<Change> changes = Vector.empty();
    RepositoryState now = state;
    for (Pick pick : picks) {
      Change change = change(now, pick);
      Either<Vector<Rejection>, RepositoryState> next =
          Transactions.apply(now, Transaction.of(AUTHOR, List.of(change)));
      // Mostly what is possible, sometimes what is not.
      if (next.isRight() || pick.how() % 16 == 0) {
        changes = changes.append(change);
        now = next.getOrElse(now);
      }
    }
    return Transaction.of(AUTHOR, changes);
  }

  /// A transaction of volatile changes only, as far as the state has anything to make them on.
  public static Transaction volatileTransaction(RepositoryState state, Pick pick) {
    Change change =
        state.instances().isEmpty()
            ? new Change.Report(
                SERVICES.getFirst().instance("gone"),
                "RESTARTER",
                "framework",
                Vector.empty(),
                Vector.empty())
            : report(instance(state, pick), pick);
    return Transaction.of(AUTHOR, List.of(change));
  }

  /// The change that a pick means on a state.
  public static Change change(RepositoryState state, Pick pick) {
    int kind = state.services().isEmpty() ? 0 : pick.kind() % 29;
    if (kind > 4 && pick.where() % 3 > 0 && state.instances().isEmpty()) {
      return new Change.AddInstance(service(state, pick).instance(of(INSTANCES, pick.which())));
    }
    return switch (kind) {
      case 0 -> new Change.AddService(of(SERVICES, pick.where()));
      case 1 ->
          pick.how() % 4 == 0
              ? new Change.DeleteService(service(state, pick))
              : new Change.AddService(of(SERVICES, pick.where()));
      case 2, 3 ->
          new Change.AddInstance(service(state, pick).instance(of(INSTANCES, pick.which())));
      case 4 -> new Change.DeleteInstance(instance(state, pick));
      case 5, 6, 7 -> addGroup(entity(state, pick), pick);
      case 8 -> new Change.DeleteGroup(entity(state, pick), group(state, pick), layer(pick));
      case 9 -> new Change.WithdrawGroup(entity(state, pick), group(state, pick), layer(pick));
      case 10, 11, 12, 13 -> setProperty(state, pick);
      case 14, 15 ->
          new Change.DeleteProperty(
              entity(state, pick), group(state, pick), property(pick), layer(pick));
      case 16 ->
          new Change.WithdrawProperty(
              entity(state, pick), group(state, pick), property(pick), layer(pick));
      case 17 -> new Change.TakeSnapshot(instance(state, pick), of(SNAPSHOTS, pick.which()));
      case 18 ->
          new Change.CopySnapshot(
              instance(state, pick), of(SNAPSHOTS, pick.which()), of(SNAPSHOTS, pick.how()));
      case 19 -> new Change.Revert(instance(state, pick), of(SNAPSHOTS, pick.which()));
      case 20 -> consume(state, pick);
      case 21 -> new Change.PutGroup(entity(state, pick), image(state, pick));
      case 22 -> new Change.RemoveGroup(entity(state, pick), group(state, pick));
      case 23 ->
          new Change.PutSnapshot(
              instance(state, pick),
              new Snapshot(
                  of(SNAPSHOTS, pick.how()),
                  pick.which(),
                  TreeMap.of(image(state, pick).name(), image(state, pick)),
                  TreeMap.empty()));
      case 24 -> new Change.RemoveSnapshot(instance(state, pick), of(SNAPSHOTS, pick.which()));
      default -> report(instance(state, pick), pick);
    };
  }

  /// A group as it is on some entity, or a new one.
  private static PropertyGroup image(RepositoryState state, Pick pick) {
    return state
        .ownGroups(entity(state, pick))
        .values()
        .filter(group -> group.persistent() || pick.how() % 7 == 0)
        .headOption()
        .getOrElse(
            () ->
                PropertyGroup.declared(
                    "config", "application", true, layer(pick), new Provenance(1, Option.none())))
        .supply(layer(pick), value(pick), new Provenance(pick.how() + 1L, Option.none()));
  }

  private static Change addGroup(EntityFmri entity, Pick pick) {
    String group = of(GROUPS.keySet().toJavaList(), pick.which());
    boolean odd = pick.how() % 13 == 0;
    boolean persistent = Character.isLowerCase(group.charAt(0));
    return new Change.AddGroup(
        entity,
        group,
        odd ? "dependency" : GROUPS.get(group).get(),
        odd == !persistent,
        layer(pick),
        pick.how() % 2 == 0);
  }

  private static Change setProperty(RepositoryState state, Pick pick) {
    Option<String> file =
        pick.how() % 5 == 0 ? Option.some("/lib/svc/manifest/é.json") : Option.none();
    return new Change.SetProperty(
        entity(state, pick), group(state, pick), value(pick), layer(pick), file);
  }

  private static Change report(InstanceFmri instance, Pick pick) {
    String group = pick.which() % 7 == 0 ? "VOLATILE" : "RESTARTER";
    Vector<String> removed = pick.how() % 3 == 0 ? Vector.of(property(pick)) : Vector.empty();
    Vector<Property> set = pick.how() % 4 == 0 ? Vector.empty() : Vector.of(value(pick));
    return new Change.Report(instance, group, GROUPS.get(group).get(), set, removed);
  }

  private static Change consume(RepositoryState state, Pick pick) {
    InstanceFmri instance = instance(state, pick);
    String value =
        state.current(instance).value("RESTARTER", property(pick)).getOrElse("no such value");
    return new Change.Consume(instance, "RESTARTER", property(pick), value);
  }

  private static Property value(Pick pick) {
    String name = property(pick);
    return switch (pick.how() % 5) {
      case 0 -> Property.of(name, pick.where() % 2 == 0);
      case 1 -> Property.integer(name, pick.where() - 500L);
      case 2 ->
          new Property(name, ValueType.ASTRING, Vector.of("\n\"\\\u2028 \ud83d\ude00", "é", ""));
      case 3 -> new Property(name, ValueType.COUNT, Vector.empty());
      default -> Property.of(name, "value " + pick.where());
    };
  }

  private static ServiceFmri service(RepositoryState state, Pick pick) {
    return of(state.services().values().map(Service::fmri).toJavaList(), pick.where());
  }

  private static InstanceFmri instance(RepositoryState state, Pick pick) {
    return state.instances().isEmpty()
        ? service(state, pick).instance("default")
        : of(state.instances().toJavaList(), pick.where());
  }

  private static EntityFmri entity(RepositoryState state, Pick pick) {
    return pick.where() % 3 == 0 ? service(state, pick) : instance(state, pick);
  }

  private static String group(RepositoryState state, Pick pick) {
    List<String> own = state.ownGroups(entity(state, pick)).keySet().toJavaList();
    return of(own.isEmpty() ? GROUPS.keySet().toJavaList() : own, pick.which());
  }

  private static String property(Pick pick) {
    return of(PROPERTIES, pick.which());
  }

  private static Layer layer(Pick pick) {
    return pick.how() % 2 == 0 ? Layer.ADMIN : of(List.of(Layer.values()), pick.how() / 2);
  }

  private static <T> T of(List<T> items, int choice) {
    return items.get(choice % items.size());
  }

  /// The state with every generation and tick forgotten: what two histories that did the same in
  /// another order have in common.
  public static RepositoryState timeless(RepositoryState state) {
    return new RepositoryState(
        Revision.ZERO,
        state
            .services()
            .mapValues(
                service ->
                    new Service(
                        service.fmri(),
                        timeless(service.groups()),
                        service.instances().mapValues(Repositories::timeless))));
  }

  private static Instance timeless(Instance instance) {
    return new Instance(
        instance.fmri(),
        timeless(instance.groups()),
        instance
            .snapshots()
            .mapValues(
                s -> new Snapshot(s.name(), 0, timeless(s.instance()), timeless(s.service()))));
  }

  public static TreeMap<String, PropertyGroup> timeless(TreeMap<String, PropertyGroup> groups) {
    return groups.mapValues(
        g ->
            new PropertyGroup(
                g.name(),
                g.type(),
                g.persistent(),
                0,
                g.layers().mapValues(Repositories::timeless),
                g.layered()
                    .mapValues(
                        p ->
                            new LayeredProperty(
                                p.name(), p.settings().mapValues(Repositories::timeless)))));
  }

  private static Setting timeless(Setting setting) {
    var provenance = new Provenance(0, setting.provenance().file());
    return switch (setting) {
      case Setting.Supplied(var type, var values, _) ->
          new Setting.Supplied(type, values, provenance);
      case Setting.Masked _ -> new Setting.Masked(provenance);
    };
  }
}
