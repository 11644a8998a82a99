package systemk.shell;

import io.vavr.collection.Vector;
import systemk.core.repository.RepositoryState;
import systemk.shell.complete.Completing;
import systemk.shell.machine.Ending;
import systemk.shell.machine.RunLevel;
import systemk.shell.machine.ShutdownCommand;
import systemk.shell.machine.Telinit;
import systemk.shell.svcadm.Awaiting;
import systemk.shell.svcadm.Svcadm;
import systemk.shell.svcbundle.Svcbundle;
import systemk.shell.svccfg.StandardImport;
import systemk.shell.svccfg.Svccfg;
import systemk.shell.svcprop.Svcprop;
import systemk.shell.svcs.ContractMembers;
import systemk.shell.svcs.Svcs;

/// All commands by name.
public final class Commands {
  private Commands() {}

  /// Runs a command on a state of the repository.
  public static Outcome run(Invocation invocation, RepositoryState state) {
    return new Guarded(invocation.program()).outcome(() -> start(invocation, state));
  }

  private static Outcome start(Invocation typed, RepositoryState state) {
    Invocation invocation =
        typed.arguments().headOption().contains("--help")
            ? typed.withArguments(Vector.of("-?"))
            : typed;
    return switch (invocation.program()) {
      case "svcs" -> Svcs.run(invocation, state);
      case "svcadm" -> Svcadm.run(invocation);
      case "svcprop" -> Svcprop.run(invocation, state);
      case "svccfg" -> Svccfg.run(invocation, state);
      case "reboot", "poweroff", "halt" -> Ending.run(invocation);
      case "shutdown" -> ShutdownCommand.run(invocation);
      case "telinit" -> Telinit.run(invocation);
      case "runlevel" -> RunLevel.run(invocation, state);
      case "k.complete" -> Completing.run(invocation, state);
      case "svcbundle" -> Svcbundle.run(invocation, state);
      case "k.await" -> Awaiting.run(invocation);
      case "k.import" -> StandardImport.run(invocation);
      case "k.contract" -> ContractMembers.run(invocation);
      default -> Outcome.Exit.failed(invocation.program() + ": unknown command\n", 2);
    };
  }
}
