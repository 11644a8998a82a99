package systemk.shell.manifest;

import io.vavr.collection.Vector;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.fmri.ServiceFmri;
import systemk.core.manifest.Manifest.DeclaredInstance;
import systemk.core.manifest.Manifest.DeclaredService;
import systemk.core.property.Property;

/// What a manifest declares of services and instances, while it is being read.
///
/// @param <P> how the format of the manifest says where something is
public final class Declarations<P> {
  private final Complaints<P> complaints;
  private final Map<EntityFmri, Groups<P>> groups = new LinkedHashMap<>();

  // Those the file defines, as opposed to those it only puts a dependency into.
  private final Set<EntityFmri> defined = new HashSet<>();
  private final List<Injected<P>> injected = new ArrayList<>();

  /// A dependency to be put into another service.
  public record Injected<P>(P at, EntityFmri target, String name, Vector<Property> properties) {}

  public Declarations(Complaints<P> complaints) {
    this.complaints = complaints;
  }

  /// What is declared for a service or an instance that the file defines.
  public Groups<P> define(EntityFmri entity) {
    defined.add(entity);
    return groups(entity);
  }

  /// What is declared for a service or an instance, whether or not the file defines it.
  public Groups<P> groups(EntityFmri entity) {
    return groups.computeIfAbsent(entity, _ -> new Groups<>(complaints));
  }

  /// Puts a dependency into another service, once all services are read.
  public void inject(Injected<P> dependency) {
    injected.add(dependency);
  }

  /// Everything declared, once all services are read. Each service appears once, whoever declared
  /// parts of it, because importing takes what is said about a service for all there is.
  public Vector<DeclaredService> declared() {
    for (Injected<P> one : injected) {
      groups(one.target()).addNew(one.at(), one.name(), "dependency", one.properties());
    }
    injected.clear();
    Map<ServiceFmri, List<InstanceFmri>> services = new LinkedHashMap<>();
    for (EntityFmri entity : groups.keySet()) {
      List<InstanceFmri> instances =
          services.computeIfAbsent(entity.service(), _ -> new ArrayList<>());
      if (entity instanceof InstanceFmri instance) {
        instances.add(instance);
      }
    }
    return Vector.ofAll(services.entrySet())
        .map(
            entry ->
                new DeclaredService(
                    entry.getKey(),
                    groups(entry.getKey()).declared(),
                    Vector.ofAll(entry.getValue())
                        .map(
                            i ->
                                new DeclaredInstance(
                                    i.name(), groups(i).declared(), !defined.contains(i))),
                    !defined.contains(entry.getKey())));
  }
}
