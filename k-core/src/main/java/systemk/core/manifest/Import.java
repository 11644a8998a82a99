package systemk.core.manifest;

import io.vavr.collection.HashSet;
import io.vavr.collection.Set;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.fmri.ServiceFmri;
import systemk.core.manifest.Manifest.DeclaredGroup;
import systemk.core.manifest.Manifest.DeclaredInstance;
import systemk.core.manifest.Manifest.DeclaredService;
import systemk.core.manifest.Manifest.Kind;
import systemk.core.property.Layer;
import systemk.core.property.LayeredProperty;
import systemk.core.property.Property;
import systemk.core.property.PropertyGroup;
import systemk.core.property.Provenance;
import systemk.core.property.Setting;
import systemk.core.property.ValueType;
import systemk.core.repository.Change;
import systemk.core.repository.RepositoryState;

/// Turns what a file declares into the changes that make a layer of the repository say it.
/* Importing replaces the layer's content of what the file declares and touches no other layer, so an
 * administrator's change survives an upgrade by construction: it is in a higher layer. A value this
 * layer had from the same file and the file no longer supplies is withdrawn; what another file put
 * there stays. Only differences become changes, so a second import of the same file is an empty
 * transaction. A group whose type changed is withdrawn and made anew, which is refused, with the
 * group's name, if another layer declares it with the old type.
 *
 * Where two files of one layer differ, that of the higher rank counts, and of two files that are
 * mirrored at one rank the one whose name comes later; that is a conflict and said. A file somebody
 * brought in goes over those there are, and is gone over when one of them changes, as in SMF.
 *
 * A profile says something about what there is: it makes groups and properties, but neither services nor
 * instances, and may leave types to what there is.
 */
public final class Import {
  private final RepositoryState state;
  private final String source;
  private final Kind kind;
  private final Location location;
  private final Function<String, Option<Location>> locations;
  private final List<Change> changes = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();

  private Import(
      RepositoryState state,
      Manifest manifest,
      Location location,
      Function<String, Option<Location>> locations) {
    this.state = state;
    this.source = manifest.source();
    this.kind = manifest.kind();
    this.location = location;
    this.locations = locations;
  }

  /// What comes of importing a file.
  ///
  /// @param changes of the configuration; snapshots are the business of who imports
  public record Result(Vector<Change> changes, Vector<Finding> findings) {}

  /// The changes that import a file.
  ///
  /// @param former what the file declared when it was imported last
  /// @param locations where other files lie that are mirrored
  public static Result of(
      RepositoryState state,
      Manifest manifest,
      Location location,
      Vector<EntityFmri> former,
      Function<String, Option<Location>> locations) {
    Import made = new Import(state, manifest, location, locations);
    manifest.services().forEach(made::service);
    Set<EntityFmri> declared = HashSet.ofAll(manifest.services().flatMap(Import::entities));
    former
        .distinct()
        .filter(entity -> state.exists(entity) && !declared.contains(entity))
        .forEach(entity -> made.stale(entity, Vector.empty()));
    return new Result(Vector.ofAll(made.changes), Vector.ofAll(made.findings));
  }

  /// The service and those of its instances that are declared.
  public static Vector<EntityFmri> entities(DeclaredService service) {
    return Vector.<EntityFmri>of(service.fmri())
        .appendAll(service.instances().map(i -> service.fmri().instance(i.name())));
  }

  private Layer layer() {
    return location.layer();
  }

  private void service(DeclaredService declared) {
    ServiceFmri service = declared.fmri();
    if (isThere(service, new Change.AddService(service))) {
      groups(service, declared.groups());
      declared.instances().forEach(instance -> instance(service, instance));
    }
  }

  private void instance(ServiceFmri service, DeclaredInstance declared) {
    InstanceFmri instance = service.instance(declared.name());
    if (isThere(instance, new Change.AddInstance(instance))) {
      groups(instance, declared.groups());
    }
  }

  /// Whether it exists, or does now; only a profile cannot make it.
  private boolean isThere(EntityFmri entity, Change add) {
    if (state.exists(entity)) {
      return true;
    }
    if (kind == Kind.PROFILE) {
      findings.add(new Finding.Absent(entity, source));
      return false;
    }
    changes.add(add);
    return true;
  }

  private void groups(EntityFmri entity, Vector<DeclaredGroup> declared) {
    declared.forEach(group -> group(entity, group));
    stale(entity, declared);
  }

  /// Takes back what the file said about groups it does not mention any more. What somebody applied
  /// once stays said.
  private void stale(EntityFmri entity, Vector<DeclaredGroup> declared) {
    if (layer() == Layer.ADMIN) {
      return;
    }
    Set<String> names = HashSet.ofAll(declared.map(DeclaredGroup::name));
    for (PropertyGroup group : state.ownGroups(entity).values()) {
      if (group.persistent()
          && !names.contains(group.name())
          && group.layers().containsKey(layer())) {
        withdraw(entity, group);
      }
    }
  }

  private void withdraw(EntityFmri entity, PropertyGroup group) {
    Vector<LayeredProperty> said = said(group).filter(this::isOurs);
    said.forEach(
        property ->
            customized(entity, group.name(), property, "its absence from " + source, false));
    if (isAllOurs(group)) {
      changes.add(new Change.WithdrawGroup(entity, group.name(), layer()));
    } else {
      said.map(p -> new Change.WithdrawProperty(entity, group.name(), p.name(), layer()))
          .forEach(changes::add);
    }
  }

  /// What this layer says in the group.
  private Vector<LayeredProperty> said(PropertyGroup group) {
    return group.layered().values().filter(p -> p.settings().containsKey(layer())).toVector();
  }

  private boolean isOurs(LayeredProperty property) {
    return property.settings().get(layer()).exists(this::isOurs);
  }

  private boolean isOurs(Setting setting) {
    return setting.provenance().file().contains(source);
  }

  /// Whether all this layer says in the group came from this file. What another file put there (a
  /// dependency injected from elsewhere, say) is not this file's to take back.
  private boolean isAllOurs(PropertyGroup group) {
    Vector<LayeredProperty> said = said(group);
    return said.forAll(this::isOurs)
        && (!said.isEmpty() || group.layers().get(layer()).exists(this::isOurs));
  }

  private void group(EntityFmri entity, DeclaredGroup declared) {
    Option<PropertyGroup> present = state.ownGroups(entity).get(declared.name());
    if (declared.deleted()) {
      present.forEach(group -> delete(entity, group));
      return;
    }
    String type = type(entity, declared, present);
    Option<PropertyGroup> other = present.filter(group -> !group.type().equals(type));
    if (other.exists(group -> isRefused(entity, group, type))) {
      return;
    }
    Option<PropertyGroup> old = other.isDefined() ? Option.none() : present;
    other
        .filter(group -> group.isDeclaredBy(layer()))
        .map(_ -> new Change.WithdrawGroup(entity, declared.name(), layer()))
        .forEach(changes::add);
    Vector<Property> properties =
        declared
            .properties()
            .appendAll(declared.untyped().flatMap(one -> typed(entity, declared.name(), one)));
    declare(entity, declared.name(), type, old, properties.isEmpty());
    properties.forEach(property -> supply(entity, declared, old, property));
    old.forEach(group -> withdrawn(entity, group, properties));
  }

  /// The type a group is to have. A profile that says none means the one there is.
  private String type(EntityFmri entity, DeclaredGroup declared, Option<PropertyGroup> present) {
    return Option.of(declared.type())
        .filter(type -> !type.isEmpty())
        .orElse(() -> present.map(PropertyGroup::type))
        .orElse(() -> inherited(entity, declared.name()).map(PropertyGroup::type))
        .getOrElse("application");
  }

  private Option<PropertyGroup> inherited(EntityFmri entity, String group) {
    return entity instanceof InstanceFmri instance
        ? state.ownGroup(instance.service(), group)
        : Option.none();
  }

  /// Whether a group keeps the type it has.
  private boolean isRefused(EntityFmri entity, PropertyGroup group, String type) {
    if (kind == Kind.PROFILE) {
      findings.add(new Finding.GroupType(entity, group.name(), group.type(), type, source));
      return true;
    }
    boolean another = group.isDeclaredBy(layer()) && !said(group).forAll(this::isOurs);
    if (another) {
      findings.add(new Finding.TypesDiffer(entity, group.name(), group.type(), type, source));
    }
    return another;
  }

  /// Says that there is the group. One without properties remembers itself whose it is.
  private void declare(
      EntityFmri entity, String name, String type, Option<PropertyGroup> old, boolean empty) {
    if (old.exists(group -> group.isDeclaredBy(layer()))) {
      return;
    }
    if (!empty || old.exists(group -> !group.persistent())) {
      changes.add(new Change.AddGroup(entity, name, type, true, layer(), false));
      return;
    }
    Provenance here = Provenance.pending(Option.some(source));
    changes.add(
        new Change.PutGroup(
            entity,
            old.map(group -> group.declaredBy(layer(), here))
                .getOrElse(() -> PropertyGroup.declared(name, type, true, layer(), here))));
  }

  private void delete(EntityFmri entity, PropertyGroup group) {
    boolean below = group.layers().exists(entry -> entry._1.compareTo(layer()) < 0);
    boolean masked = group.layers().get(layer()).exists(s -> s instanceof Setting.Masked);
    if (masked || !group.persistent()) {
      return;
    }
    if (!below) {
      changes.add(new Change.WithdrawGroup(entity, group.name(), layer()));
      return;
    }
    group
        .delete(layer(), Provenance.pending(Option.some(source)))
        .map(image -> new Change.PutGroup(entity, image))
        .forEach(changes::add);
  }

  /// A property of the type of the one there is.
  private Option<Property> typed(EntityFmri entity, String group, Manifest.Untyped untyped) {
    var type =
        state
            .ownGroup(entity, group)
            .flatMap(g -> g.property(untyped.name()))
            .orElse(() -> inherited(entity, group).flatMap(g -> g.property(untyped.name())))
            .map(Property::type)
            .getOrElse(ValueType.ASTRING);
    Vector<String> bad = untyped.values().filter(value -> type.canonical(value).isEmpty());
    bad.forEach(
        value ->
            findings.add(
                new Finding.BadValue(entity, group, untyped.name(), type.token(), value, source)));
    return bad.isEmpty()
        ? Option.some(
            new Property(untyped.name(), type, untyped.values().flatMap(v -> type.canonical(v))))
        : Option.none();
  }

  private void supply(
      EntityFmri entity, DeclaredGroup declared, Option<PropertyGroup> group, Property property) {
    Option<LayeredProperty> old = group.flatMap(g -> g.layered().get(property.name()));
    if (old.flatMap(p -> p.valueAt(layer())).contains(property)) {
      return;
    }
    if (old.exists(p -> isKept(entity, declared.name(), p, property))) {
      return;
    }
    String said = Finding.Side.of(property, layer(), source).toString();
    boolean overrides = declared.overrides().contains(property.name());
    boolean overridden =
        old.filter(this::isOurs)
            .filter(p -> !p.valueAt(Layer.ADMIN).contains(property))
            .exists(p -> customized(entity, declared.name(), p, said, overrides));
    changes.add(
        new Change.SetProperty(entity, declared.name(), property, layer(), Option.some(source)));
    if (overridden) {
      changes.add(
          new Change.WithdrawProperty(entity, declared.name(), property.name(), Layer.ADMIN));
    }
  }

  /// Whether what another file of this layer says stays. Which of the two counts is said, unless
  /// that is what their ranks are for.
  private boolean isKept(
      EntityFmri entity, String group, LayeredProperty present, Property property) {
    Option<Setting> setting = present.settings().get(layer()).filter(s -> !isOurs(s));
    Option<String> file = setting.flatMap(s -> s.provenance().file());
    if (file.isEmpty() || layer() == Layer.ADMIN) {
      return false;
    }
    Option<Location> other = locations.apply(file.get());
    int ranks = other.filter(_ -> location.mirrored()).map(location::compareTo).getOrElse(0);
    boolean kept =
        location.mirrored()
            && other.isDefined()
            && (ranks == 0 ? source.compareTo(file.get()) < 0 : ranks < 0);
    if (ranks == 0) {
      Finding.Side here = Finding.Side.of(property, layer(), source);
      Finding.Side there = Finding.Side.of(setting.get(), layer());
      findings.add(
          new Finding.FilesDiffer(
              entity, group, property.name(), kept ? there : here, kept ? here : there));
    }
    return kept;
  }

  /// Says that an administrator's word on a property and the file's have parted, if they have. True
  /// if it is the administrator's that goes.
  private boolean customized(
      EntityFmri entity, String group, LayeredProperty property, String said, boolean overrides) {
    Option<Setting> admin =
        layer() == Layer.ADMIN ? Option.none() : property.settings().get(Layer.ADMIN);
    admin.forEach(
        setting ->
            findings.add(
                new Finding.Customized(
                    entity,
                    group,
                    property.name(),
                    Finding.Side.of(setting, Layer.ADMIN),
                    said,
                    overrides)));
    return admin.isDefined() && overrides;
  }

  private void withdrawn(EntityFmri entity, PropertyGroup group, Vector<Property> supplied) {
    if (layer() == Layer.ADMIN) {
      return;
    }
    Set<String> names = HashSet.ofAll(supplied.map(Property::name));
    for (LayeredProperty property : group.layered().values()) {
      if (isOurs(property) && !names.contains(property.name())) {
        customized(entity, group.name(), property, "its absence from " + source, false);
        changes.add(new Change.WithdrawProperty(entity, group.name(), property.name(), layer()));
      }
    }
  }
}
