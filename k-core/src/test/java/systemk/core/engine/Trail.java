package systemk.core.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import systemk.core.Next;
import systemk.core.fmri.InstanceFmri;
import systemk.core.restarter.Effect;

/// What becomes of one instance, in the order in which it is told: the methods that are begun, and
/// the states that are reached.
final class Trail implements World.Observer {
  private final InstanceFmri fmri;
  private final List<String> steps = new ArrayList<>();

  Trail(InstanceFmri fmri) {
    this.fmri = fmri;
  }

  @Override
  public void stepped(World world, Model before, Event event, Next<Model, Effect> next) {
    for (Effect effect : next.effects()) {
      switch (effect) {
        case Effect.RunMethod run when run.fmri().equals(fmri) -> steps.add(run.kind().token());
        case Effect.Announce(var change)
            when change.fmri().equals(fmri) && change.from() != change.to() ->
            steps.add("→" + change.to().token().toLowerCase(Locale.ROOT));
        default -> {}
      }
    }
  }

  /// Forgets what was told so far.
  void begin() {
    steps.clear();
  }

  @Override
  public String toString() {
    return steps.isEmpty() ? "stays" : String.join(" ", steps);
  }
}
