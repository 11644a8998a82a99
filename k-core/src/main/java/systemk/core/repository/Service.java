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

  Service withGroups(TreeMap<String, PropertyGroup> changed) {
    return new Service(fmri, changed, instances);
  }

  Service withInstance(Instance instance) {
    return new Service(fmri, groups, instances.put(instance.fmri().name(), instance));
  }

  Service withInstances(TreeMap<String, Instance> changed) {
    return new Service(fmri, groups, changed);
  }

  Service withoutInstance(String name) {
    return new Service(fmri, groups, instances.remove(name));
  }
}
