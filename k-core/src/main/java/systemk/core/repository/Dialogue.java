package systemk.core.repository;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import systemk.core.fmri.EntityFmri;

/// Where an administrator's dialogue with `svccfg` stands between two lines. Nobody but the user's
/// side keeps it: each line comes with the dialogue as the line before left it.
///
/// @param selection the service or instance that is selected
/// @param snapshot the name of the snapshot of it that is selected
/// @param verbose whether `svccfg` says what it did
/// @param open the transaction that was begun, if one was
public record Dialogue(
    Option<EntityFmri> selection, Option<String> snapshot, boolean verbose, Option<Open> open) {

  /// The beginning of a dialogue.
  public static final Dialogue START =
      new Dialogue(Option.none(), Option.none(), false, Option.none());

  /// A transaction that is being put together.
  ///
  /// @param base the generation it was begun on
  public record Open(long base, String comment, Vector<Change> changes) {}
}
