package systemk.core.rights;

import io.vavr.collection.SortedSet;
import io.vavr.collection.TreeSet;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.property.Layer;
import systemk.core.property.Property;
import systemk.core.property.PropertyGroup;
import systemk.core.property.ValueType;
import systemk.core.repository.Change;
import systemk.core.repository.Composition;
import systemk.core.repository.Landmarks;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Snapshot;

/// What the changes of a transaction ask of who makes it: the table of smf.md §7.
/* Every change is judged on the state before the transaction, so nothing a transaction does can earn
 * it the right to do something else. A group that it makes itself is of the type it is made with.
 *
 * Where SystemK has more than SMF, the narrower rights are not stretched: what is said at another layer
 * than the administrator's, or about the repository itself (svc:/smf/), takes the right to everything.
 */
final class Requirements {
  private static final String FRAMEWORK = "framework";
  private static final String GENERAL = "general";
  private static final String OVERRIDE = "general_ovr";
  private static final String ACTIONS = "restarter_actions";
  private static final String ENABLED = "enabled";
  private static final String COMMENT = "comment";
  private static final String TTY = "auxiliary_tty";
  private static final String ASKER = "auxiliary_fmri";
  static final String ACTION = "action_authorization";
  static final String MODIFY = "modify_authorization";
  static final String VALUE = "value_authorization";
  static final String READ = "read_authorization";

  private final RepositoryState state;
  private final Vector<Change> changes;

  private Requirements(RepositoryState state, Vector<Change> changes) {
    this.state = state;
    this.changes = changes;
  }

  static Vector<Requirement> of(RepositoryState state, Vector<Change> changes) {
    Requirements table = new Requirements(state, changes);
    return changes.flatMap(table::of).distinct();
  }

  private Vector<Requirement> of(Change change) {
    if (Landmarks.isAboutRepository(change.owner())) {
      return modify(change.owner(), "");
    }
    return switch (change) {
      case Change.AddService(var service) -> modify(service, "");
      case Change.DeleteService(var service) -> modify(service, "");
      case Change.AddInstance(var instance) -> modify(instance, "");
      case Change.DeleteInstance(var instance) -> modify(instance, "");
      case Change.CopySnapshot(var instance, _, _) -> modify(instance, "");
      case Change.PutSnapshot(var instance, _) -> modify(instance, "");
      case Change.RemoveSnapshot(var instance, _) -> modify(instance, "");
      case Change.Revert(var instance, _) -> modify(instance, "");
      case Change.PutGroup(var entity, var image) -> modify(entity, image.name());
      case Change.RemoveGroup(var entity, var group) -> modify(entity, group);
      case Change.TakeSnapshot take -> snapshot(take);
      case Change.AddGroup add -> added(add);
      case Change.DeleteGroup(var entity, var group, var layer) -> deleted(entity, group, layer);
      case Change.WithdrawGroup(var entity, var group, var layer) -> deleted(entity, group, layer);
      case Change.SetProperty set ->
          set.layer() == Layer.ADMIN && set.file().isEmpty()
              ? Vector.of(property(set.entity(), set.group(), Option.some(set.property()), ""))
              : modify(set.entity(), set.group());
      case Change.DeleteProperty(var entity, var group, var name, var layer) ->
          layer == Layer.ADMIN
              ? Vector.of(property(entity, group, Option.none(), name))
              : modify(entity, group);
      case Change.WithdrawProperty(var entity, var group, var name, var layer) ->
          layer == Layer.ADMIN
              ? Vector.of(property(entity, group, Option.none(), name))
              : modify(entity, group);
      case Change.Report report -> reported(report);
      case Change.Consume(var instance, var group, var name, _) ->
          Vector.of(property(instance, group, Option.none(), name));
    };
  }

  private static Vector<Requirement> modify(EntityFmri entity, String group) {
    return Vector.of(Requirement.ofModify(entity, group));
  }

  // Snapshots

  /// The snapshot that a request to refresh or restart is about is taken with it, and the one that
  /// keeps what an edit replaces goes with the edit. All others take the right to everything.
  private Vector<Requirement> snapshot(Change.TakeSnapshot take) {
    InstanceFmri instance = take.instance();
    if (take.name().equals(Snapshot.RUNNING) && changes.exists(c -> asks(c, instance))) {
      return Vector.of(new Requirement(instance, ACTIONS, action(instance)));
    }
    boolean kept = take.name().equals(Snapshot.PREVIOUS) && changes.exists(c -> edits(c, instance));
    return kept ? Vector.empty() : modify(instance, "");
  }

  private static boolean asks(Change change, InstanceFmri instance) {
    return change instanceof Change.Report report
        && report.instance().equals(instance)
        && report.group().equals(ACTIONS)
        && !report.set().isEmpty();
  }

  private static boolean edits(Change change, InstanceFmri instance) {
    return change instanceof Change.SetProperty set
        && set.entity().service().equals(instance.service());
  }

  // Groups

  private Vector<Requirement> added(Change.AddGroup add) {
    if (add.layer() != Layer.ADMIN) {
      return modify(add.entity(), add.group());
    }
    boolean present =
        state.ownGroup(add.entity(), add.group()).exists(g -> g.type().equals(add.type()));
    if (!present) {
      return Vector.of(made(add.entity(), add.group(), add.type(), add.persistent()));
    }
    // There is nothing to be made. The changes of its properties say who may touch it.
    return changes.exists(change -> sets(change, add.entity(), add.group()))
        ? Vector.empty()
        : Vector.of(
            new Requirement(add.entity(), add.group(), ordinary(add.entity(), add.group())));
  }

  private static boolean sets(Change change, EntityFmri entity, String group) {
    return change instanceof Change.SetProperty set
        && set.entity().equals(entity)
        && set.group().equals(group);
  }

  private Requirement made(EntityFmri entity, String group, String type, boolean persistent) {
    boolean request =
        !persistent
            && type.equals(FRAMEWORK)
            && (group.equals(ACTIONS) || group.equals(OVERRIDE))
            && entity instanceof InstanceFmri;
    return new Requirement(
        entity,
        group,
        request
            ? action((InstanceFmri) entity)
            : TreeSet.of(Requirement.MODIFY, Requirement.modify(type)));
  }

  private Vector<Requirement> deleted(EntityFmri entity, String group, Layer layer) {
    return layer == Layer.ADMIN
        ? Vector.of(new Requirement(entity, group, byType(entity, group)))
        : modify(entity, group);
  }

  private Vector<Requirement> reported(Change.Report report) {
    if (isNote(report) && changes.exists(change -> switches(change, report.instance()))) {
      return Vector.empty();
    }
    Vector<Requirement> made =
        state.ownGroup(report.instance(), report.group()).isEmpty()
            ? Vector.of(made(report.instance(), report.group(), report.type(), false))
            : Vector.empty();
    if (made.isEmpty() && report.set().isEmpty() && report.removed().isEmpty()) {
      return modify(report.instance(), report.group());
    }
    return made.appendAll(
            report.set().map(p -> property(report.instance(), report.group(), Option.some(p), "")))
        .appendAll(
            report
                .removed()
                .map(name -> property(report.instance(), report.group(), Option.none(), name)));
  }

  /// Whether it only says who asks, which goes with what is asked for.
  private static boolean isNote(Change.Report report) {
    return report.group().equals(ACTIONS)
        && report
            .set()
            .map(Property::name)
            .appendAll(report.removed())
            .forAll(name -> name.equals(TTY) || name.equals(ASKER));
  }

  private static boolean switches(Change change, InstanceFmri instance) {
    return (change instanceof Change.SetProperty set
            && set.entity().equals(instance)
            && set.group().equals(GENERAL))
        || (change instanceof Change.Report report
            && report.instance().equals(instance)
            && report.group().equals(OVERRIDE));
  }

  // Properties

  /// What a change of one property asks for.
  ///
  /// @param value what it is set to, if it is
  /// @param removed its name, if it is not
  private Requirement property(
      EntityFmri entity, String group, Option<Property> value, String removed) {
    String name = value.map(Property::name).getOrElse(removed);
    if (isRequest(entity, group) && entity instanceof InstanceFmri instance) {
      boolean switching = name.equals(ENABLED) || name.equals(COMMENT);
      return new Requirement(
          entity,
          group,
          group.equals(ACTIONS) || switching
              ? action(instance)
              : TreeSet.of(Requirement.MODIFY, Requirement.MANAGE));
    }
    boolean general = group.equals(GENERAL) && types(entity, group).contains(FRAMEWORK);
    if (general && name.equals(ACTION)) {
      return new Requirement(entity, group, TreeSet.of(Requirement.MODIFY, Requirement.MANAGE));
    }
    SortedSet<String> any = ordinary(entity, group);
    boolean replaces = value.exists(p -> replaces(entity, group, p) || (general && isComment(p)));
    return new Requirement(
        entity, group, replaces ? any.addAll(values(entity, group, VALUE)) : any);
  }

  /// Whether it merely gives a property that is there other values of its type, or none.
  private boolean replaces(EntityFmri entity, String group, Property value) {
    return !value.name().equals(MODIFY)
        && state
            .ownGroup(entity, group)
            .flatMap(g -> g.property(value.name()))
            .exists(old -> old.type() == value.type());
  }

  /// The comment that goes with enabling and disabling. SMF made it a property that narrower rights
  /// cannot set, so that who had only those could not disable any more; that is not followed.
  private static boolean isComment(Property property) {
    return property.name().equals(COMMENT) && property.type() == ValueType.ASTRING;
  }

  /// Whether the group is one of those that ask for something at once.
  private boolean isRequest(EntityFmri entity, String group) {
    return (group.equals(ACTIONS) || group.equals(OVERRIDE))
        && types(entity, group).forAll(FRAMEWORK::equals)
        && state.ownGroup(entity, group).forAll(g -> !g.persistent());
  }

  // Who may

  private SortedSet<String> ordinary(EntityFmri entity, String group) {
    SortedSet<String> any = byType(entity, group);
    return state.ownGroup(entity, group).isDefined()
        ? any.addAll(values(entity, group, MODIFY))
        : any;
  }

  private SortedSet<String> byType(EntityFmri entity, String group) {
    return TreeSet.of(Requirement.MODIFY).addAll(types(entity, group).map(Requirement::modify));
  }

  /// The type of a group, or those the transaction makes it with.
  private Vector<String> types(EntityFmri entity, String group) {
    Option<PropertyGroup> present = state.ownGroup(entity, group);
    return present.isDefined()
        ? Vector.of(present.get().type())
        : changes.flatMap(change -> type(change, entity, group)).distinct();
  }

  private static Option<String> type(Change change, EntityFmri entity, String group) {
    if (change instanceof Change.AddGroup add) {
      return Option.when(add.entity().equals(entity) && add.group().equals(group), add.type());
    }
    return change instanceof Change.Report report
        ? Option.when(
            report.instance().equals(entity) && report.group().equals(group), report.type())
        : Option.none();
  }

  /// Whom a property of a group names. What an instance does not say, the group of its service
  /// says, if it is of the same type.
  private SortedSet<String> values(EntityFmri entity, String group, String property) {
    Option<PropertyGroup> own = state.ownGroup(entity, group);
    Option<PropertyGroup> inherited =
        state
            .ownGroup(entity.service(), group)
            .filter(above -> own.forAll(g -> g.type().equals(above.type())));
    return own.flatMap(g -> g.property(property))
        .orElse(() -> inherited.flatMap(g -> g.property(property)))
        .map(found -> TreeSet.<String>ofAll(found.values()))
        .getOrElse(TreeSet.empty());
  }

  static SortedSet<String> named(Composition composed, String group, String property) {
    return composed
        .property(group, property)
        .map(found -> TreeSet.<String>ofAll(found.values()))
        .getOrElse(TreeSet.empty());
  }

  /// Those who may ask an instance for something.
  private SortedSet<String> action(InstanceFmri instance) {
    return TreeSet.of(Requirement.MODIFY, Requirement.MANAGE)
        .addAll(named(state.current(instance), GENERAL, ACTION));
  }
}
