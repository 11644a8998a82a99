package systemk.core.repository;

import io.vavr.collection.Vector;

/// A transaction that was not refused, as it was applied.
///
/// @param state the state after it
/// @param volatileChanges the positions of the changes that concerned only non-persistent groups
public record Applied(RepositoryState state, Vector<Integer> volatileChanges) {}
