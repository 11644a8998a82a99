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

  public static DeclaredService of(DeclaredService service) {
    return new DeclaredService(
        service.fmri(),
        service.groups().map(Concealment::of),
        service
            .instances()
            .map(i -> new DeclaredInstance(i.name(), i.groups().map(Concealment::of))));
  }

  private static DeclaredGroup of(DeclaredGroup group) {
    boolean isProtected =
        !OPEN.contains(group.type())
            && group.properties().exists(property -> property.name().equals(PROTECTION));
    return isProtected
        ? new DeclaredGroup(
            group.name(),
            group.type(),
            group.properties().map(p -> new Property(p.name(), p.type(), Vector.empty())))
        : group;
  }
}
