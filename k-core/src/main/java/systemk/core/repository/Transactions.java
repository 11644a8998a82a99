package systemk.core.repository;

import io.vavr.collection.TreeMap;
import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.Fmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.fmri.Names;
import systemk.core.property.Layer;
import systemk.core.property.Property;
import systemk.core.property.PropertyGroup;
import systemk.core.property.Provenance;

/// Applies transactions to repository states.
/* A transaction is tried change by change on the state the changes before it made. A change that is
 * refused leaves that state as it was and the next one is tried all the same, so that the answer can
 * name every reason at once; the result of a transaction with any reason against it is thrown away.
 */
public final class Transactions {
  /// The most changes one transaction may have.
  public static final int MAX_CHANGES = 100_000;

  private Transactions() {}

  /// The state after the transaction, at its new revision, or every reason why there is none.
  public static Either<Vector<Rejection>, RepositoryState> apply(
      RepositoryState state, Transaction transaction) {
    Vector<Rejection> reasons = guards(state, transaction).appendAll(limits(transaction));
    Revision revision = next(state, transaction);
    RepositoryState result = state;
    for (Change change : transaction.changes()) {
      Either<Rejection, RepositoryState> step = step(result, change, revision.generation());
      if (step.isLeft()) {
        reasons = reasons.append(step.getLeft());
      } else {
        result = step.get();
      }
    }
    return reasons.isEmpty() ? Either.right(result.at(revision)) : Either.left(reasons);
  }

  /// The revision the transaction would lead to: a new generation if it touches anything
  /// persistent, a new tick if not.
  public static Revision next(RepositoryState state, Transaction transaction) {
    Revision now = state.revision();
    return isVolatile(state, transaction)
        ? new Revision(now.generation(), now.tick() + 1)
        : new Revision(now.generation() + 1, now.tick());
  }

  /// Whether every change of the transaction concerns only non-persistent groups.
  public static boolean isVolatile(RepositoryState state, Transaction transaction) {
    return transaction.changes().forAll(change -> isVolatile(state, change));
  }

  private static boolean isVolatile(RepositoryState state, Change change) {
    return switch (change) {
      case Change.Report _, Change.Consume _ -> true;
      case Change.AddGroup add -> !add.persistent();
      case Change.DeleteGroup(var entity, var group, _) -> isVolatileGroup(state, entity, group);
      case Change.WithdrawGroup(var entity, var group, _) -> isVolatileGroup(state, entity, group);
      case Change.SetProperty set -> isVolatileGroup(state, set.entity(), set.group());
      case Change.DeleteProperty(var entity, var group, _, _) ->
          isVolatileGroup(state, entity, group);
      case Change.WithdrawProperty(var entity, var group, _, _) ->
          isVolatileGroup(state, entity, group);
      case Change.AddService _,
          Change.DeleteService _,
          Change.AddInstance _,
          Change.DeleteInstance _,
          Change.TakeSnapshot _,
          Change.CopySnapshot _,
          Change.Revert _ ->
          false;
    };
  }

  private static boolean isVolatileGroup(RepositoryState state, EntityFmri entity, String group) {
    return state.ownGroups(entity).get(group).exists(g -> !g.persistent());
  }

  private static Vector<Rejection> guards(RepositoryState state, Transaction transaction) {
    return transaction.guards().flatMap(guard -> violation(state, guard));
  }

  private static Option<Rejection> violation(RepositoryState state, Guard guard) {
    return switch (guard) {
      case Guard.Unchanged(long expected) ->
          moved("the repository", expected, state.revision().generation());
      case Guard.GroupUnchanged(var entity, var group, long expected) ->
          moved(
              entity.group(group).toString(),
              expected,
              state.ownGroup(entity, group).map(PropertyGroup::generation).getOrElse(0L));
    };
  }

  private static Option<Rejection> moved(String what, long expected, long actual) {
    return expected == actual
        ? Option.none()
        : Option.some(new Rejection.NotLatest(what, expected, actual));
  }

  private static Vector<Rejection> limits(Transaction transaction) {
    Vector<Rejection> reasons = Vector.empty();
    if (transaction.changes().size() > MAX_CHANGES) {
      reasons = reasons.append(new Rejection.OverLimit("more than " + MAX_CHANGES + " changes"));
    }
    if (transaction.comment().length() > Transaction.MAX_COMMENT) {
      reasons =
          reasons.append(
              new Rejection.OverLimit(
                  "the comment is longer than " + Transaction.MAX_COMMENT + " characters"));
    }
    return reasons;
  }

  private static Either<Rejection, RepositoryState> step(
      RepositoryState state, Change change, long generation) {
    return switch (change) {
      case Change.AddService(var service) ->
          state.exists(service)
              ? Either.left(new Rejection.Exists(service))
              : Either.right(state.withService(Service.empty(service)));
      case Change.DeleteService(var service) ->
          state.exists(service) ? Either.right(state.withoutService(service)) : absent(service);
      case Change.AddInstance(var instance) -> addInstance(state, instance);
      case Change.DeleteInstance(var instance) ->
          state
              .service(instance.service())
              .filter(service -> service.instances().containsKey(instance.name()))
              .map(service -> state.withService(service.withoutInstance(instance.name())))
              .toEither(new Rejection.NoSuchEntity(instance));
      case Change.AddGroup add -> addGroup(state, add, generation);
      case Change.DeleteGroup(var entity, var group, var layer) ->
          state
              .ownGroup(entity, group)
              .map(
                  old ->
                      replace(
                          state, entity, group, old.delete(layer, here(generation, Option.none()))))
              .toEither(new Rejection.NoSuchEntity(entity.group(group)));
      case Change.WithdrawGroup(var entity, var group, var layer) ->
          Either.right(
              state
                  .ownGroups(entity)
                  .get(group)
                  .map(old -> replace(state, entity, group, old.withdraw(layer, generation)))
                  .getOrElse(state));
      case Change.SetProperty set ->
          state
              .ownGroup(set.entity(), set.group())
              .map(
                  old ->
                      replace(
                          state,
                          set.entity(),
                          set.group(),
                          Option.some(
                              old.supply(
                                  set.layer(), set.property(), here(generation, set.file())))))
              .toEither(new Rejection.NoSuchEntity(set.entity().group(set.group())));
      case Change.DeleteProperty delete -> deleteProperty(state, delete, generation);
      case Change.WithdrawProperty(var entity, var group, var property, var layer) ->
          Either.right(
              state
                  .ownGroups(entity)
                  .get(group)
                  .map(
                      old ->
                          replace(
                              state,
                              entity,
                              group,
                              Option.some(old.withdraw(layer, property, generation))))
                  .getOrElse(state));
      case Change.TakeSnapshot(var instance, var name) ->
          takeSnapshot(state, instance, name, generation);
      case Change.CopySnapshot copy -> Either.right(copySnapshot(state, copy));
      case Change.Revert(var instance, var name) -> revert(state, instance, name, generation);
      case Change.Report report -> report(state, report, generation);
      case Change.Consume consume -> consume(state, consume, generation);
    };
  }

  private static <T> Either<Rejection, T> absent(Fmri fmri) {
    return Either.left(new Rejection.NoSuchEntity(fmri));
  }

  private static Provenance here(long generation, Option<String> file) {
    return new Provenance(generation, file);
  }

  private static RepositoryState replace(
      RepositoryState state, EntityFmri entity, String group, Option<PropertyGroup> changed) {
    TreeMap<String, PropertyGroup> groups = state.ownGroups(entity);
    return state.withGroups(
        entity, changed.map(g -> groups.put(group, g)).getOrElse(() -> groups.remove(group)));
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

  private static Either<Rejection, RepositoryState> addGroup(
      RepositoryState state, Change.AddGroup add, long generation) {
    if (!state.exists(add.entity())) {
      return absent(add.entity());
    }
    if (!Names.isName(add.group()) || !Names.isName(add.type())) {
      return Either.left(
          new Rejection.OverLimit(
              "\"" + add.group() + "\" and \"" + add.type() + "\" are not a name and a type"));
    }
    Provenance provenance = here(generation, Option.none());
    Option<PropertyGroup> old = state.ownGroups(add.entity()).get(add.group());
    PropertyGroup fresh =
        PropertyGroup.declared(add.group(), add.type(), add.persistent(), add.layer(), provenance);
    if (old.isEmpty()) {
      return Either.right(replace(state, add.entity(), add.group(), Option.some(fresh)));
    }
    PropertyGroup present = old.get();
    boolean same = present.type().equals(add.type()) && present.persistent() == add.persistent();
    if (present.isVisible() && !same) {
      return Either.left(
          new Rejection.GroupMismatch(
              add.entity(), add.group(), present.type(), present.persistent()));
    }
    if (present.isVisible() && add.strict()) {
      return Either.left(new Rejection.Exists(add.entity().group(add.group())));
    }
    return Either.right(
        replace(
            state,
            add.entity(),
            add.group(),
            Option.some(present.declaredBy(add.layer(), provenance))));
  }

  private static Either<Rejection, RepositoryState> deleteProperty(
      RepositoryState state, Change.DeleteProperty delete, long generation) {
    return state
        .ownGroup(delete.entity(), delete.group())
        .filter(old -> old.property(delete.property()).isDefined())
        .map(
            old ->
                replace(
                    state,
                    delete.entity(),
                    delete.group(),
                    Option.some(
                        old.delete(
                            delete.layer(), delete.property(), here(generation, Option.none())))))
        .toEither(
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
              var snapshot = new Snapshot(name, generation, frozen.over(), frozen.under());
              return state.withInstance(
                  instance.withSnapshots(instance.snapshots().put(name, snapshot)));
            })
        .toEither(new Rejection.NoSuchEntity(fmri));
  }

  private static RepositoryState copySnapshot(RepositoryState state, Change.CopySnapshot copy) {
    return state
        .instance(copy.instance())
        .flatMap(
            instance ->
                instance
                    .snapshots()
                    .get(copy.from())
                    .map(
                        from ->
                            state.withInstance(
                                instance.withSnapshots(
                                    instance
                                        .snapshots()
                                        .put(
                                            copy.to(),
                                            new Snapshot(
                                                copy.to(),
                                                from.generation(),
                                                from.instance(),
                                                from.service()))))))
        .getOrElse(state);
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
        .toEither(new Rejection.NoSuchSnapshot(fmri, name));
  }

  /// Puts frozen groups in place of an entity's persistent ones. The enabled state is not a matter
  /// of configuration history and stays (smf.md §2.5).
  private static RepositoryState restore(
      RepositoryState state,
      EntityFmri entity,
      TreeMap<String, PropertyGroup> frozen,
      long generation) {
    TreeMap<String, PropertyGroup> now = state.ownGroups(entity);
    TreeMap<String, PropertyGroup> kept = now.filterValues(group -> !group.persistent());
    Option<Property> enabled = now.get("general").flatMap(g -> g.property("enabled"));
    TreeMap<String, PropertyGroup> restored =
        frozen.mapValues(
            group ->
                now.get(group.name()).contains(group)
                    ? group
                    : new PropertyGroup(
                        group.name(),
                        group.type(),
                        true,
                        generation,
                        group.layers(),
                        group.layered()));
    if (enabled.isDefined()) {
      var provenance = new Provenance(generation, Option.none());
      PropertyGroup general =
          restored
              .get("general")
              .getOrElse(
                  () ->
                      PropertyGroup.declared(
                          "general", "framework", true, Layer.ADMIN, provenance));
      if (!general.property("enabled").equals(enabled)) {
        restored = restored.put("general", general.supply(Layer.ADMIN, enabled.get(), provenance));
      }
    }
    return state.withGroups(entity, restored.merge(kept));
  }

  private static Either<Rejection, RepositoryState> report(
      RepositoryState state, Change.Report report, long generation) {
    if (!state.exists(report.instance())) {
      return Either.right(state);
    }
    Provenance provenance = here(generation, Option.none());
    Option<PropertyGroup> old = state.ownGroup(report.instance(), report.group());
    if (old.exists(PropertyGroup::persistent)) {
      return Either.left(new Rejection.WrongDurability(report.instance(), report.group()));
    }
    PropertyGroup group =
        old.getOrElse(
            () ->
                PropertyGroup.declared(
                    report.group(), report.type(), false, Layer.ADMIN, provenance));
    for (String removed : report.removed()) {
      group = group.withdraw(Layer.ADMIN, removed, generation);
    }
    for (Property property : report.set()) {
      group = group.supply(Layer.ADMIN, property, provenance);
    }
    return Either.right(replace(state, report.instance(), report.group(), Option.some(group)));
  }

  private static Either<Rejection, RepositoryState> consume(
      RepositoryState state, Change.Consume consume, long generation) {
    Option<PropertyGroup> old = state.ownGroup(consume.instance(), consume.group());
    if (old.exists(PropertyGroup::persistent)) {
      return Either.left(new Rejection.WrongDurability(consume.instance(), consume.group()));
    }
    return Either.right(
        old.filter(
                group ->
                    group
                        .property(consume.property())
                        .flatMap(Property::single)
                        .contains(consume.value()))
            .map(
                group ->
                    replace(
                        state,
                        consume.instance(),
                        consume.group(),
                        Option.some(group.withdraw(Layer.ADMIN, consume.property(), generation))))
            .getOrElse(state));
  }
}
