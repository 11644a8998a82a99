package systemk.repo;

import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import systemk.core.repository.Applied;
import systemk.core.repository.Committed;
import systemk.core.repository.Rejection;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Revision;
import systemk.core.repository.Transactions;
import systemk.repo.json.StoredRequest;
import systemk.repo.json.StoredTransaction;
import systemk.repo.mapdb.Checkpoint;

/// Rebuilds a state from a checkpoint and the transactions of both journals.
/* The volatile journal begins with a base: all non-persistent groups at one revision. Up to there the
 * persistent transactions are replayed without their volatile changes, on a state that has no
 * non-persistent groups; systemk.core.repository.Steps says why that gives the persistent part of what
 * was. At the base the groups are put back, and from there both journals are replayed whole, merged by
 * revision, which is the order they were committed in. (A frame is behind the base if its number is
 * higher than the base's generation. Revisions do not tell, because another boot counted its own
 * ticks.) Without a base, after a reboot, the first half is all there is.
 *
 * A transaction that does not lead to the revision it is filed under, or is refused, is damage: it was
 * accepted once, on the same state.
 */
final class Replay {
  /// What cannot be replayed, in words.
  static final class Impossible extends Exception {
    private static final long serialVersionUID = 1;

    Impossible(String why) {
      super(why);
    }
  }

  private final Option<VolatileBase> base;
  private final Deque<StoredTransaction> volatileEntries;
  private final Vector<StoredRequest> requests;
  private final int remembered;
  private final TreeMap<Revision, Committed> recent = new TreeMap<>();
  private final TreeMap<Long, Committed> lasting = new TreeMap<>();
  private final TreeMap<Revision, Committed> passing = new TreeMap<>();
  private Ledger ledger = Ledger.EMPTY;
  private RepositoryState state;
  private boolean merging;

  /// @param start the checkpoint
  /// @param base the volatile journal's, if it is of this boot
  /// @param volatileEntries what follows the base
  /// @param remembered how many transactions are kept at hand
  Replay(
      Checkpoint start,
      Option<VolatileBase> base,
      List<StoredTransaction> volatileEntries,
      int remembered) {
    this.state = start.state();
    this.requests = start.requests();
    this.remembered = remembered;
    this.base = base;
    this.volatileEntries = new ArrayDeque<>(volatileEntries);
    base.forEach(b -> b.recent().forEach(this::rememberPassing));
  }

  /// Replays a frame of the persistent journal.
  ///
  /// @param seq its number, which is the generation before it and one
  void frame(long seq, List<StoredTransaction> transactions) throws Impossible {
    if (!merging && base.exists(b -> seq > b.revision().generation())) {
      enterBase(base.get());
    }
    for (StoredTransaction stored : transactions) {
      if (merging) {
        replayVolatileBefore(stored.revision());
        whole(stored);
      } else {
        project(stored);
      }
    }
    remember(seq, transactions);
  }

  private void replayVolatileBefore(Revision revision) throws Impossible {
    while (!volatileEntries.isEmpty()
        && volatileEntries.getFirst().revision().compareTo(revision) < 0) {
      volatileEntry(volatileEntries.removeFirst());
    }
  }

  private void enterBase(VolatileBase at) throws Impossible {
    if (state.revision().generation() != at.revision().generation()) {
      throw new Impossible(
          "generation "
              + at.revision().generation()
              + " was committed in this boot and is missing");
    }
    state =
        state
            .withVolatileGroups(at.groups())
            .getOrElseThrow(() -> new Impossible("the volatile groups do not fit"))
            .at(at.revision());
    merging = true;
  }

  /// Replays all of a transaction.
  private void whole(StoredTransaction stored) throws Impossible {
    Applied applied = applied(stored, Vector.empty());
    boolean same =
        applied.state().revision().equals(stored.revision())
            && applied.volatileChanges().equals(stored.volatileChanges());
    if (!same) {
      throw new Impossible(
          "transaction " + stored.revision() + " led to " + applied.state().revision());
    }
    if (!stored.isVolatile()) {
      ledger = ledger.with(stored.committed(), state, remembered);
    }
    state = applied.state();
  }

  /// Replays what outlives a boot of a transaction.
  private void project(StoredTransaction stored) throws Impossible {
    long expected = state.revision().generation() + (stored.isVolatile() ? 0 : 1);
    if (stored.revision().generation() != expected) {
      throw new Impossible(
          "transaction " + stored.revision() + " does not follow " + state.revision());
    }
    if (!stored.isVolatile()) {
      RepositoryState before = state;
      state = applied(stored, stored.volatileChanges()).state();
      ledger = ledger.with(stored.committed(), before, remembered);
    }
    state = state.at(stored.revision());
  }

  private Applied applied(StoredTransaction stored, Vector<Integer> without) throws Impossible {
    Either<Vector<Rejection>, Applied> attempt =
        Transactions.attempt(state, stored.committed().transaction().without(without));
    if (attempt.isLeft()) {
      throw new Impossible(
          "transaction "
              + stored.revision()
              + " is refused: "
              + attempt.getLeft().head().message());
    }
    return attempt.get();
  }

  /// Notes a frame for the history; also one from before the checkpoint.
  void remember(long seq, List<StoredTransaction> transactions) {
    // Ticks of another boot are numbers like those of this one; only the frame tells which it is.
    boolean thisBoot = base.exists(b -> seq > b.floor().generation());
    for (StoredTransaction stored : transactions) {
      if (!stored.isVolatile()) {
        lasting.put(stored.revision().generation(), stored.committed());
        if (thisBoot) {
          recent.put(stored.revision(), stored.committed());
        }
      } else if (thisBoot) {
        rememberPassing(stored.committed());
      }
    }
  }

  private void rememberPassing(Committed entry) {
    recent.put(entry.revision(), entry);
    passing.put(entry.revision(), entry);
  }

  /// Replays what is left of the volatile journal.
  void finish() throws Impossible {
    if (base.isDefined() && !merging) {
      enterBase(base.get());
    }
    while (!volatileEntries.isEmpty()) {
      volatileEntry(volatileEntries.removeFirst());
    }
  }

  private void volatileEntry(StoredTransaction stored) throws Impossible {
    whole(stored);
    rememberPassing(stored.committed());
  }

  /// The state. Its tick is that of this boot, or 0.
  RepositoryState state() {
    return merging ? state : state.withoutVolatile();
  }

  /// The last generation that was replayed.
  long generation() {
    return state.revision().generation();
  }

  /// What is known of the past of [#state].
  History history() {
    Requests lasted = with(lasting.values(), Requests.of(requests, remembered));
    if (!merging) {
      return new History(Recent.startingAt(state().revision()), ledger, lasted, Requests.NONE);
    }
    Requests passed = with(passing.values(), Requests.of(base.get().requests(), remembered));
    return new History(recent(), ledger, lasted, passed);
  }

  /// What is known without a gap. There is one where the checkpoint holds what was committed after
  /// the floor; then what follows the base is known.
  private Recent recent() {
    Recent last = Recent.startingAt(base.get().floor());
    for (Committed entry : recent.values()) {
      boolean gap = !follows(last.last(), entry.revision());
      last = gap ? Recent.startingAt(base.get().revision()) : last;
      last =
          follows(last.last(), entry.revision())
              ? last.with(entry, remembered)
              : Recent.startingAt(entry.revision());
    }
    return last.last().equals(state.revision()) ? last : Recent.startingAt(state.revision());
  }

  private Requests with(Iterable<Committed> entries, Requests requests) {
    Requests all = requests;
    for (Committed entry : entries) {
      all = all.with(entry, remembered);
    }
    return all;
  }

  private static boolean follows(Revision before, Revision after) {
    return after.equals(new Revision(before.generation(), before.tick() + 1))
        || after.equals(new Revision(before.generation() + 1, before.tick()));
  }
}
