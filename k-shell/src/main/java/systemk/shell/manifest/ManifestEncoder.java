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

  /// A service as it is configured now: persistent groups with the values that count, without what
  /// other services put into it.
  public static DeclaredService configured(RepositoryState state, ServiceFmri fmri) {
    return new DeclaredService(
        fmri,
        declared(state, fmri),
        state
            .service(fmri)
            .toVector()
            .flatMap(service -> service.instances().values())
            .map(i -> new DeclaredInstance(i.fmri().name(), declared(state, i.fmri()))));
  }

  /// The manifest of a service as it is configured now.
  public static Json.Obj encode(RepositoryState state, ServiceFmri fmri) {
    return encode(configured(state, fmri), dependent -> injected(state, dependent));
  }

  /// The dependency in another service that a property of `dependents` stands for.
  public static Option<DeclaredGroup> injected(RepositoryState state, Property dependent) {
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
        .filter(ManifestEncoder::isWritten)
        .map(ManifestEncoder::declared)
        .toVector();
  }

  /// Whether a group is part of what is written of a service: it lasts, is its own, and is not what
  /// the repository notes of its files.
  static boolean isWritten(PropertyGroup group) {
    return group.isVisible()
        && group.persistent()
        && !isInjected(group)
        && !group.name().equals(Support.GROUP);
  }

  private static boolean isInjected(PropertyGroup group) {
    return group.type().equals("dependency")
        && group.property("external").flatMap(Property::asBoolean).contains(true);
  }

  /// The manifest of a declared service.
  ///
  /// Groups are written in the short forms people use where the decoder makes the same groups of
  /// them, which is found by asking it, and in full where it does not.
  public static Json.Obj encode(DeclaredService service, Injections injected) {
    Json.Obj brief = new ServiceWriter(service, Vector.empty(), injected).write();
    Vector<String> lost = lost(service, brief);
    return lost.isEmpty() ? brief : new ServiceWriter(service, lost, injected).write();
  }

  /// The groups that the text does not lead back to.
  private static Vector<String> lost(DeclaredService service, Json.Obj text) {
    return Losses.of(
        service,
        ManifestDecoder.decode("", JsonText.write(text))
            .toOption()
            .map(Manifest::services)
            .flatMap(services -> services.find(s -> s.fmri().equals(service.fmri()))));
  }
}
