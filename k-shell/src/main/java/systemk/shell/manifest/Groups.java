package systemk.shell.manifest;

import io.vavr.collection.Vector;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
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
  private final Map<String, Draft> groups = new LinkedHashMap<>();

  /// What has been said of a group.
  private static final class Draft {
    private String type = "";
    private boolean deleted;
    private final Set<String> names = new HashSet<>();
    private final Set<String> overrides = new HashSet<>();
    private final List<Property> properties = new ArrayList<>();
    private final List<Untyped> untyped = new ArrayList<>();
  }

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
    Draft draft = groups.computeIfAbsent(more.name(), _ -> new Draft());
    if (draft.type.isEmpty()) {
      draft.type = more.type();
    } else if (!more.type().isEmpty() && !draft.type.equals(more.type())) {
      complaints.error(
          at, "the group \"" + more.name() + "\" is of type " + draft.type + " already");
      return;
    }
    draft.deleted |= more.deleted();
    draft.overrides.addAll(more.overrides().toJavaSet());
    for (Property property : more.properties()) {
      once(at, draft, more.name(), property.name());
      draft.properties.add(property);
    }
    for (Untyped property : more.untyped()) {
      once(at, draft, more.name(), property.name());
      draft.untyped.add(property);
    }
  }

  private void once(P at, Draft draft, String group, String property) {
    if (!draft.names.add(property)) {
      complaints.error(at, "the property \"" + group + "/" + property + "\" is set twice");
    }
  }

  Vector<DeclaredGroup> declared() {
    return Vector.ofAll(groups.entrySet())
        .map(
            entry -> {
              Draft draft = entry.getValue();
              return new DeclaredGroup(
                  entry.getKey(),
                  draft.type,
                  Vector.ofAll(draft.properties),
                  Vector.ofAll(draft.untyped),
                  io.vavr.collection.HashSet.ofAll(draft.overrides),
                  draft.deleted);
            });
  }
}
