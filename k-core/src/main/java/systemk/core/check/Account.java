package systemk.core.check;

import systemk.core.fmri.InstanceFmri;

/// A user or a group that a method is to run as. Whether it exists only the system knows.
///
/// @param name a name, or a number as text
/// @param who an instance whose methods name it
/// @param group the property group that names it: a method, or `method_context`
public record Account(Kind kind, String name, InstanceFmri who, String group) {
  /// The two kinds of account.
  public enum Kind {
    USER,
    GROUP
  }
}
