package systemk.core.engine;

import systemk.core.Next;
import systemk.core.Time;
import systemk.core.restarter.Effect;

/// Decides what one event means for every instance: both engines of SMF as one pure function.
public final class Machine {
  private Machine() {}

  /// The model after the event, and what is to be done about it, in order. The first effect is the
  /// record of what was decided, if anything was; none of the others may be begun before it is
  /// kept.
  public static Next<Model, Effect> step(Model model, Event event, Time now) {
    Turn turn = new Turn(model, now);
    turn.take(event);
    turn.settle();
    return turn.end();
  }
}
