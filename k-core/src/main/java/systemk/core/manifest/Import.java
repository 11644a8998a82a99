package systemk.core.manifest;

import io.vavr.collection.HashSet;
import io.vavr.collection.Set;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.fmri.ServiceFmri;
import systemk.core.property.Layer;
import systemk.core.property.Property;
import systemk.core.property.PropertyGroup;
import systemk.core.property.Setting;
import systemk.core.repository.Change;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Snapshot;

/// Turns a manifest into the changes that make a layer of the repository say what it says.
/* Importing replaces the layer's content of what the file declares and touches no other layer, so an
 * administrator's change survives an upgrade by construction: it is in a higher layer. A value this
 * layer had from the same file and the file no longer supplies is withdrawn; what another file put
 * there stays. Only differences become changes, so a second import of the same file is an empty
 * transaction. A group whose type changed is withdrawn and made anew, which is refused, with the
 * group's name, if another layer declares it with the old type. An instance the file no longer names
 * stays, as in SMF.
 *
 * The order of the changes does not matter to anybody who looks at the repository, because they are
 * one transaction; snapshots come last so that they hold all of it.
 */
public final class Import {
  private Import() {}

  /// The changes that import the manifest at this layer, with the snapshots SMF takes (smf.md
  /// §2.5): `previous` before, `last-import`, `initial` for the first time, and `running`.
  public static Vector<Change> changes(RepositoryState state, Manifest manifest, Layer layer) {
    Vector<Change> changes = Vector.empty();
    for (Manifest.DeclaredService service : manifest.services()) {
      changes = changes.appendAll(service(state, service, layer, manifest.source()));
    }
    return changes;
  }

  private static Vector<Change> service(
      RepositoryState state, Manifest.DeclaredService declared, Layer layer, String source) {
    ServiceFmri fmri = declared.fmri();
    Vector<Change> made =
        state.exists(fmri) ? Vector.empty() : Vector.of(new Change.AddService(fmri));
    made = made.appendAll(groups(state, fmri, declared.groups(), layer, source));
    Vector<InstanceFmri> named = Vector.empty();
    for (Manifest.DeclaredInstance instance : declared.instances()) {
      InstanceFmri name = fmri.instance(instance.name());
      named = named.append(name);
      if (!state.exists(name)) {
        made = made.append(new Change.AddInstance(name));
      }
      made = made.appendAll(groups(state, name, instance.groups(), layer, source));
    }
    if (made.isEmpty()) {
      return made;
    }
    Vector<InstanceFmri> affected =
        named
            .appendAll(
                state
                    .service(fmri)
                    .map(s -> s.instances().values().map(i -> i.fmri()).toVector())
                    .getOrElse(Vector.empty()))
            .distinct();
    return affected
        .filter(state::exists)
        .<Change>map(instance -> new Change.TakeSnapshot(instance, Snapshot.PREVIOUS))
        .appendAll(made)
        .appendAll(affected.flatMap(instance -> snapshots(state, instance)));
  }

  private static Vector<Change> snapshots(RepositoryState state, InstanceFmri instance) {
    Vector<String> names =
        state.snapshot(instance, Snapshot.INITIAL).isDefined()
            ? Vector.of(Snapshot.LAST_IMPORT, Snapshot.RUNNING)
            : Vector.of(Snapshot.INITIAL, Snapshot.LAST_IMPORT, Snapshot.RUNNING);
    return names.map(name -> new Change.TakeSnapshot(instance, name));
  }

  private static Vector<Change> groups(
      RepositoryState state,
      EntityFmri entity,
      Vector<Manifest.DeclaredGroup> declared,
      Layer layer,
      String source) {
    Vector<Change> changes = Vector.empty();
    for (Manifest.DeclaredGroup group : declared) {
      changes = changes.appendAll(group(state, entity, group, layer, source));
    }
    Set<String> names = HashSet.ofAll(declared.map(Manifest.DeclaredGroup::name));
    for (PropertyGroup group : state.ownGroups(entity).values()) {
      boolean stale =
          group.persistent()
              && group.isDeclaredBy(layer)
              && !names.contains(group.name())
              && isFrom(group, layer, source);
      if (stale) {
        changes = changes.append(new Change.WithdrawGroup(entity, group.name(), layer));
      }
    }
    return changes;
  }

  /// Whether all this layer says in the group came from this file. What another file put there (a
  /// dependency injected from elsewhere, say) is not this file's to take back; nor is an empty
  /// group, which does not say where it came from.
  private static boolean isFrom(PropertyGroup group, Layer layer, String source) {
    Vector<Setting> said =
        group.layered().values().flatMap(property -> property.settings().get(layer)).toVector();
    return !said.isEmpty() && said.forAll(setting -> isFrom(setting, source));
  }

  private static Vector<Change> group(
      RepositoryState state,
      EntityFmri entity,
      Manifest.DeclaredGroup declared,
      Layer layer,
      String source) {
    Option<PropertyGroup> present = state.ownGroups(entity).get(declared.name());
    Vector<Change> changes = Vector.empty();
    boolean retyped =
        present.exists(g -> g.isDeclaredBy(layer) && !g.type().equals(declared.type()));
    if (retyped) {
      changes = changes.append(new Change.WithdrawGroup(entity, declared.name(), layer));
    }
    Option<PropertyGroup> old = retyped ? Option.none() : present;
    if (!old.exists(g -> g.isDeclaredBy(layer))) {
      changes =
          changes.append(
              new Change.AddGroup(entity, declared.name(), declared.type(), true, layer, false));
    }
    return changes
        .appendAll(supplied(entity, old, declared, layer, source))
        .appendAll(withdrawn(entity, old, declared, layer, source));
  }

  private static Vector<Change> supplied(
      EntityFmri entity,
      Option<PropertyGroup> old,
      Manifest.DeclaredGroup declared,
      Layer layer,
      String source) {
    return declared
        .properties()
        .filter(
            property ->
                !old.flatMap(g -> g.layered().get(property.name()))
                    .flatMap(p -> p.valueAt(layer))
                    .contains(property))
        .map(
            property ->
                new Change.SetProperty(
                    entity, declared.name(), property, layer, Option.some(source)));
  }

  private static Vector<Change> withdrawn(
      EntityFmri entity,
      Option<PropertyGroup> old,
      Manifest.DeclaredGroup declared,
      Layer layer,
      String source) {
    Set<String> supplied = HashSet.ofAll(declared.properties().map(Property::name));
    return old.toVector()
        .flatMap(group -> group.layered().values())
        .filter(
            property ->
                property.settings().get(layer).exists(setting -> isFrom(setting, source))
                    && !supplied.contains(property.name()))
        .map(
            property ->
                new Change.WithdrawProperty(entity, declared.name(), property.name(), layer));
  }

  private static boolean isFrom(Setting setting, String source) {
    return setting instanceof Setting.Supplied && setting.provenance().file().contains(source);
  }
}
