package systemk.shell.svcprop;

import io.vavr.collection.TreeMap;
import io.vavr.control.Either;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.repository.Composition;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Snapshot;

/// Which configuration of an entity is shown.
sealed interface View {

  /// What an instance runs with, and what is live; a service as it is.
  record Effective() implements View {}

  /// As edited, an instance over its service.
  record Current() implements View {}

  /// As edited, without the service.
  record Attached() implements View {}

  /// As frozen.
  record Frozen(String snapshot) implements View {}

  /// The configuration in question, or why there is none.
  default Either<String, Composition> of(RepositoryState state, EntityFmri entity) {
    return switch (this) {
      case Effective _ ->
          Either.right(
              entity instanceof InstanceFmri instance
                  ? state.effective(instance)
                  : state.current(entity));
      case Current _ -> Either.right(state.current(entity));
      case Attached _ -> Either.right(new Composition(state.ownGroups(entity), TreeMap.empty()));
      case Frozen(String name) ->
          entity instanceof InstanceFmri instance
              ? state
                  .snapshot(instance, name)
                  .map(Snapshot::composition)
                  .toEither("No such snapshot.")
              : Either.left("Only instances have snapshots.");
    };
  }
}
