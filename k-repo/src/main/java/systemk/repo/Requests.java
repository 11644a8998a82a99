package systemk.repo;

import io.vavr.collection.HashMap;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import systemk.core.repository.Committed;
import systemk.core.repository.Revision;
import systemk.repo.json.StoredRequest;

/// The identities of the last requests and what they led to, so that a request that is made again
/// is recognised.
///
/// @param order the identities, oldest first
record Requests(HashMap<String, Revision> known, Vector<String> order) {
  static final Requests NONE = new Requests(HashMap.empty(), Vector.empty());

  Option<Revision> find(String request) {
    return known.get(request);
  }

  /// These and that of a transaction, without the oldest if there are too many.
  Requests with(Committed entry, int remembered) {
    return entry
        .transaction()
        .request()
        .map(request -> with(request, entry.revision(), remembered))
        .getOrElse(this);
  }

  /// These, with the last of others that were stored.
  static Requests of(Iterable<StoredRequest> stored, int remembered) {
    Requests requests = NONE;
    for (StoredRequest one : stored) {
      requests = requests.with(one.request(), one.revision(), remembered);
    }
    return requests;
  }

  Vector<StoredRequest> stored() {
    return order.map(request -> new StoredRequest(request, known.get(request).get()));
  }

  Requests with(String request, Revision revision, int remembered) {
    HashMap<String, Revision> more = known.put(request, revision);
    Vector<String> later = more.size() > known.size() ? order.append(request) : order;
    return later.size() > remembered
        ? new Requests(more.remove(later.head()), later.tail())
        : new Requests(more, later);
  }
}
