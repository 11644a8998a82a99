package systemk.core.repository;

import io.vavr.collection.TreeMap;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.util.function.UnaryOperator;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.Fmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.property.Layer;
import systemk.core.property.LayeredProperty;
import systemk.core.property.Property;
import systemk.core.property.PropertyGroup;
import systemk.core.property.Provenance;

/// What each kind of change does to a state. The names in it have been checked before.
/* Two laws hold for every change that is not refused. Recovery after a reboot rests on them, because
 * it replays the persistent changes without the volatile ones (Durability says which are which):
 *
 *   volatile change c:    persistent(c(s)) = persistent(s)
 *   persistent change c:  persistent(c(s)) = c(persistent(s))
 *
 * So no change decides about a persistent group by looking at a volatile one, and a group that is
 * merely hidden by a mask keeps its type and durability: whoever adds it again must name the same.
 */
final class Steps {
  private Steps() {}

  static Either<Rejection, RepositoryState> step(
      RepositoryState state, Change change, long generation) {
    return switch (change) {
      case Change.AddService(var service) ->
          state.exists(service)
              ? Either.left(new Rejection.Exists(service))
              : Either.right(state.withService(Service.empty(service)));
      case Change.DeleteService(var service) ->
          state.exists(service) ? Either.right(state.withoutService(service)) : absent(service);
      case Change.AddInstance(var instance) -> addInstance(state, instance);
      case Change.DeleteInstance(var instance) -> deleteInstance(state, instance);
      case Change.AddGroup add -> addGroup(state, add, here(generation));
      case Change.DeleteGroup delete -> deleteGroup(state, delete, here(generation));
      case Change.WithdrawGroup(var entity, var group, var layer) ->
          Either.right(
              state
                  .ownGroups(entity)
                  .get(group)
                  .map(old -> replace(state, entity, group, old.withdraw(layer, generation)))
                  .getOrElse(state));
      case Change.SetProperty set -> setProperty(state, set, generation);
      case Change.DeleteProperty delete -> deleteProperty(state, delete, here(generation));
      case Change.WithdrawProperty(var entity, var group, var property, var layer) ->
          Either.right(
              edit(state, entity, group, old -> old.withdraw(layer, property, generation)));
      case Change.TakeSnapshot(var instance, var name) ->
          takeSnapshot(state, instance, name, generation);
      case Change.CopySnapshot copy -> Either.right(copySnapshot(state, copy));
      case Change.Revert(var instance, var name) -> revert(state, instance, name, generation);
      case Change.PutGroup(var entity, var image) -> putGroup(state, entity, image, generation);
      case Change.RemoveGroup(var entity, var group) -> removeGroup(state, entity, group);
      case Change.PutSnapshot(var instance, var image) -> putSnapshot(state, instance, image);
      case Change.RemoveSnapshot(var instance, var name) -> removeSnapshot(state, instance, name);
      case Change.Report report -> report(state, report, here(generation));
      case Change.Consume consume -> consume(state, consume, generation);
    };
  }

  private static <T> Either<Rejection, T> absent(Fmri fmri) {
    return Either.left(new Rejection.NoSuchEntity(fmri));
  }

  private static Provenance here(long generation) {
    return new Provenance(generation, Option.none());
  }

  private static RepositoryState replace(
      RepositoryState state, EntityFmri entity, String group, Option<PropertyGroup> changed) {
    TreeMap<String, PropertyGroup> groups = state.ownGroups(entity);
    return state.withGroups(
        entity, changed.map(g -> groups.put(group, g)).getOrElse(() -> groups.remove(group)));
  }

  /// The state with another version of a group, if there is the group.
  private static RepositoryState edit(
      RepositoryState state, EntityFmri entity, String group, UnaryOperator<PropertyGroup> edit) {
    return state
        .ownGroups(entity)
        .get(group)
        .map(old -> replace(state, entity, group, Option.some(edit.apply(old))))
        .getOrElse(state);
  }

  private static Either<Rejection, RepositoryState> addInstance(
      RepositoryState state, InstanceFmri instance) {
    if (!state.exists(instance.service())) {
      return absent(instance.service());
    }
    return state.exists(instance)
        ? Either.left(new Rejection.Exists(instance))
        : Either.right(state.withInstance(Instance.empty(instance)));
  }

  private static Either<Rejection, RepositoryState> deleteInstance(
      RepositoryState state, InstanceFmri instance) {
    return state
        .service(instance.service())
        .filter(service -> service.instances().containsKey(instance.name()))
        .map(service -> state.withService(service.withoutInstance(instance.name())))
        .toEither(() -> new Rejection.NoSuchEntity(instance));
  }

  private static Either<Rejection, RepositoryState> addGroup(
      RepositoryState state, Change.AddGroup add, Provenance provenance) {
    if (!state.exists(add.entity())) {
      return absent(add.entity());
    }
    Option<PropertyGroup> old = state.ownGroups(add.entity()).get(add.group());
    if (old.isEmpty()) {
      return Either.right(
          replace(
              state,
              add.entity(),
              add.group(),
              Option.some(
                  PropertyGroup.declared(
                      add.group(), add.type(), add.persistent(), add.layer(), provenance))));
    }
    PropertyGroup present = old.get();
    if (!present.type().equals(add.type()) || present.persistent() != add.persistent()) {
      return Either.left(
          new Rejection.GroupMismatch(
              add.entity(), add.group(), present.type(), present.persistent()));
    }
    if (present.isVisible() && add.strict()) {
      return Either.left(new Rejection.Exists(add.entity().group(add.group())));
    }
    return Either.right(
        edit(state, add.entity(), add.group(), g -> g.declaredBy(add.layer(), provenance)));
  }

  private static Either<Rejection, RepositoryState> deleteGroup(
      RepositoryState state, Change.DeleteGroup delete, Provenance provenance) {
    return state
        .ownGroup(delete.entity(), delete.group())
        .map(
            old ->
                replace(
                    state, delete.entity(), delete.group(), old.delete(delete.layer(), provenance)))
        .toEither(() -> new Rejection.NoSuchEntity(delete.entity().group(delete.group())));
  }

  /// A layer goes on supplying what a higher one hides: an upgrade must not fail because the
  /// administrator deleted the group.
  private static Either<Rejection, RepositoryState> setProperty(
      RepositoryState state, Change.SetProperty set, long generation) {
    var provenance = new Provenance(generation, set.file());
    return state
        .ownGroups(set.entity())
        .get(set.group())
        .filter(old -> old.isVisible() || old.isDeclaredBy(set.layer()))
        .map(
            old ->
                edit(
                    state,
                    set.entity(),
                    set.group(),
                    g -> g.supply(set.layer(), set.property(), provenance)))
        .toEither(() -> new Rejection.NoSuchEntity(set.entity().group(set.group())));
  }

  private static Either<Rejection, RepositoryState> deleteProperty(
      RepositoryState state, Change.DeleteProperty delete, Provenance provenance) {
    return state
        .ownGroup(delete.entity(), delete.group())
        .filter(old -> old.property(delete.property()).isDefined())
        .map(
            old ->
                edit(
                    state,
                    delete.entity(),
                    delete.group(),
                    g -> g.delete(delete.layer(), delete.property(), provenance)))
        .toEither(
            () ->
                new Rejection.NoSuchEntity(
                    delete.entity().group(delete.group()).property(delete.property())));
  }

  private static Either<Rejection, RepositoryState> takeSnapshot(
      RepositoryState state, InstanceFmri fmri, String name, long generation) {
    return state
        .instance(fmri)
        .map(
            instance -> {
              Composition frozen = state.current(fmri).only(true);
              var taken = new Snapshot(name, generation, frozen.over(), frozen.under());
              boolean same = instance.snapshots().get(name).exists(taken::hasSameContent);
              return same ? state : put(state, instance, taken);
            })
        .toEither(() -> new Rejection.NoSuchEntity(fmri));
  }

  private static RepositoryState copySnapshot(RepositoryState state, Change.CopySnapshot copy) {
    return state
        .snapshot(copy.instance(), copy.from())
        .flatMap(
            from ->
                state
                    .instance(copy.instance())
                    .map(instance -> put(state, instance, from.named(copy.to()))))
        .getOrElse(state);
  }

  private static Either<Rejection, RepositoryState> putGroup(
      RepositoryState state, EntityFmri entity, PropertyGroup image, long generation) {
    if (!state.exists(entity)) {
      return absent(entity);
    }
    Option<PropertyGroup> old = state.ownGroups(entity).get(image.name());
    if (!image.persistent() || old.exists(group -> !group.persistent())) {
      return Either.left(new Rejection.WrongDurability(entity, image.name()));
    }
    PropertyGroup said = image.saidBy(generation);
    boolean same = old.exists(said::hasSameContent);
    return Either.right(
        same ? state : replace(state, entity, image.name(), Option.some(said.at(generation))));
  }

  private static Either<Rejection, RepositoryState> removeGroup(
      RepositoryState state, EntityFmri entity, String name) {
    Option<PropertyGroup> old = state.ownGroups(entity).get(name);
    if (old.isEmpty()) {
      return absent(entity.group(name));
    }
    return old.get().persistent()
        ? Either.right(replace(state, entity, name, Option.none()))
        : Either.left(new Rejection.WrongDurability(entity, name));
  }

  private static Either<Rejection, RepositoryState> putSnapshot(
      RepositoryState state, InstanceFmri fmri, Snapshot image) {
    Option<PropertyGroup> wrong =
        image.instance().values().appendAll(image.service().values()).find(g -> !g.persistent());
    return wrong.isDefined()
        ? Either.left(new Rejection.WrongDurability(fmri, wrong.get().name()))
        : state
            .instance(fmri)
            .map(known -> put(state, known, image))
            .toEither(() -> new Rejection.NoSuchEntity(fmri));
  }

  private static Either<Rejection, RepositoryState> removeSnapshot(
      RepositoryState state, InstanceFmri fmri, String name) {
    return state
        .instance(fmri)
        .filter(instance -> instance.snapshots().containsKey(name))
        .map(
            instance ->
                state.withInstance(instance.withSnapshots(instance.snapshots().remove(name))))
        .toEither(() -> new Rejection.NoSuchSnapshot(fmri, name));
  }

  private static RepositoryState put(RepositoryState state, Instance instance, Snapshot snapshot) {
    return state.withInstance(
        instance.withSnapshots(instance.snapshots().put(snapshot.name(), snapshot)));
  }

  private static Either<Rejection, RepositoryState> revert(
      RepositoryState state, InstanceFmri fmri, String name, long generation) {
    if (!state.exists(fmri)) {
      return absent(fmri);
    }
    return state
        .snapshot(fmri, name)
        .map(
            snapshot ->
                restore(
                    restore(state, fmri.service(), snapshot.service(), generation),
                    fmri,
                    snapshot.instance(),
                    generation))
        .toEither(() -> new Rejection.NoSuchSnapshot(fmri, name));
  }

  /// Puts frozen groups in place of an entity's persistent ones. The enabled state is not a matter
  /// of configuration history and stays as every layer has it (smf.md §2.5).
  private static RepositoryState restore(
      RepositoryState state,
      EntityFmri entity,
      TreeMap<String, PropertyGroup> frozen,
      long generation) {
    TreeMap<String, PropertyGroup> now = state.ownGroups(entity);
    TreeMap<String, PropertyGroup> kept = now.filterValues(group -> !group.persistent());
    TreeMap<String, PropertyGroup> restored =
        frozen.mapValues(
            group -> now.get(group.name()).contains(group) ? group : group.at(generation));
    Option<LayeredProperty> enabled =
        now.get("general")
            .filter(PropertyGroup::persistent)
            .flatMap(general -> general.layered().get("enabled"))
            .filter(property -> property.effective().isDefined());
    if (enabled.isDefined()) {
      PropertyGroup general =
          restored
              .get("general")
              .getOrElse(
                  () ->
                      PropertyGroup.declared(
                          "general", "framework", true, Layer.ADMIN, here(generation)));
      restored = restored.put("general", general.adopt(enabled.get(), here(generation)));
    }
    return state.withGroups(entity, restored.merge(kept));
  }

  private static Either<Rejection, RepositoryState> report(
      RepositoryState state, Change.Report report, Provenance provenance) {
    if (!state.exists(report.instance())) {
      return Either.right(state);
    }
    Option<PropertyGroup> old = state.ownGroups(report.instance()).get(report.group());
    if (old.exists(PropertyGroup::persistent)) {
      return Either.left(new Rejection.WrongDurability(report.instance(), report.group()));
    }
    PropertyGroup group =
        old.getOrElse(
                () ->
                    PropertyGroup.declared(
                        report.group(), report.type(), false, Layer.ADMIN, provenance))
            .declaredBy(Layer.ADMIN, provenance);
    for (String removed : report.removed()) {
      group = group.withdraw(Layer.ADMIN, removed, provenance.generation());
    }
    for (Property property : report.set()) {
      group = group.supply(Layer.ADMIN, property, provenance);
    }
    return Either.right(replace(state, report.instance(), report.group(), Option.some(group)));
  }

  private static Either<Rejection, RepositoryState> consume(
      RepositoryState state, Change.Consume consume, long generation) {
    Option<PropertyGroup> old = state.ownGroups(consume.instance()).get(consume.group());
    if (old.exists(PropertyGroup::persistent)) {
      return Either.left(new Rejection.WrongDurability(consume.instance(), consume.group()));
    }
    boolean same =
        old.filter(PropertyGroup::isVisible)
            .flatMap(group -> group.property(consume.property()))
            .flatMap(Property::single)
            .contains(consume.value());
    return Either.right(
        same
            ? edit(
                state,
                consume.instance(),
                consume.group(),
                g -> g.withdraw(Layer.ADMIN, consume.property(), generation))
            : state);
  }
}
