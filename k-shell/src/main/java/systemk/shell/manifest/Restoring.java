package systemk.shell.manifest;

import io.vavr.collection.HashSet;
import io.vavr.collection.Set;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.manifest.Manifest;
import systemk.core.manifest.Manifest.DeclaredGroup;
import systemk.core.manifest.Manifest.DeclaredInstance;
import systemk.core.manifest.Manifest.DeclaredService;
import systemk.core.property.Layer;
import systemk.core.property.Property;
import systemk.core.property.PropertyGroup;
import systemk.core.repository.Change;
import systemk.core.repository.RepositoryState;

/// The changes after which the services of an archive are configured as the archive says.
/* Only what counts differs is changed, as if an administrator had done it: what files say stays
 * beneath. Services and instances the archive says nothing of stay as they are.
 */
public final class Restoring {
  private static final Layer LAYER = Layer.ADMIN;

  private final RepositoryState state;

  private Restoring(RepositoryState state) {
    this.state = state;
  }

  public static Vector<Change> changes(RepositoryState state, Manifest archive) {
    Restoring restoring = new Restoring(state);
    return archive.services().flatMap(restoring::service);
  }

  private Vector<Change> service(DeclaredService service) {
    Vector<Change> made =
        state.exists(service.fmri())
            ? Vector.empty()
            : Vector.of(new Change.AddService(service.fmri()));
    made = made.appendAll(entity(service.fmri(), service.groups(), service.mentioned()));
    for (DeclaredInstance instance : service.instances()) {
      InstanceFmri fmri = service.fmri().instance(instance.name());
      if (!state.exists(fmri)) {
        made = made.append(new Change.AddInstance(fmri));
      }
      made = made.appendAll(entity(fmri, instance.groups(), instance.mentioned()));
    }
    return made;
  }

  private Vector<Change> entity(
      EntityFmri entity, Vector<DeclaredGroup> groups, boolean mentioned) {
    Set<String> archived = HashSet.ofAll(groups.map(DeclaredGroup::name));
    Vector<Change> gone =
        state
            .ownGroups(entity)
            .values()
            .filter(
                group ->
                    !mentioned
                        && ManifestEncoder.isWritten(group)
                        && !archived.contains(group.name()))
            .<Change>map(group -> new Change.DeleteGroup(entity, group.name(), LAYER))
            .toVector();
    return gone.appendAll(groups.flatMap(group -> group(entity, group)));
  }

  private Vector<Change> group(EntityFmri entity, DeclaredGroup wanted) {
    Option<PropertyGroup> present =
        state.ownGroups(entity).get(wanted.name()).filter(PropertyGroup::isVisible);
    Vector<Change> made =
        present.isDefined()
            ? Vector.empty()
            : Vector.of(
                new Change.AddGroup(entity, wanted.name(), wanted.type(), true, LAYER, false));
    Vector<Property> known =
        present.map(group -> group.properties().toVector()).getOrElse(Vector.empty());
    Set<String> names = HashSet.ofAll(wanted.properties().map(Property::name));
    return made.appendAll(
            wanted
                .properties()
                .reject(known::contains)
                .map(p -> new Change.SetProperty(entity, wanted.name(), p, LAYER, Option.none())))
        .appendAll(
            known
                .map(Property::name)
                .reject(names::contains)
                .map(name -> new Change.DeleteProperty(entity, wanted.name(), name, LAYER)));
  }
}
