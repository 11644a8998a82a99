package systemk.repo;

import io.vavr.collection.TreeMap;
import io.vavr.control.Option;
import systemk.core.repository.Change;
import systemk.core.repository.Committed;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Service;

/// An entry of the ledger with what it replaced.
///
/// @param before the services it is about as they were before it, non-persistent groups included;
///   none where there was no such service
record LedgerEntry(Committed committed, TreeMap<String, Option<Service>> before) {

  static LedgerEntry of(Committed committed, RepositoryState before) {
    TreeMap<String, Option<Service>> replaced = TreeMap.empty();
    for (Change change : committed.transaction().changes()) {
      String name = change.owner().name();
      if (!replaced.containsKey(name)) {
        replaced = replaced.put(name, before.services().get(name));
      }
    }
    return new LedgerEntry(committed, replaced);
  }

  long generation() {
    return committed.revision().generation();
  }

  int changes() {
    return committed.transaction().changes().size();
  }
}
