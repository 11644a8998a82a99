package systemk.shell.manifest;

import io.vavr.collection.Vector;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import systemk.core.fmri.Names;
import systemk.core.manifest.Manifest.DeclaredGroup;
import systemk.core.manifest.Manifest.Untyped;
import systemk.core.property.Property;

/// The groups a manifest declares for one service or instance, while it is being read. Several
/// members may add to one group, but no two may set the same property.
///
/// @param <P> how the format of the manifest says where something is
public final class Groups<P> {
  private final Complaints<P> complaints;
  private final Map<String, DeclaredGroup> groups = new LinkedHashMap<>();

  Groups(Complaints<P> complaints) {
    this.complaints = complaints;
  }

  /// Adds a group, or more properties to one of the same type.
  public void add(P at, String group, String type, Iterable<Property> more) {
    if (type.isEmpty()) {
      complaints.error(at, "\"\" is not a type of a property group");
      return;
    }
    add(at, new DeclaredGroup(group, type, Vector.ofAll(more)));
  }

  /// Adds a group of which nothing may be declared elsewhere.
  public void addNew(P at, String group, String type, Iterable<Property> more) {
    if (groups.containsKey(group)) {
      complaints.error(at, "the group \"" + group + "\" is declared twice");
      return;
    }
    add(at, group, type, more);
  }

  /// Adds a group, or what is said of it to what has been said. The type of one of the two may be
  /// left open.
  public void add(P at, DeclaredGroup more) {
    if (!Names.isName(more.name())) {
      complaints.error(at, "\"" + more.name() + "\" is not a name of a property group");
      return;
    }
    if (!more.type().isEmpty() && !Names.isName(more.type())) {
      complaints.error(at, "\"" + more.type() + "\" is not a type of a property group");
      return;
    }
    DeclaredGroup before = groups.get(more.name());
    if (before == null) {
      before = new DeclaredGroup(more.name(), more.type(), Vector.empty());
    }
    String type = before.type().isEmpty() ? more.type() : before.type();
    if (!more.type().isEmpty() && !type.equals(more.type())) {
      complaints.error(at, "the group \"" + more.name() + "\" is of type " + type + " already");
      return;
    }
    groups.put(
        more.name(),
        new DeclaredGroup(
            more.name(),
            type,
            before.properties().appendAll(more.properties()),
            before.untyped().appendAll(more.untyped()),
            before.overrides().addAll(more.overrides()),
            before.deleted() || more.deleted()));
    repeated(before, more).forEach(name -> repeated(at, more.name(), name));
  }

  /// The properties of the second that are in the first, or in the second before.
  private static Vector<String> repeated(DeclaredGroup before, DeclaredGroup more) {
    Set<String> set = new HashSet<>(names(before).asJava());
    return names(more).reject(set::add);
  }

  private static Vector<String> names(DeclaredGroup group) {
    return group.properties().map(Property::name).appendAll(group.untyped().map(Untyped::name));
  }

  private void repeated(P at, String group, String property) {
    complaints.error(at, "the property \"" + group + "/" + property + "\" is set twice");
  }

  Vector<DeclaredGroup> declared() {
    return Vector.ofAll(groups.values());
  }
}
