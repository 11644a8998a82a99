package systemk.startd;

import io.vavr.control.Option;
import java.util.Map;
import java.util.TreeMap;
import systemk.api.client.Replica;
import systemk.api.protocol.FromServer;
import systemk.api.protocol.Notification;
import systemk.core.repository.Committed;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Revision;

/// The repository as far as k.startd knows it: what others commit it is told, and what it commits
/// itself it knows when the answer says where in the history that has its place.
/* Answers and announcements come in order each, but not one with the other, so what is early waits here
 * for what goes before it. History has no gaps: each transaction adds one to the generation or to the
 * tick. After a new subscription nothing is taken up before it has begun, as what it begins with is
 * what was known when it was asked for.
 */
final class Mirror {
  private Replica replica = Replica.EMPTY;
  private final TreeMap<Revision, Committed> early = new TreeMap<>();
  private boolean followed;

  Option<RepositoryState> known() {
    return replica.known();
  }

  /// The connection is lost: who was to tell what is missing tells no more.
  void disconnected() {
    replica = replica.disconnected();
    early.clear();
    followed = false;
  }

  /// Takes what a subscription begins with.
  void begin(FromServer said, boolean complete) {
    replica = replica.after(said);
    followed |= complete;
  }

  /// Takes a transaction that has been committed.
  void committed(Committed entry) {
    early.put(entry.revision(), entry);
  }

  /// Takes up the next transaction, if it is there; then it is [#known].
  Option<Committed> next() {
    while (followed && known().isDefined() && !early.isEmpty()) {
      Map.Entry<Revision, Committed> first = early.firstEntry();
      Revision now = known().get().revision();
      if (first.getKey().compareTo(now) > 0 && !isAfter(first.getKey(), now)) {
        return Option.none();
      }
      early.pollFirstEntry();
      if (first.getKey().compareTo(now) > 0) {
        replica = replica.after(new Notification.Announced(first.getValue()));
        return Option.some(first.getValue());
      }
    }
    return Option.none();
  }

  /// The earliest of those that wait for others.
  Option<Committed> waiting() {
    return followed && known().isDefined() && !early.isEmpty()
        ? Option.some(early.firstEntry().getValue())
        : Option.none();
  }

  private static boolean isAfter(Revision next, Revision now) {
    return next.generation() + next.tick() == now.generation() + now.tick() + 1;
  }
}
