package systemk.shell.view;

import io.vavr.collection.Vector;
import systemk.core.repository.Composition;
import systemk.shell.Invocation;

/// Who may see the values of a property group (smf.md §7).
public final class Protection {
  private static final Vector<String> READABLE_TYPES =
      Vector.of("framework", "dependency", "method");

  private Protection() {}

  /// Whether the caller may see the values of a group, which may ask for an authorization to be
  /// read.
  public static boolean isReadable(Invocation invocation, Composition composed, String group) {
    return invocation.mayWrite()
        || composed.property(group, "read_authorization").isEmpty()
        || composed.groupType(group).exists(READABLE_TYPES::contains);
  }
}
