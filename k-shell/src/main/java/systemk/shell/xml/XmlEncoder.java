package systemk.shell.xml;

import io.vavr.collection.Vector;
import io.vavr.control.Either;
import systemk.core.manifest.Manifest.DeclaredService;
import systemk.core.manifest.Manifest.Kind;
import systemk.core.repository.RepositoryState;
import systemk.shell.manifest.Injections;
import systemk.shell.manifest.Losses;
import systemk.shell.manifest.ManifestEncoder;

/// Writes services as bundles in SMF's XML. What is read back is what was written, group for group.
public final class XmlEncoder {
  private XmlEncoder() {}

  /// A bundle of services, or why it cannot be written.
  ///
  /// @param state where the dependencies are that the services put into others
  public static Either<String, String> encode(
      RepositoryState state, Kind kind, String name, Vector<DeclaredService> services) {
    return encode(kind, name, services, dependent -> ManifestEncoder.injected(state, dependent));
  }

  static Either<String, String> encode(
      Kind kind, String name, Vector<DeclaredService> services, Injections injected) {
    String type =
        switch (kind) {
          case MANIFEST -> "manifest";
          case PROFILE -> "profile";
          case ARCHIVE -> "archive";
        };
    Node.Element bundle = Tags.of("service_bundle", "type", type, "name", name);
    return XmlPrinter.print(Tags.with(bundle, services.map(service -> element(service, injected))));
  }

  /// Groups are written with elements of their own where reading makes the same groups of them,
  /// which is found by doing so, and in full where it does not.
  private static Node.Element element(DeclaredService service, Injections injected) {
    Node.Element brief = new ServiceTags(service, Vector.empty(), injected).element();
    Vector<String> lost = lost(service, brief);
    return lost.isEmpty() ? brief : new ServiceTags(service, lost, injected).element();
  }

  /// The groups, each after its instance and a colon, that the element does not lead back to.
  private static Vector<String> lost(DeclaredService service, Node.Element element) {
    Faults faults = new Faults();
    ServiceElements elements = new ServiceElements(faults);
    elements.bundle(
        Tags.of("service_bundle", Vector.of(new Conformity(faults, false).complete(element))));
    return Losses.of(
        service,
        faults.isEmpty()
            ? new Declaring(faults, Declaring.Types.CHECKED)
                .services(elements.stated())
                .filter(one -> faults.isEmpty() && one.fmri().equals(service.fmri()))
            : Vector.empty());
  }
}
