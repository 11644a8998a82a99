package systemk.core.manifest;

import io.vavr.collection.Vector;
import systemk.core.fmri.ServiceFmri;
import systemk.core.property.Property;

/// What one file declares: services with their groups and instances. It is plain data; how a file
/// of some format becomes one is the business of that format's decoder.
///
/// @param source the file, as its user named it; it becomes the provenance of every value
public record Manifest(String source, Vector<DeclaredService> services) {

  /// A service and all the file says about it.
  public record DeclaredService(
      ServiceFmri fmri, Vector<DeclaredGroup> groups, Vector<DeclaredInstance> instances) {}

  /// An instance and all the file says about it, `general/enabled` included.
  public record DeclaredInstance(String name, Vector<DeclaredGroup> groups) {}

  /// A property group and the properties the file supplies for it.
  public record DeclaredGroup(String name, String type, Vector<Property> properties) {}
}
