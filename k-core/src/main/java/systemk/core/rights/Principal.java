package systemk.core.rights;

import io.vavr.collection.SortedSet;
import io.vavr.collection.TreeSet;

/// Somebody who asks for something, with all that speaks for them.
///
/// @param mayAll whether nothing is refused to them: root, and the user whose repository it is
/// @param names who they are, as the `..._authorization` properties name them: `user:alice`,
///   `user:1000`, `group:wheel`, `group:10`
/// @param granted the authorizations they were granted, which may end in `.*`
public record Principal(boolean mayAll, SortedSet<String> names, SortedSet<String> granted) {
  /// Somebody to whom nothing is refused.
  public static final Principal ALL = new Principal(true, TreeSet.empty(), TreeSet.empty());

  /// Somebody for whom nothing speaks.
  public static final Principal NOBODY = new Principal(false, TreeSet.empty(), TreeSet.empty());

  /// The user of this number.
  public static String user(long uid) {
    return "user:" + uid;
  }

  /// The group of this number.
  public static String group(long gid) {
    return "group:" + gid;
  }

  /// This one, by more names.
  public Principal known(Iterable<String> more) {
    return new Principal(mayAll, TreeSet.<String>ofAll(names).addAll(more), granted);
  }

  /// This one, with more authorizations.
  public Principal granted(Iterable<String> more) {
    return new Principal(mayAll, names, TreeSet.<String>ofAll(granted).addAll(more));
  }

  /// Whether they are, or hold, any of these.
  public boolean isAny(Iterable<String> wanted) {
    if (mayAll) {
      return true;
    }
    for (String one : wanted) {
      if (is(one)) {
        return true;
      }
    }
    return false;
  }

  private boolean is(String wanted) {
    boolean isName = wanted.startsWith("user:") || wanted.startsWith("group:");
    return isName ? names.contains(wanted) : granted.exists(held -> covers(held, wanted));
  }

  /// As in auth_attr: a name that ends in `.*` stands for all names that begin as it does.
  private static boolean covers(String held, String wanted) {
    return held.endsWith(".*")
        ? wanted.startsWith(held.substring(0, held.length() - 1))
        : held.equals(wanted);
  }

  /// Whether they may change everything, and so see everything.
  public boolean mayModify() {
    return isAny(TreeSet.of(Requirement.MODIFY));
  }
}
