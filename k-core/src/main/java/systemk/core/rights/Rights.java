package systemk.core.rights;

import io.vavr.collection.SortedSet;
import io.vavr.collection.TreeSet;
import io.vavr.collection.Vector;
import systemk.core.repository.Change;
import systemk.core.repository.Composition;
import systemk.core.repository.RepositoryState;

/// Decides who may do what (smf.md §7).
public final class Rights {
  private static final Vector<String> OPEN_TYPES = Vector.of("framework", "dependency", "method");

  private Rights() {}

  /// What of these changes this one may not make; nothing if they may make all of them.
  public static Vector<Requirement> unmet(
      Principal who, RepositoryState state, Vector<Change> changes) {
    return who.mayAll()
        ? Vector.empty()
        : Requirements.of(state, changes).reject(requirement -> requirement.isMetBy(who));
  }

  public static boolean mayMake(Principal who, RepositoryState state, Vector<Change> changes) {
    return unmet(who, state, changes).isEmpty();
  }

  /// Whether somebody may see the values of a group. Its name, and the names and types of its
  /// properties, everybody may see.
  public static boolean mayRead(Principal who, Composition composed, String group) {
    if (who.mayAll() || composed.property(group, Requirements.READ).isEmpty()) {
      return true;
    }
    String type = composed.groupType(group).getOrElse("");
    SortedSet<String> any =
        TreeSet.of(Requirement.MODIFY, Requirement.modify(type))
            .addAll(Requirements.named(composed, group, Requirements.READ))
            .addAll(Requirements.named(composed, group, Requirements.MODIFY))
            .addAll(Requirements.named(composed, group, Requirements.VALUE));
    return OPEN_TYPES.contains(type) || who.isAny(any);
  }
}
