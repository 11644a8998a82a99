package systemk.repo;

import systemk.core.repository.RepositoryState;

/// What readers see: replaced as one by the writer.
record Published(RepositoryState state, History history) {
  long generation() {
    return state.revision().generation();
  }

  /// The oldest generation that memory tells of.
  long oldest() {
    return history.ledger().oldest(generation());
  }
}
