package systemk.core.restarter;

import io.vavr.collection.Vector;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// What an event made of an instance: its new lifecycle, the effects asked for, in order, and the
/// changes of state on the way, in order.
public record Step(Lifecycle lifecycle, Vector<Effect> effects, Vector<StateChange> changes) {

  static Step of(Lifecycle lifecycle) {
    return new Step(lifecycle, Vector.empty(), Vector.empty());
  }

  Step with(UnaryOperator<Lifecycle> change) {
    return new Step(change.apply(lifecycle), effects, changes);
  }

  Step emit(Effect effect) {
    return new Step(lifecycle, effects.append(effect), changes);
  }

  Step log(String line) {
    return emit(new Effect.Log(lifecycle.fmri(), line));
  }

  Step announce(StateChange change) {
    return new Step(lifecycle, effects.append(new Effect.Announce(change)), changes.append(change));
  }

  /// This step followed by what a further function makes of its lifecycle.
  Step then(Function<Lifecycle, Step> further) {
    Step rest = further.apply(lifecycle);
    return new Step(
        rest.lifecycle, effects.appendAll(rest.effects), changes.appendAll(rest.changes));
  }
}
