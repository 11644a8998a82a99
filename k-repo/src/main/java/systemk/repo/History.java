package systemk.repo;

import io.vavr.collection.HashMap;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import systemk.core.repository.Committed;
import systemk.core.repository.Revision;

/// The transactions that are still at hand: who asks what happened since a revision, who made a
/// generation, or whether a request was committed already, is answered from here.
///
/// @param recent what was committed after `floor` in this boot, without a gap
/// @param floor the revision from which `recent` goes on
/// @param ledger the last transactions that made a generation, of earlier boots too, without a gap
/// @param requests the identities of the requests in `recent` and `ledger`, and what they led to
record History(Window recent, Revision floor, Window ledger, HashMap<String, Revision> requests) {

  static History startingAt(Revision revision) {
    return new History(Window.EMPTY, revision, Window.EMPTY, HashMap.empty());
  }

  Option<Vector<Committed>> since(Revision revision) {
    if (revision.equals(floor)) {
      return Option.some(recent.entries());
    }
    int low = 0;
    int high = recent.entries().size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = recent.entries().get(middle).revision().compareTo(revision);
      if (order == 0) {
        return Option.some(recent.entries().drop(middle + 1));
      }
      low = order < 0 ? middle + 1 : low;
      high = order > 0 ? middle - 1 : high;
    }
    return Option.none();
  }

  /// This history and one transaction more, without the oldest if there are too many.
  History with(Committed entry, int remembered) {
    Revision last = recent.entries().isEmpty() ? floor : recent.entries().last().revision();
    boolean generation = entry.revision().generation() != last.generation();
    History history =
        new History(
            recent.append(entry),
            floor,
            generation ? ledger.append(entry) : ledger,
            remembering(entry));
    while (history.recent.isOver(remembered)) {
      history = history.withoutOldestRecent();
    }
    while (history.ledger.isOver(remembered)) {
      history = history.withoutOldestOfLedger();
    }
    return history;
  }

  /// This history with earlier transactions, of which nothing is known but the ledger.
  History withEarlier(Vector<Committed> earlier, int remembered) {
    History history = new History(recent, floor, Window.EMPTY, requests);
    for (Committed entry : earlier.appendAll(ledger.entries())) {
      history =
          new History(recent, floor, history.ledger.append(entry), history.remembering(entry));
      while (history.ledger.isOver(remembered)) {
        history = history.withoutOldestOfLedger();
      }
    }
    return history;
  }

  private HashMap<String, Revision> remembering(Committed entry) {
    return entry
        .transaction()
        .request()
        .map(request -> requests.put(request, entry.revision()))
        .getOrElse(requests);
  }

  private History withoutOldestRecent() {
    Committed oldest = recent.entries().head();
    boolean inLedger = oldest.revision().generation() != floor.generation();
    return new History(
        recent.withoutOldest(),
        oldest.revision(),
        ledger,
        inLedger ? requests : forgetting(oldest));
  }

  private History withoutOldestOfLedger() {
    Committed oldest = ledger.entries().head();
    boolean isRecent = oldest.revision().compareTo(floor) > 0;
    return new History(
        recent, floor, ledger.withoutOldest(), isRecent ? requests : forgetting(oldest));
  }

  private HashMap<String, Revision> forgetting(Committed entry) {
    return entry.transaction().request().map(requests::remove).getOrElse(requests);
  }

  /// The recent transactions that made no generation and so are in no persistent journal.
  Vector<Committed> recentVolatile() {
    Vector<Committed> found = Vector.empty();
    Revision last = floor;
    for (Committed entry : recent.entries()) {
      if (entry.revision().generation() == last.generation()) {
        found = found.append(entry);
      }
      last = entry.revision();
    }
    return found;
  }

  /// Transactions in order, and how many changes they hold together.
  record Window(Vector<Committed> entries, long changes) {
    static final Window EMPTY = new Window(Vector.empty(), 0);

    /// How many changes may be kept, so that a few huge transactions cannot fill the heap.
    private static final long MAX_CHANGES = 1 << 17;

    Window append(Committed entry) {
      return new Window(entries.append(entry), changes + entry.transaction().changes().size());
    }

    Window withoutOldest() {
      return new Window(entries.tail(), changes - entries.head().transaction().changes().size());
    }

    boolean isOver(int remembered) {
      return entries.size() > remembered || (changes > MAX_CHANGES && entries.size() > 1);
    }
  }
}
