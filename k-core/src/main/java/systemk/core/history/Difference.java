package systemk.core.history;

import io.vavr.control.Option;
import systemk.core.fmri.EntityFmri;
import systemk.core.property.Layer;
import systemk.core.property.Setting;

/// One thing that is not the same in two states of the repository. What is there before and not
/// after is a removal, and the other way round an addition.
public sealed interface Difference {

  /// The service or instance it is about.
  EntityFmri entity();

  /// A service or instance as a whole.
  ///
  /// @param added whether it is in the second state; else it is in the first
  record Entity(EntityFmri entity, boolean added) implements Difference {}

  /// A group whose type is another, or that is in one state only.
  record Group(EntityFmri entity, String group, Option<String> before, Option<String> after)
      implements Difference {}

  /// Whether a layer declares a group, masks it, or says nothing about it.
  record Declaration(
      EntityFmri entity, String group, Layer layer, Option<Setting> before, Option<Setting> after)
      implements Difference {}

  /// What a layer says about a property.
  ///
  /// @param effective whether what counts for the entity is another, too
  record Value(
      EntityFmri entity,
      String group,
      String property,
      Layer layer,
      Option<Setting> before,
      Option<Setting> after,
      boolean effective)
      implements Difference {}
}
