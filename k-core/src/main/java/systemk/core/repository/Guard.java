package systemk.core.repository;

import systemk.core.fmri.EntityFmri;

/// What must still be so for a transaction to be committed.
public sealed interface Guard {
  /// Nothing persistent was committed since this generation.
  record Unchanged(long generation) implements Guard {}

  /// The group is still of this generation; 0 if it is to be absent. A volatile transaction makes
  /// no generation, so this guards persistent groups only.
  record GroupUnchanged(EntityFmri entity, String group, long generation) implements Guard {}
}
