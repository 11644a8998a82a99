package systemk.core.rights;

import io.vavr.collection.SortedSet;
import io.vavr.collection.TreeSet;
import systemk.core.fmri.EntityFmri;

/// What a change asks of who makes it: to be, or to hold, any one of these. It does not depend on
/// who asks, so nobody loses a right by being given one more.
///
/// @param entity what is changed
/// @param group the group that is changed; empty for the entity as a whole
/// @param anyOf users, groups and authorizations, each of them enough
public record Requirement(EntityFmri entity, String group, SortedSet<String> anyOf) {
  /// The authorization for every change.
  public static final String MODIFY = "solaris.smf.modify";

  /// The authorization to start, stop and restart, but not to configure.
  public static final String MANAGE = "solaris.smf.manage";

  /// The authorization for the groups of a type.
  public static String modify(String type) {
    return MODIFY + "." + type;
  }

  static Requirement ofModify(EntityFmri entity, String group) {
    return new Requirement(entity, group, TreeSet.of(MODIFY));
  }

  public boolean isMetBy(Principal who) {
    return who.isAny(anyOf);
  }
}
