package systemk.shell.manifest;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.Fmri;
import systemk.core.fmri.ServiceFmri;
import systemk.core.manifest.Manifest;
import systemk.core.manifest.Manifest.DeclaredGroup;
import systemk.core.manifest.Manifest.DeclaredInstance;
import systemk.core.manifest.Manifest.DeclaredService;
import systemk.core.property.Property;
import systemk.core.property.PropertyGroup;
import systemk.core.repository.RepositoryState;
import systemk.json.Json;
import systemk.json.JsonText;

/// Writes services as manifests. What is read back is what was written, group for group.
public final class ManifestEncoder {
  private ManifestEncoder() {}

  /// The manifest of a service as it is configured now: persistent groups with the values that
  /// count, without what other services put into it.
  public static Json.Obj encode(RepositoryState state, ServiceFmri fmri) {
    return encode(
        new DeclaredService(
            fmri,
            declared(state, fmri),
            state
                .service(fmri)
                .toVector()
                .flatMap(service -> service.instances().values())
                .map(i -> new DeclaredInstance(i.fmri().name(), declared(state, i.fmri())))),
        dependent -> injected(state, dependent));
  }

  private static Option<DeclaredGroup> injected(RepositoryState state, Property dependent) {
    return dependent
        .single()
        .flatMap(text -> Fmri.parse(text).toOption())
        .flatMap(
            fmri ->
                fmri instanceof EntityFmri target
                    ? state.ownGroup(target, dependent.name())
                    : Option.<PropertyGroup>none())
        .filter(ManifestEncoder::isInjected)
        .map(ManifestEncoder::declared);
  }

  private static DeclaredGroup declared(PropertyGroup group) {
    return new DeclaredGroup(group.name(), group.type(), group.properties().toVector());
  }

  private static Vector<DeclaredGroup> declared(RepositoryState state, EntityFmri entity) {
    return state
        .ownGroups(entity)
        .values()
        .filter(group -> group.isVisible() && group.persistent() && !isInjected(group))
        .map(ManifestEncoder::declared)
        .toVector();
  }

  private static boolean isInjected(PropertyGroup group) {
    return group.type().equals("dependency")
        && group.property("external").flatMap(Property::asBoolean).contains(true);
  }

  /// The manifest of a declared service.
  ///
  /// Groups are written in the short forms people use where the decoder makes the same groups of
  /// them, which is found by asking it, and in full where it does not.
  static Json.Obj encode(DeclaredService service, ServiceWriter.Injected injected) {
    Json.Obj brief = new ServiceWriter(service, Vector.empty(), injected).write();
    Vector<String> lost = differences(service, brief);
    return lost.isEmpty() ? brief : new ServiceWriter(service, lost, injected).write();
  }

  /// The groups, each after its instance and a colon, that the text does not lead back to.
  private static Vector<String> differences(DeclaredService service, Json.Obj text) {
    Option<DeclaredService> read =
        ManifestDecoder.decode("", JsonText.write(text))
            .toOption()
            .map(Manifest::services)
            .flatMap(services -> services.find(s -> s.fmri().equals(service.fmri())));
    if (read.isEmpty()) {
      return all(service);
    }
    Vector<String> changed = different("", service.groups(), read.get().groups());
    for (DeclaredInstance instance : service.instances()) {
      Vector<DeclaredGroup> found =
          read.get()
              .instances()
              .find(i -> i.name().equals(instance.name()))
              .map(DeclaredInstance::groups)
              .getOrElse(Vector.empty());
      changed = changed.appendAll(different(instance.name() + ":", instance.groups(), found));
    }
    return changed;
  }

  private static Vector<String> all(DeclaredService service) {
    return different("", service.groups(), Vector.empty())
        .appendAll(
            service
                .instances()
                .flatMap(i -> different(i.name() + ":", i.groups(), Vector.empty())));
  }

  private static Vector<String> different(
      String prefix, Vector<DeclaredGroup> wanted, Vector<DeclaredGroup> found) {
    return wanted
        .filter(group -> !found.exists(other -> same(group, other)))
        .map(group -> prefix + group.name());
  }

  private static boolean same(DeclaredGroup one, DeclaredGroup other) {
    return one.name().equals(other.name())
        && one.type().equals(other.type())
        && one.properties()
            .sortBy(Property::name)
            .equals(other.properties().sortBy(Property::name));
  }
}
