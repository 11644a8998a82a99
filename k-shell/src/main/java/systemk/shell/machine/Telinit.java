package systemk.shell.machine;

import io.vavr.collection.Vector;
import systemk.core.repository.ScheduledEnd;
import systemk.shell.Invocation;
import systemk.shell.Outcome;
import systemk.shell.svcadm.Milestone;
import systemk.shell.svcadm.Svcadm;
import systemk.shell.svccfg.StandardImport;
import systemk.shell.text.Output;

/// `telinit`, which is also what `init` is to whoever calls it on a running machine: run levels are
/// milestones and ends here.
public final class Telinit {
  private Telinit() {}

  public static Outcome run(Invocation invocation) {
    return Asking.parsed(
        invocation,
        "",
        options -> {
          Output output = new Output(invocation.program());
          return options.operands().size() == 1
              ? Asking.allowed(invocation, () -> to(invocation, options.operands().head(), output))
              : Asking.usage(output);
        });
  }

  private static Outcome to(Invocation invocation, String level, Output output) {
    return switch (level) {
      case "0" -> Asking.now(invocation, Asking.end(invocation, "poweroff", ""));
      case "6" -> Asking.now(invocation, Asking.end(invocation, "reboot", ""));
      case "1", "s", "S" ->
          Asking.now(invocation, Asking.end(invocation, ScheduledEnd.SINGLE_USER, ""));
      case "2" -> milestone(invocation, "svc:/milestone/multi-user:default");
      case "3", "4", "5" -> milestone(invocation, "all");
      case "q", "Q" -> StandardImport.run(invocation.with("k.import", Vector.of("-q")));
      case "u", "U" -> Svcadm.run(invocation.with("svcadm", Vector.of("upgrade")));
      default -> Asking.usage(output, "\"" + level + "\" is not a run level");
    };
  }

  private static Outcome milestone(Invocation invocation, String name) {
    return Asking.committed(
        invocation, state -> Milestone.untilReboot(state, name), () -> Outcome.Exit.ok(""));
  }
}
