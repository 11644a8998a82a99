package systemk.core.property;

import io.vavr.collection.Vector;

/// What one layer says about one property.
public sealed interface Setting {
  Provenance provenance();

  /// The layer supplies a value.
  record Supplied(ValueType type, Vector<String> values, Provenance provenance)
      implements Setting {}

  /// The layer hides what the layers below it supply.
  record Masked(Provenance provenance) implements Setting {}
}
