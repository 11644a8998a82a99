package systemk.shell.svcprop;

import io.vavr.control.Option;
import systemk.core.fmri.EntityFmri;

/// What of an entity is to be shown: all of it, a group, or a property.
record Target(EntityFmri entity, Option<String> group, Option<String> property) {

  static Target all(EntityFmri entity) {
    return new Target(entity, Option.none(), Option.none());
  }

  static Target group(EntityFmri entity, String group) {
    return new Target(entity, Option.some(group), Option.none());
  }

  static Target property(EntityFmri entity, String group, String property) {
    return new Target(entity, Option.some(group), Option.some(property));
  }
}
