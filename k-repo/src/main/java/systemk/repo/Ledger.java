package systemk.repo;

import io.vavr.collection.Vector;
import systemk.core.repository.Committed;
import systemk.core.repository.RepositoryState;

/// The last transactions that made a generation, without a gap, as far as they are in memory.
///
/// @param changes how many changes they hold together
record Ledger(Vector<LedgerEntry> entries, long changes) {
  static final Ledger EMPTY = new Ledger(Vector.empty(), 0);

  /// This ledger and one entry more, without the oldest if there are too many.
  ///
  /// @param before the state the transaction was made on
  Ledger with(Committed committed, RepositoryState before, int remembered) {
    LedgerEntry entry = LedgerEntry.of(committed, before);
    Vector<LedgerEntry> kept = entries.append(entry);
    long held = changes + entry.changes();
    while (History.isOver(kept.size(), held, remembered)) {
      held -= kept.head().changes();
      kept = kept.tail();
    }
    return new Ledger(kept, held);
  }

  /// The oldest generation whose state can be told from these entries and the newest state.
  ///
  /// @param newest the generation of that state
  long oldest(long newest) {
    return entries.isEmpty() ? newest : entries.head().generation() - 1;
  }

  /// The entries that made the generations after this one, which is no older than [#oldest].
  Vector<LedgerEntry> after(long generation) {
    return entries.isEmpty()
        ? entries
        : entries.drop(Math.toIntExact(Math.max(0, generation + 1 - entries.head().generation())));
  }

  /// Those of the entries that made a generation from `from` to `to`.
  Vector<Committed> between(long from, long to) {
    return after(from - 1).takeWhile(entry -> entry.generation() <= to).map(LedgerEntry::committed);
  }
}
