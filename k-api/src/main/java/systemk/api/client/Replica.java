package systemk.api.client;

import io.vavr.collection.TreeMap;
import io.vavr.control.Option;
import systemk.api.protocol.FromServer;
import systemk.api.protocol.Notification;
import systemk.api.protocol.ProtocolException;
import systemk.api.protocol.Response;
import systemk.core.repository.Committed;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Revision;
import systemk.core.repository.Service;
import systemk.core.repository.Transactions;

/// What a subscriber knows of the repository: a value that each message of a subscription leads to
/// the next of.
///
/// @param known the last complete state; none before the first one has arrived
/// @param arriving the services of a snapshot that has not ended yet
public record Replica(Option<RepositoryState> known, TreeMap<String, Service> arriving) {

  /// Nothing is known yet.
  public static final Replica EMPTY = new Replica(Option.none(), TreeMap.empty());

  /// From where to subscribe, so that nothing is missed and nothing is seen twice.
  public Option<Revision> revision() {
    return known.map(RepositoryState::revision);
  }

  /// The replica after this message. Messages that are not about state leave it as it is.
  ///
  /// @throws ProtocolException if the message does not follow from what is known; then begin again
  ///   with [#EMPTY]
  public Replica after(FromServer message) {
    return switch (message) {
      case Response.Services part -> with(part);
      case Response.SnapshotEnd(_, var revision) ->
          new Replica(Option.some(new RepositoryState(revision, arriving)), TreeMap.empty());
      case Response.Since(_, var revision) -> since(revision);
      case Notification.Announced(var entry) -> apply(entry);
      default -> this;
    };
  }

  /// The replica after a whole connection was lost: half a snapshot is worth nothing.
  public Replica disconnected() {
    return new Replica(known, TreeMap.empty());
  }

  private Replica with(Response.Services part) {
    TreeMap<String, Service> services = arriving;
    for (Service piece : part.services()) {
      String name = piece.fmri().name();
      Service whole = services.get(name).map(there -> joined(there, piece)).getOrElse(piece);
      services = services.put(name, whole);
    }
    return new Replica(known, services);
  }

  private static Service joined(Service there, Service piece) {
    return new Service(piece.fmri(), piece.groups(), there.instances().merge(piece.instances()));
  }

  private Replica since(Revision revision) {
    if (revision().contains(revision)) {
      return disconnected();
    }
    throw new ProtocolException("subscribed since " + revision + ", not since " + revision());
  }

  private Replica apply(Committed entry) {
    RepositoryState state =
        known.getOrElseThrow(() -> new ProtocolException("a transaction came before any state"));
    RepositoryState next =
        Transactions.apply(state, entry.transaction()).getOrElse(RepositoryState.EMPTY);
    if (!next.revision().equals(entry.revision())) {
      throw new ProtocolException(
          "transaction " + entry.revision() + " does not follow from " + state.revision());
    }
    return new Replica(Option.some(next), TreeMap.empty());
  }
}
