package systemk.shell.manifest;

import io.vavr.collection.Vector;
import systemk.core.manifest.Manifest.DeclaredGroup;
import systemk.core.manifest.Manifest.DeclaredInstance;
import systemk.core.manifest.Manifest.DeclaredService;
import systemk.core.property.Property;

/// Leaves out of a service the values that not everybody may read: those of groups with the
/// property `read_authorization` (smf.md §7).
public final class Concealment {
  private static final String PROTECTION = "read_authorization";

  /// Types of groups that cannot be protected.
  private static final Vector<String> OPEN = Vector.of("framework", "dependency", "method");

  private Concealment() {}

  /// What protects a group of the service protects that of the same name of its instances, too,
  /// which inherit the property.
  public static DeclaredService of(DeclaredService service) {
    Vector<String> inherited =
        service.groups().filter(Concealment::isProtected).map(DeclaredGroup::name);
    return new DeclaredService(
        service.fmri(),
        service.groups().map(group -> isProtected(group) ? withoutValues(group) : group),
        service
            .instances()
            .map(
                instance ->
                    new DeclaredInstance(
                        instance.name(),
                        instance
                            .groups()
                            .map(
                                group ->
                                    isProtected(group) || inherited.contains(group.name())
                                        ? withoutValues(group)
                                        : group))));
  }

  private static boolean isProtected(DeclaredGroup group) {
    return !OPEN.contains(group.type())
        && group.properties().exists(property -> property.name().equals(PROTECTION));
  }

  private static DeclaredGroup withoutValues(DeclaredGroup group) {
    return new DeclaredGroup(
        group.name(),
        group.type(),
        group.properties().map(p -> new Property(p.name(), p.type(), Vector.empty())));
  }
}
