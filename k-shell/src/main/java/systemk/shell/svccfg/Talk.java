package systemk.shell.svccfg;

import io.vavr.control.Option;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.repository.Dialogue;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Snapshot;
import systemk.core.repository.Transaction;
import systemk.core.repository.Transactions;
import systemk.shell.Invocation;
import systemk.shell.Outcome;
import systemk.shell.history.Ask;

/// A line of a dialogue with `svccfg`: where it begins, and what is kept for the next one.
final class Talk {
  private Talk() {}

  /// Takes a dialogue up where the line before left it, and has a batch go on from there. An open
  /// transaction is seen on what was configured when it was begun, so it does not move under its
  /// maker's hands; if that has moved on, `commit` will tell.
  static Outcome resume(
      Invocation invocation, RepositoryState state, Dialogue dialogue, Batch batch) {
    if (dialogue.open().isEmpty()) {
      return resume(invocation, state, dialogue, Option.none(), batch);
    }
    Dialogue.Open open = dialogue.open().get();
    var transaction = new Transacting(open.base(), open.comment(), open.changes(), 0);
    return Ask.newest(
        newest ->
            newest.revision().generation() == open.base()
                ? resume(invocation, newest, dialogue, Option.some(transaction), batch)
                : Ask.stateAt(
                    open.base(),
                    then ->
                        resume(
                            invocation,
                            then.getOrElse(newest),
                            dialogue,
                            Option.some(transaction),
                            batch)));
  }

  private static Outcome resume(
      Invocation invocation,
      RepositoryState base,
      Dialogue dialogue,
      Option<Transacting> open,
      Batch batch) {
    RepositoryState state =
        open.flatMap(
                transaction ->
                    Transactions.apply(
                            base, Transaction.of(invocation.caller(), transaction.changes()))
                        .toOption())
            .getOrElse(base);
    Option<EntityFmri> selection = dialogue.selection().filter(state::exists);
    Option<Snapshot> snapshot = dialogue.snapshot().flatMap(name -> find(state, selection, name));
    var stand = new Batch.Stand(0, state, selection, snapshot, open, dialogue.verbose(), false, 0);
    if (selection.isEmpty() && dialogue.selection().isDefined()) {
      return keep(
          stand,
          Outcome.Exit.failed("svccfg: " + dialogue.selection().get() + " has been deleted.\n", 1));
    }
    if (snapshot.isEmpty() && dialogue.snapshot().isDefined()) {
      return keep(
          stand,
          Outcome.Exit.failed(
              "svccfg: No such snapshot \"" + dialogue.snapshot().get() + "\".\n", 1));
    }
    return batch.go(stand);
  }

  private static Option<Snapshot> find(
      RepositoryState state, Option<EntityFmri> selection, String name) {
    return selection
        .filter(InstanceFmri.class::isInstance)
        .map(InstanceFmri.class::cast)
        .flatMap(instance -> state.snapshot(instance, name));
  }

  /// The end of a line.
  static Outcome keep(Batch.Stand stand, Outcome.Exit exit) {
    var dialogue =
        new Dialogue(
            stand.selection(),
            stand.snapshot().map(Snapshot::name),
            stand.verbose(),
            stand
                .open()
                .map(open -> new Dialogue.Open(open.base(), open.comment(), open.changes())));
    Option<String> prompt = stand.ended() ? Option.none() : Option.some(prompt(stand));
    return new Outcome.Keep(dialogue, prompt, () -> exit);
  }

  private static String prompt(Batch.Stand stand) {
    return stand.snapshot().map(snapshot -> "[" + snapshot.name() + "]").getOrElse("")
        + stand.selection().map(EntityFmri::toString).getOrElse("svc:")
        + "> ";
  }
}
