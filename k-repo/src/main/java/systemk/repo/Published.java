package systemk.repo;

import systemk.core.repository.RepositoryState;

/// What readers see: replaced as one by the writer.
record Published(RepositoryState state, History history) {}
