package systemk.startd;

import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import systemk.api.protocol.FromServer;
import systemk.api.protocol.Notification;
import systemk.api.protocol.Response;
import systemk.core.delegation.Order;
import systemk.core.delegation.StateReport;
import systemk.core.fmri.InstanceFmri;
import systemk.core.repository.Author;
import systemk.core.repository.Change;
import systemk.core.repository.Committed;
import systemk.core.repository.Rejection;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Revision;
import systemk.core.repository.Transaction;
import systemk.core.repository.Transactions;

/// k.configd and the line to it, simulated: what was asked, what is on its way back, and a
/// repository that outlives both.
/* Announcements and answers come in order, each among themselves only, as from the real one; k.startd's
 * own transactions are not announced but when it missed them. When the
 * line breaks, what was asked may be done or not, and what was said is lost.
 */
final class SimulatedConfigd {
  private record Asked(long id, Transaction transaction) {}

  private static final Author ADMINISTRATOR = new Author(0, 0, 2, "svcadm");

  private RepositoryState state = RepositoryState.EMPTY;
  private static final int REMEMBERED = 2_000;

  private final Deque<Committed> history = new ArrayDeque<>();
  private final Map<String, Revision> requests =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Revision> eldest) {
          return size() > REMEMBERED;
        }
      };

  private boolean connected;
  private boolean subscribed;
  private String untold = "";

  /// The instances that were deleted since somebody last listened.
  final Set<InstanceFmri> deleted = new TreeSet<>();

  private final Deque<Asked> asked = new ArrayDeque<>();
  final Deque<FromServer> announcements = new ArrayDeque<>();
  final Deque<FromServer> answers = new ArrayDeque<>();

  RepositoryState state() {
    return state;
  }

  boolean isConnected() {
    return connected;
  }

  boolean hasWork() {
    return !asked.isEmpty();
  }

  void connect() {
    connected = true;
  }

  /// The line breaks, or k.configd dies.
  ///
  /// @param done how much of what was asked is done all the same
  void disconnect(int done) {
    for (int i = 0; i < done && hasWork(); i++) {
      work();
    }
    connected = false;
    subscribed = false;
    asked.clear();
    announcements.clear();
    answers.clear();
  }

  void subscribe(Option<Revision> from, String except) {
    if (!connected) {
      return;
    }
    subscribed = true;
    untold = except;
    boolean remembered =
        from.exists(
            revision ->
                revision.equals(state.revision())
                    || (!history.isEmpty()
                        && history.getFirst().revision().compareTo(revision) <= 0));
    if (remembered) {
      announcements.add(new Response.Since(0, from.get()));
      history.stream()
          .filter(entry -> entry.revision().compareTo(from.get()) > 0)
          .forEach(entry -> announcements.add(new Notification.Announced(entry)));
    } else {
      announcements.add(new Response.Services(0, state.services().values().toJavaList()));
      announcements.add(new Response.SnapshotEnd(0, state.revision()));
    }
  }

  void commit(long id, Transaction transaction) {
    if (connected) {
      asked.add(new Asked(id, transaction));
    }
  }

  /// Does the oldest thing that was asked.
  void work() {
    Asked next = asked.remove();
    String request = next.transaction().request().get();
    Revision known = requests.get(request);
    if (known != null) {
      answers.add(new Response.Repeated(next.id(), known));
      return;
    }
    Either<Vector<Rejection>, RepositoryState> after =
        Transactions.apply(state, next.transaction());
    if (after.isLeft()) {
      answers.add(
          new Response.Rejected(next.id(), after.getLeft().map(Rejection::message).asJava()));
      return;
    }
    keep(after.get(), next.transaction());
    requests.put(request, state.revision());
    answers.add(new Response.Done(next.id(), state.revision()));
  }

  /// Commits on behalf of somebody else.
  void administer(Vector<? extends Change> changes) {
    Transaction transaction = Transaction.of(ADMINISTRATOR, changes);
    keep(
        Transactions.apply(state, transaction)
            .getOrElseThrow(reasons -> new AssertionError(reasons.toString())),
        transaction);
  }

  /// Commits what another restarter says, if it is about an instance it may speak of.
  void report(StateReport report) {
    InstanceFmri instance = report.instance();
    if (state.exists(instance) && Order.read(state.current(instance)).isDefined()) {
      administer(report.changes(Instant.EPOCH));
    }
  }

  private void keep(RepositoryState after, Transaction transaction) {
    state.instances().filter(fmri -> isDeleted(fmri, transaction)).forEach(deleted::add);
    state = after;
    Committed entry = new Committed(state.revision(), Instant.EPOCH, transaction);
    history.add(entry);
    if (history.size() > REMEMBERED) {
      history.remove();
    }
    if (subscribed && !transaction.request().exists(name -> name.startsWith(untold))) {
      announcements.add(new Notification.Announced(entry));
    }
  }

  private static boolean isDeleted(InstanceFmri fmri, Transaction transaction) {
    return transaction
        .changes()
        .exists(
            change ->
                change.equals(new Change.DeleteInstance(fmri))
                    || change.equals(new Change.DeleteService(fmri.service())));
  }
}
