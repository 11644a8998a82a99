package systemk.shell.svcprop;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import systemk.core.property.Layer;
import systemk.core.property.Setting;
import systemk.shell.text.Escapes;

/// Which layers of properties `svcprop -l` shows, as Solaris 11 does: one of them, all of them, or
/// the ones that count.
sealed interface Layers {
  /// What stands for the layer of what is not persistent, which has none.
  String NONE = "<none>";

  /// The layer of each value that counts.
  record Current() implements Layers {}

  /// Everything any layer says.
  record All() implements Layers {}

  /// What this layer says.
  record One(Layer layer) implements Layers {}

  /// The layers of this name.
  static Option<Layers> named(String name) {
    return switch (name) {
      case "current" -> Option.some(new Current());
      case "all" -> Option.some(new All());
      default -> Layer.ofToken(name).map(One::new);
    };
  }

  /// The types, layers and values a property has in these layers, as they are printed, weakest
  /// layer first. What masks hide is shown, masks themselves have no value to show.
  default Vector<String> lines(Origin origin) {
    return origin
        .said()
        .reverse()
        .filter(said -> isWanted(origin, said))
        .flatMap(
            said ->
                said.setting() instanceof Setting.Supplied(var type, var values, _)
                    ? Option.some(
                        type.token()
                            + " "
                            + (origin.persistent() ? said.layer().token() : NONE)
                            + (values.isEmpty() ? "" : " " + Escapes.values(values)))
                    : Option.<String>none());
  }

  private boolean isWanted(Origin origin, Origin.Said said) {
    return switch (this) {
      case Current _ -> said.counts();
      case All _ -> true;
      case One(Layer layer) -> origin.persistent() && said.layer() == layer;
    };
  }
}
