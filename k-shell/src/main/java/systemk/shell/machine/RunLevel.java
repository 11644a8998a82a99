package systemk.shell.machine;

import io.vavr.control.Option;
import systemk.core.repository.Composition;
import systemk.core.repository.RepositoryState;
import systemk.shell.Invocation;
import systemk.shell.Outcome;
import systemk.shell.text.Output;
import systemk.shell.view.Status;

/// `runlevel`: says which milestone is to be reached, in the words of init(8). A run level before
/// this one is not known here, hence the `N`.
public final class RunLevel {
  private RunLevel() {}

  public static Outcome run(Invocation invocation, RepositoryState state) {
    return Asking.parsed(
        invocation,
        "",
        options ->
            options.operands().isEmpty()
                ? Outcome.Exit.ok("N " + of(state) + "\n")
                : Asking.usage(new Output(invocation.program())));
  }

  private static String of(RepositoryState state) {
    Composition options = state.current(Status.DEFAULT_RESTARTER);
    Option<String> milestone =
        options.value("options_ovr", "milestone").orElse(options.value("options", "milestone"));
    return switch (milestone.getOrElse("all")) {
      case "none", "svc:/milestone/single-user:default" -> "S";
      case "svc:/milestone/multi-user:default" -> "2";
      default -> "3";
    };
  }
}
