package systemk.core.manifest;

import io.vavr.collection.HashSet;
import io.vavr.collection.Set;
import io.vavr.collection.Vector;
import systemk.core.fmri.ServiceFmri;
import systemk.core.property.Property;

/// What one file declares: services with their groups and instances. It is plain data; how a file
/// of some format becomes one is the business of that format's decoder.
///
/// @param source the file, as its user named it; it becomes the provenance of every value
public record Manifest(String source, Kind kind, Vector<DeclaredService> services) {

  public Manifest(String source, Vector<DeclaredService> services) {
    this(source, Kind.MANIFEST, services);
  }

  /// What a file is for. SMF calls all three a service bundle.
  public enum Kind {
    /// Defines services.
    MANIFEST,
    /// Says how services that are defined elsewhere are to run here.
    PROFILE,
    /// Holds all services of a repository with all that was configured.
    ARCHIVE
  }

  /// The same from a file of this name.
  public Manifest from(String other) {
    return new Manifest(other, kind, services);
  }

  /// The same as a file of another kind.
  public Manifest as(Kind other) {
    return new Manifest(source, other, services);
  }

  /// A service and all the file says about it.
  ///
  /// @param mentioned whether the file only puts a dependency into it and does not define it
  public record DeclaredService(
      ServiceFmri fmri,
      Vector<DeclaredGroup> groups,
      Vector<DeclaredInstance> instances,
      boolean mentioned) {
    public DeclaredService(
        ServiceFmri fmri, Vector<DeclaredGroup> groups, Vector<DeclaredInstance> instances) {
      this(fmri, groups, instances, false);
    }
  }

  /// An instance and all the file says about it, `general/enabled` included.
  ///
  /// @param mentioned whether the file only puts a dependency into it and does not define it
  public record DeclaredInstance(String name, Vector<DeclaredGroup> groups, boolean mentioned) {
    public DeclaredInstance(String name, Vector<DeclaredGroup> groups) {
      this(name, groups, false);
    }
  }

  /// A property group and the properties the file supplies for it.
  ///
  /// @param type the type of the group; empty where a profile leaves it to the manifest
  /// @param untyped properties of which a profile leaves the type to the manifest
  /// @param overrides the names of properties that go over what an administrator said
  /// @param deleted whether the file says that there is no such group
  public record DeclaredGroup(
      String name,
      String type,
      Vector<Property> properties,
      Vector<Untyped> untyped,
      Set<String> overrides,
      boolean deleted) {
    public DeclaredGroup(String name, String type, Vector<Property> properties) {
      this(name, type, properties, Vector.empty(), HashSet.empty(), false);
    }
  }

  /// A property and its values as they were written, whose type is that of the property there is.
  public record Untyped(String name, Vector<String> values) {}
}
