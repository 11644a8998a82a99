package systemk.shell.svccfg;

import io.vavr.control.Option;
import systemk.core.fmri.Wildcard;

/// What `pg` or `pg/name` names, both with wildcards: a group with all its properties, or
/// properties alone.
record Selector(Wildcard group, Option<Wildcard> property) {
  static final Selector ALL = of("*");

  static Selector of(String text) {
    int slash = text.indexOf('/');
    return slash < 0
        ? new Selector(Wildcard.of(text), Option.none())
        : new Selector(
            Wildcard.of(text.substring(0, slash)),
            Option.some(Wildcard.of(text.substring(slash + 1))));
  }

  /// Whether it names the group as a whole.
  boolean matches(String name) {
    return property.isEmpty() && group.matches(name);
  }

  /// Whether it names the property of the group.
  boolean matches(String name, String one) {
    return group.matches(name) && property.forAll(glob -> glob.matches(one));
  }
}
