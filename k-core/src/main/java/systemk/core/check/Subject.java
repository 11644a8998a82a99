package systemk.core.check;

import io.vavr.collection.HashMap;
import io.vavr.collection.Map;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.Fmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.property.PropertyGroup;
import systemk.core.repository.Composition;
import systemk.core.repository.RepositoryState;

/// An instance to be checked, and what it is configured with: what a restarter would be given, so
/// no non-persistent groups.
///
/// @param groups the names of all groups by their type, each sorted
record Subject(
    RepositoryState state,
    InstanceFmri instance,
    Composition configuration,
    Map<String, Vector<String>> groups) {

  /// The restarter that is k.startd itself.
  static final InstanceFmri MASTER = InstanceFmri.of("svc:/system/svc/restarter:default");

  static Subject of(RepositoryState state, InstanceFmri instance) {
    Composition configuration = state.current(instance).only(true);
    return new Subject(state, instance, configuration, byType(configuration));
  }

  private static Map<String, Vector<String>> byType(Composition configuration) {
    Map<String, Vector<String>> found = HashMap.empty();
    for (String group : configuration.groupNames()) {
      String type = configuration.groupType(group).get();
      found = found.put(type, found.get(type).getOrElse(Vector.empty()).append(group));
    }
    return found;
  }

  Vector<String> groupsOfType(String type) {
    return groups.get(type).getOrElse(Vector.empty());
  }

  /// The restarter it names, if that is an instance.
  Option<InstanceFmri> restarter() {
    return configuration
        .value("general", "restarter")
        .flatMap(text -> Fmri.parseInstance(text).toOption());
  }

  /// Whether another restarter than k.startd runs its methods.
  boolean isForeign() {
    return restarter().exists(fmri -> !fmri.equals(MASTER));
  }

  /// Who says something of a group: the instance, else its service.
  EntityFmri owner(String group) {
    return owns(group) ? instance : instance.service();
  }

  /// Whose value of a property it is.
  EntityFmri owner(String group, String property) {
    boolean own =
        owns(group)
            && configuration.over().get(group).exists(g -> g.property(property).isDefined());
    return own ? instance : instance.service();
  }

  private boolean owns(String group) {
    return configuration.over().get(group).exists(PropertyGroup::isVisible);
  }
}
