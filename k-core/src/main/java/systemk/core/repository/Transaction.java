package systemk.core.repository;

import io.vavr.collection.HashSet;
import io.vavr.collection.Set;
import io.vavr.collection.Vector;
import io.vavr.control.Option;

/// Changes that are committed together or not at all.
///
/// @param request an identity chosen by who asks, by which a repeated request is recognised
public record Transaction(
    Vector<Change> changes,
    Vector<Guard> guards,
    Author author,
    String comment,
    Option<String> request) {

  /// The longest comment, in bytes (smf.md §2.2).
  public static final int MAX_COMMENT = 1024;

  public static Transaction of(Author author, Iterable<? extends Change> changes) {
    return new Transaction(Vector.ofAll(changes), Vector.empty(), author, "", Option.none());
  }

  public Transaction withComment(String text) {
    return new Transaction(changes, guards, author, text, request);
  }

  public Transaction withRequest(String id) {
    return new Transaction(changes, guards, author, comment, Option.some(id));
  }

  public Transaction withGuards(Iterable<? extends Guard> more) {
    return new Transaction(changes, guards.appendAll(more), author, comment, request);
  }

  /// This transaction without the changes at these positions, and without guards: what is left of
  /// it for a state that has no volatile groups.
  public Transaction without(Vector<Integer> positions) {
    Set<Integer> gone = HashSet.ofAll(positions);
    return new Transaction(
        changes.zipWithIndex().filter(change -> !gone.contains(change._2)).map(c -> c._1),
        Vector.empty(),
        author,
        comment,
        request);
  }
}
