package systemk.shell.svcprop;

import systemk.core.repository.RepositoryState;
import systemk.shell.Invocation;
import systemk.shell.Outcome;

/// Stub.
public final class Svcprop {
  private Svcprop() {}

  public static Outcome run(Invocation invocation, RepositoryState state) {
    return Outcome.Exit.ok("");
  }
}
