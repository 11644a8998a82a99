package systemk.startd;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import systemk.core.Time;
import systemk.core.repository.Transaction;
import systemk.core.restarter.Effect;

/// What one turn led to: a record to be kept, and the acts that wait for it.
///
/// @param id of the commit, by which its answer is known
/// @param record what must be on record before anything is done; none if nothing was decided
/// @param acknowledges the last event of k.init that led to it; 0 if none did
record Batch(
    long id, Option<Transaction> record, Vector<Effect> acts, long acknowledges, Time time) {

  /// The same acts, with nothing left to wait for.
  Batch recorded() {
    return new Batch(id, Option.none(), acts, acknowledges, time);
  }

  /// The same batch with a smaller record.
  Batch withRecord(Transaction transaction) {
    return new Batch(id, Option.some(transaction), acts, acknowledges, time);
  }
}
