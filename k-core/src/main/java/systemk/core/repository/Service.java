package systemk.core.repository;

import io.vavr.collection.TreeMap;
import systemk.core.fmri.ServiceFmri;
import systemk.core.property.PropertyGroup;

/// What is configured for a service: its own groups, which its instances inherit, and its
/// instances.
public record Service(
    ServiceFmri fmri, TreeMap<String, PropertyGroup> groups, TreeMap<String, Instance> instances) {

  static Service empty(ServiceFmri fmri) {
    return new Service(fmri, TreeMap.empty(), TreeMap.empty());
  }

  /// This service without any non-persistent group; itself if it has none.
  public Service withoutVolatile() {
    boolean isLasting =
        PropertyGroup.arePersistent(groups)
            && instances.forAll(entry -> PropertyGroup.arePersistent(entry._2.groups()));
    return isLasting
        ? this
        : new Service(
            fmri, lasting(groups), instances.mapValues(i -> i.withGroups(lasting(i.groups()))));
  }

  private static TreeMap<String, PropertyGroup> lasting(TreeMap<String, PropertyGroup> all) {
    return PropertyGroup.arePersistent(all) ? all : all.filterValues(PropertyGroup::persistent);
  }

  /// The configuration of an instance as edited, composed.
  Composition current(String instance) {
    return new Composition(
        instances.get(instance).map(Instance::groups).getOrElse(TreeMap.empty()), groups);
  }

  Service withGroups(TreeMap<String, PropertyGroup> changed) {
    return new Service(fmri, changed, instances);
  }

  Service withInstance(Instance instance) {
    return new Service(fmri, groups, instances.put(instance.fmri().name(), instance));
  }

  Service withoutInstance(String name) {
    return new Service(fmri, groups, instances.remove(name));
  }
}
