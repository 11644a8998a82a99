package systemk.shell.svccfg;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import systemk.core.repository.Confirmation;
import systemk.shell.Outcome;
import systemk.shell.history.Standing;

/// `svccfg confirm`: keeps what was committed with `--confirm`.
final class ConfirmCommands {
  private ConfirmCommands() {}

  static Outcome confirm(Standing standing, Vector<String> words) {
    if (!words.isEmpty()) {
      return standing.fail("Syntax error.");
    }
    return new Outcome.Edit(
        newest -> {
          Option<Confirmation> pending = Confirmation.pending(newest);
          return pending.isEmpty()
              ? new Outcome.Decision.Answer(
                  standing.fail("nothing waits to be confirmed; see: svccfg log"))
              : new Outcome.Decision.Commit(
                  Confirmation.settled(newest),
                  "generation " + pending.get().generation() + " is confirmed",
                  _ -> standing.done("Generation " + pending.get().generation() + " stays.\n"),
                  reasons -> standing.fail(reasons.map(r -> r.message()).mkString("; ")));
        });
  }
}
