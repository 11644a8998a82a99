package systemk.configd;

import systemk.core.repository.RepositoryState;
import systemk.shell.Invocation;
import systemk.shell.Outcome;

/// The commands, as far as this daemon is concerned.
@FunctionalInterface
interface Shell {
  Outcome run(Invocation invocation, RepositoryState state);
}
