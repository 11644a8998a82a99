package systemk.repo;

import io.vavr.control.Option;
import systemk.core.repository.Committed;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Revision;

/// What is known in memory of how a state came about.
///
/// @param recent what was committed last, for those who follow every change
/// @param ledger what made the last generations, of earlier boots too
/// @param lasting the requests that made a generation
/// @param passing the requests that made none; the next boot does not know them
record History(Recent recent, Ledger ledger, Requests lasting, Requests passing) {
  /// How many changes may be kept, so that neither a few huge transactions fill the heap nor, with
  /// services that come and go without end, many small ones: four times as many were 100 MB, and
  /// another 250 while a journal was written anew.
  private static final long MAX_CHANGES = 1 << 15;

  static History startingAt(Revision revision) {
    return new History(Recent.startingAt(revision), Ledger.EMPTY, Requests.NONE, Requests.NONE);
  }

  static boolean isOver(int entries, long changes, int remembered) {
    return entries > remembered || (changes > MAX_CHANGES && entries > 1);
  }

  /// This history and one transaction more.
  ///
  /// @param before the state it was made on
  History with(Committed entry, RepositoryState before, int remembered) {
    Recent later = recent.with(entry, remembered);
    return entry.revision().generation() == before.revision().generation()
        ? new History(later, ledger, lasting, passing.with(entry, remembered))
        : new History(
            later,
            ledger.with(entry, before, remembered),
            lasting.with(entry, remembered),
            passing);
  }

  /// The history of a state from which a reboot has taken what does not outlive it.
  History rebooted(Revision revision) {
    return new History(Recent.startingAt(revision), ledger, lasting, Requests.NONE);
  }

  /// What a request led to, if it was committed already.
  Option<Revision> answered(String request) {
    return lasting.find(request).orElse(() -> passing.find(request));
  }
}
