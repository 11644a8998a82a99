package systemk.shell.view;

import io.vavr.collection.Vector;
import systemk.core.fmri.Fmri;
import systemk.core.property.Property;
import systemk.core.repository.Composition;

/// A dependency as a group of type `dependency` spells it (smf.md §3.4). Anything may be written
/// there; what is not a dependency at all is reported, not refused.
///
/// @param name the group
/// @param entities the targets as they are written
public record Dependency(
    String name, String grouping, String restartOn, boolean path, Vector<String> entities) {

  /// The groups an instance depends by, sorted by name.
  public static Vector<Dependency> of(Composition configuration) {
    return configuration
        .groupsOfType("dependency")
        .map(group -> read(configuration, group))
        .toVector();
  }

  private static Dependency read(Composition configuration, String group) {
    return new Dependency(
        group,
        configuration.value(group, "grouping").getOrElse(""),
        configuration.value(group, "restart_on").getOrElse(""),
        configuration.value(group, "type").contains("path"),
        configuration
            .property(group, "entities")
            .map(Property::values)
            .getOrElse(Vector.<String>empty()));
  }

  public boolean excludes() {
    return grouping.equals("exclude_all");
  }

  /// The targets that are FMRIs.
  public Vector<Fmri> targets() {
    return entities.flatMap(entity -> Fmri.parse(entity).toOption());
  }
}
