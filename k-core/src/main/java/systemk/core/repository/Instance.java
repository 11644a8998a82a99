package systemk.core.repository;

import io.vavr.collection.TreeMap;
import systemk.core.fmri.InstanceFmri;
import systemk.core.property.PropertyGroup;

/// What is configured for an instance, and its snapshots.
public record Instance(
    InstanceFmri fmri, TreeMap<String, PropertyGroup> groups, TreeMap<String, Snapshot> snapshots) {

  static Instance empty(InstanceFmri fmri) {
    return new Instance(fmri, TreeMap.empty(), TreeMap.empty());
  }

  Instance withGroups(TreeMap<String, PropertyGroup> changed) {
    return new Instance(fmri, changed, snapshots);
  }

  Instance withSnapshots(TreeMap<String, Snapshot> changed) {
    return new Instance(fmri, groups, changed);
  }
}
