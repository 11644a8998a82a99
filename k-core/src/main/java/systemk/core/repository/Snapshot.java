package systemk.core.repository;

import io.vavr.collection.TreeMap;
import systemk.core.property.PropertyGroup;

/// A frozen copy of an instance's persistent groups and its service's, under a name. Taking one
/// copies two references.
///
/// @param generation the transaction that took it
public record Snapshot(
    String name,
    long generation,
    TreeMap<String, PropertyGroup> instance,
    TreeMap<String, PropertyGroup> service) {

  /// The configuration as it was when the snapshot was taken, restarted and refreshed.
  public static final String RUNNING = "running";

  /// What the instance looked like before the last import or revert.
  public static final String PREVIOUS = "previous";

  /// What the last imported file said.
  public static final String LAST_IMPORT = "last-import";

  /// What the first import made.
  public static final String INITIAL = "initial";

  /// What the instance was last started with.
  public static final String START = "start";

  /// The same under another name.
  Snapshot named(String other) {
    return new Snapshot(other, generation, instance, service);
  }

  /// The frozen instance seen over the frozen service.
  public Composition composition() {
    return new Composition(instance, service);
  }

  /// Whether both froze the same groups, whenever and under whatever name they were taken.
  public boolean hasSameContent(Snapshot other) {
    return instance.equals(other.instance) && service.equals(other.service);
  }
}
