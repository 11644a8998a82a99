package systemk.core.property;

import io.vavr.collection.Vector;

/// What one layer says about one property.
public sealed interface Setting {
  Provenance provenance();

  /// This setting, said by this transaction unless it was said by another.
  default Setting saidBy(long transaction) {
    return switch (this) {
      case Supplied(var type, var values, var pending) ->
          new Supplied(type, values, pending.saidBy(transaction));
      case Masked(var pending) -> new Masked(pending.saidBy(transaction));
    };
  }

  /// This setting without what it supplies.
  default Setting withoutValues() {
    return switch (this) {
      case Supplied(var type, _, var said) -> new Supplied(type, Vector.empty(), said);
      case Masked _ -> this;
    };
  }

  /// Whether the other says the same and had it from the same file, whenever it was said.
  default boolean agreesWith(Setting other) {
    return provenance().file().equals(other.provenance().file())
        && switch (this) {
          case Supplied(var type, var values, _) ->
              other instanceof Supplied(var otherType, var otherValues, _)
                  && type == otherType
                  && values.equals(otherValues);
          case Masked _ -> other instanceof Masked;
        };
  }

  /// The layer supplies a value.
  record Supplied(ValueType type, Vector<String> values, Provenance provenance)
      implements Setting {}

  /// The layer hides what the layers below it supply.
  record Masked(Provenance provenance) implements Setting {}
}
