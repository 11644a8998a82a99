package systemk.shell;

import systemk.core.repository.RepositoryState;

/// All commands by name.
public final class Commands {
  private Commands() {}

  /// Runs a command on a state of the repository.
  public static Outcome run(Invocation invocation, RepositoryState state) {
    return Outcome.Exit.failed(invocation.program() + ": unknown command\n", 2);
  }
}
