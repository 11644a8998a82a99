package systemk.repo;

import io.vavr.collection.Vector;
import systemk.core.repository.Committed;
import systemk.core.repository.Rejection;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Revision;

/// What became of a proposal.
public sealed interface CommitResult {
  /// It is on disk. The state is the one right after it.
  record Done(Committed entry, RepositoryState after) implements CommitResult {}

  /// A transaction with the same request identity was committed before, at this revision.
  record Repeated(Revision revision, RepositoryState now) implements CommitResult {}

  /// Nothing was proposed.
  record Nothing(RepositoryState now) implements CommitResult {}

  /// It was refused, for all these reasons.
  record Refused(Vector<Rejection> reasons) implements CommitResult {}

  /// It could not be written: the disk is full, failed or damaged. One line that says why.
  record ReadOnly(String reason) implements CommitResult {}
}
