package systemk.shell.view;

import systemk.core.repository.Composition;
import systemk.core.rights.Rights;
import systemk.shell.Invocation;

/// Who may see the values of a property group (smf.md §7).
/* A command that runs for somebody who may not is shown a state without those values
 * ([systemk.core.rights.Concealment]); it asks here only to say so rather than to show none.
 */
public final class Protection {
  private Protection() {}

  /// Whether the caller may see the values of a group, which may ask for an authorization to be
  /// read.
  public static boolean isReadable(Invocation invocation, Composition composed, String group) {
    return Rights.mayRead(invocation.principal(), composed, group);
  }
}
