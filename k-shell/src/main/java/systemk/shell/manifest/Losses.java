package systemk.shell.manifest;

import io.vavr.collection.Vector;
import systemk.core.manifest.Manifest.DeclaredGroup;
import systemk.core.manifest.Manifest.DeclaredInstance;
import systemk.core.manifest.Manifest.DeclaredService;
import systemk.core.property.Property;

/// Finds what of a service the text that was made of it does not lead back to.
public final class Losses {
  private Losses() {}

  /// The groups that are not in what was read as they are in what was written, each after its
  /// instance and a colon.
  ///
  /// @param read the service as it was read, if anything could be read at all
  public static Vector<String> of(DeclaredService service, Iterable<DeclaredService> read) {
    Vector<DeclaredService> found = Vector.ofAll(read);
    Vector<String> names = of("", service.groups(), found.flatMap(DeclaredService::groups));
    for (DeclaredInstance instance : service.instances()) {
      Vector<DeclaredGroup> groups =
          found
              .flatMap(DeclaredService::instances)
              .filter(one -> one.name().equals(instance.name()))
              .flatMap(DeclaredInstance::groups);
      names = names.appendAll(of(instance.name() + ":", instance.groups(), groups));
    }
    return names;
  }

  private static Vector<String> of(
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
