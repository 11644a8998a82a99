package systemk.core.delegation;

import io.vavr.collection.TreeMap;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import systemk.core.fmri.InstanceFmri;
import systemk.core.property.Property;
import systemk.core.repository.Composition;
import systemk.core.repository.RepositoryState;
import systemk.core.restarter.InstanceState;
import systemk.core.restarter.LifecycleRecord;

/// All a restarter has to know about one of its instances.
///
/// @param state what the restarter reported last
/// @param done the order it said it had acted upon
/// @param actions the requests of administrators that wait: for each, when it was made
/// @param properties what the instance is to run with, by `group/property`
public record Assignment(
    InstanceFmri instance,
    Order order,
    InstanceState state,
    long done,
    TreeMap<String, String> actions,
    TreeMap<String, Vector<String>> properties) {

  /// The instance, if it is one of this restarter's and k.startd has ordered something of it.
  public static Option<Assignment> of(
      RepositoryState repository, InstanceFmri restarter, InstanceFmri instance) {
    if (!repository.exists(instance)) {
      return Option.none();
    }
    Composition live = repository.current(instance);
    return live.value("general", "restarter").contains(restarter.toString())
        ? Order.read(live)
            .map(
                order ->
                    new Assignment(
                        instance,
                        order,
                        LifecycleRecord.state(live),
                        Order.done(live),
                        actions(live),
                        properties(repository.running(instance))))
        : Option.none();
  }

  /// All instances of a restarter.
  public static Vector<Assignment> all(RepositoryState repository, InstanceFmri restarter) {
    return repository
        .instances()
        .toVector()
        .flatMap(instance -> of(repository, restarter, instance));
  }

  private static TreeMap<String, String> actions(Composition live) {
    return TreeMap.ofEntries(
        live.properties(LifecycleRecord.ACTIONS)
            .filter(property -> property.asLong().isDefined())
            .flatMap(
                property ->
                    property.single().map(time -> io.vavr.Tuple.of(property.name(), time))));
  }

  private static TreeMap<String, Vector<String>> properties(Composition running) {
    TreeMap<String, Vector<String>> all = TreeMap.empty();
    for (String group : running.groupNames()) {
      for (Property property : running.properties(group)) {
        all = all.put(group + "/" + property.name(), property.values());
      }
    }
    return all;
  }
}
