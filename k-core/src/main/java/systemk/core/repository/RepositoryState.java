package systemk.core.repository;

import io.vavr.collection.Seq;
import io.vavr.collection.TreeMap;
import io.vavr.control.Option;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.fmri.ServiceFmri;
import systemk.core.property.Property;
import systemk.core.property.PropertyGroup;

/// The whole repository as one immutable value. Services are keyed by name.
public record RepositoryState(Revision revision, TreeMap<String, Service> services) {

  public static final RepositoryState EMPTY = new RepositoryState(Revision.ZERO, TreeMap.empty());

  /// The groups that are live: read as they are now, not as they were when `running` was taken
  /// (smf.md fact 4).
  private static final String GENERAL = "general";

  public Option<Service> service(ServiceFmri fmri) {
    return services.get(fmri.name());
  }

  public Option<Instance> instance(InstanceFmri fmri) {
    return service(fmri.service()).flatMap(service -> service.instances().get(fmri.name()));
  }

  public boolean exists(EntityFmri fmri) {
    return switch (fmri) {
      case ServiceFmri service -> service(service).isDefined();
      case InstanceFmri instance -> instance(instance).isDefined();
    };
  }

  /// All instances of all services, by name of service, then of instance.
  public Seq<InstanceFmri> instances() {
    return services
        .values()
        .flatMap(service -> service.instances().values().map(Instance::fmri))
        .toVector();
  }

  /// The groups an entity has itself, masked ones included.
  public TreeMap<String, PropertyGroup> ownGroups(EntityFmri fmri) {
    Option<TreeMap<String, PropertyGroup>> groups =
        switch (fmri) {
          case ServiceFmri service -> service(service).map(Service::groups);
          case InstanceFmri instance -> instance(instance).map(Instance::groups);
        };
    return groups.getOrElse(TreeMap.empty());
  }

  /// The group an entity has itself, unless it is masked.
  public Option<PropertyGroup> ownGroup(EntityFmri fmri, String group) {
    return ownGroups(fmri).get(group).filter(PropertyGroup::isVisible);
  }

  /// The configuration as edited, composed. A service is seen as it is.
  public Composition current(EntityFmri fmri) {
    return switch (fmri) {
      case ServiceFmri service -> new Composition(ownGroups(service), TreeMap.empty());
      case InstanceFmri instance ->
          service(instance.service())
              .map(service -> service.current(instance.name()))
              .getOrElse(Composition.EMPTY);
    };
  }

  /// A snapshot of an instance.
  public Option<Snapshot> snapshot(InstanceFmri fmri, String name) {
    return instance(fmri).flatMap(instance -> instance.snapshots().get(name));
  }

  /// What the restarter works with: the `running` snapshot, or the current configuration of an
  /// instance that has none yet.
  public Composition running(InstanceFmri fmri) {
    return running(fmri, current(fmri));
  }

  private Composition running(InstanceFmri fmri, Composition current) {
    return snapshot(fmri, Snapshot.RUNNING)
        .map(Snapshot::composition)
        .getOrElse(() -> current.only(true));
  }

  /// What `svcprop` shows by default: the running snapshot with the live non-persistent groups.
  public Composition effective(InstanceFmri fmri) {
    Composition current = current(fmri);
    Composition frozen = running(fmri, current);
    Composition live = current.only(false);
    return new Composition(frozen.over().merge(live.over()), frozen.under().merge(live.under()));
  }

  /// One property of what [#effective] shows; of a service, as it is configured.
  public Option<Property> effective(EntityFmri fmri, String group, String property) {
    Composition current = current(fmri);
    return fmri instanceof InstanceFmri instance && current.isPersistent(group)
        ? running(instance, current).property(group, property)
        : current.property(group, property);
  }

  /// A live property: of `general`, or of a non-persistent group, read past every snapshot.
  public Option<Property> live(InstanceFmri fmri, String group, String property) {
    return current(fmri).property(group, property);
  }

  /// Whether the instance is configured to run: what the override says, else `general/enabled`.
  /// None if neither exists; such an instance is not complete and the graph ignores it (smf.md
  /// §3.8).
  public Option<Boolean> enabled(InstanceFmri fmri) {
    return temporarilyEnabled(fmri).orElse(() -> permanentlyEnabled(fmri));
  }

  /// What `svcadm enable -t` or `disable -t` said, if anything.
  public Option<Boolean> temporarilyEnabled(InstanceFmri fmri) {
    return live(fmri, "general_ovr", "enabled").flatMap(Property::asBoolean);
  }

  public Option<Boolean> permanentlyEnabled(InstanceFmri fmri) {
    return live(fmri, GENERAL, "enabled").flatMap(Property::asBoolean);
  }

  public RepositoryState at(Revision changed) {
    return new RepositoryState(changed, services);
  }

  /// This state without any non-persistent group: what is left of it after a reboot.
  public RepositoryState withoutVolatile() {
    return new RepositoryState(
        new Revision(revision.generation(), 0), services.mapValues(Service::withoutVolatile));
  }

  /// The non-persistent groups of all that have any: what [#withoutVolatile] leaves out.
  public TreeMap<EntityFmri, TreeMap<String, PropertyGroup>> volatileGroups() {
    TreeMap<EntityFmri, TreeMap<String, PropertyGroup>> found = TreeMap.empty();
    for (Service service : services.values()) {
      found = withVolatileOf(found, service.fmri(), service.groups());
      for (Instance instance : service.instances().values()) {
        found = withVolatileOf(found, instance.fmri(), instance.groups());
      }
    }
    return found;
  }

  private static TreeMap<EntityFmri, TreeMap<String, PropertyGroup>> withVolatileOf(
      TreeMap<EntityFmri, TreeMap<String, PropertyGroup>> found,
      EntityFmri entity,
      TreeMap<String, PropertyGroup> groups) {
    var own = groups.filterValues(group -> !group.persistent());
    return own.isEmpty() ? found : found.put(entity, own);
  }

  /// This state with non-persistent groups put back. None if they cannot be of this state, because
  /// there is no such entity, or a group is persistent or there already.
  public Option<RepositoryState> withVolatileGroups(
      TreeMap<EntityFmri, TreeMap<String, PropertyGroup>> groups) {
    RepositoryState result = this;
    for (var entry : groups) {
      TreeMap<String, PropertyGroup> own = ownGroups(entry._1);
      boolean fits =
          exists(entry._1)
              && entry._2.values().forAll(g -> !g.persistent() && !own.containsKey(g.name()));
      if (!fits) {
        return Option.none();
      }
      result = result.withGroups(entry._1, own.merge(entry._2));
    }
    return Option.some(result);
  }

  RepositoryState withService(Service service) {
    return new RepositoryState(revision, services.put(service.fmri().name(), service));
  }

  RepositoryState withoutService(ServiceFmri fmri) {
    return new RepositoryState(revision, services.remove(fmri.name()));
  }

  /// This state with other groups on an entity that exists.
  RepositoryState withGroups(EntityFmri fmri, TreeMap<String, PropertyGroup> groups) {
    return switch (fmri) {
      case ServiceFmri service ->
          service(service).map(s -> withService(s.withGroups(groups))).getOrElse(this);
      case InstanceFmri instance ->
          instance(instance).map(i -> withInstance(i.withGroups(groups))).getOrElse(this);
    };
  }

  RepositoryState withInstance(Instance instance) {
    return service(instance.fmri().service())
        .map(service -> withService(service.withInstance(instance)))
        .getOrElse(this);
  }
}
