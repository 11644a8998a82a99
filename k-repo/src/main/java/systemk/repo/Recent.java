package systemk.repo;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import systemk.core.repository.Committed;
import systemk.core.repository.Revision;

/// What was committed last in this boot, without a gap.
///
/// @param entries in order
/// @param changes how many changes they hold together
/// @param floor the revision from which the entries go on
record Recent(Vector<Committed> entries, long changes, Revision floor) {
  static Recent startingAt(Revision revision) {
    return new Recent(Vector.empty(), 0, revision);
  }

  /// The last revision known.
  Revision last() {
    return entries.isEmpty() ? floor : entries.last().revision();
  }

  /// These and one more, without the oldest if there are too many.
  Recent with(Committed entry, int remembered) {
    Recent recent =
        new Recent(entries.append(entry), changes + entry.transaction().changes().size(), floor);
    while (History.isOver(recent.entries.size(), recent.changes, remembered)) {
      recent = recent.withoutOldest();
    }
    return recent;
  }

  private Recent withoutOldest() {
    Committed oldest = entries.head();
    return new Recent(
        entries.tail(), changes - oldest.transaction().changes().size(), oldest.revision());
  }

  /// What came after this revision; none if that is no longer known or it was never reached.
  Option<Vector<Committed>> since(Revision revision) {
    if (revision.equals(floor)) {
      return Option.some(entries);
    }
    int low = 0;
    int high = entries.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = entries.get(middle).revision().compareTo(revision);
      if (order == 0) {
        return Option.some(entries.drop(middle + 1));
      }
      low = order < 0 ? middle + 1 : low;
      high = order > 0 ? middle - 1 : high;
    }
    return Option.none();
  }

  /// Those that made no generation.
  Vector<Committed> passing() {
    Vector<Committed> found = Vector.empty();
    Revision last = floor;
    for (Committed entry : entries) {
      if (entry.revision().generation() == last.generation()) {
        found = found.append(entry);
      }
      last = entry.revision();
    }
    return found;
  }
}
