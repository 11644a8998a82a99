package systemk.startd;

import io.vavr.collection.TreeMap;
import io.vavr.control.Option;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import systemk.core.delegation.Assignment;
import systemk.core.delegation.Order;
import systemk.core.delegation.StateReport;
import systemk.core.engine.Behaviour;
import systemk.core.engine.FakeKernel;
import systemk.core.fmri.InstanceFmri;
import systemk.core.graph.Severity;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Revision;
import systemk.core.repository.Service;
import systemk.core.restarter.InstanceState;
import systemk.core.restarter.Reason;

/// Somebody else's restarter, simulated by the five rules of `spec/restarters.md`: a service of
/// k.startd's that lives as long as its processes, and hears and says everything late.
/* What it has started ends with it, and all it knew; what it knows is what k.configd has told to this
 * life of it. Its instances do to it what behaviours say: a start method that hangs is a restarter that
 * is slow.
 */
final class SimulatedRestarter {
  private enum Doing {
    NOTHING,
    STARTING,
    RUNNING,
    STOPPING
  }

  /// One of its instances, as it sees it.
  private static final class Mine {
    Assignment told;
    Doing doing = Doing.NOTHING;
    long startedBy;
    InstanceState state;
    long done;
    TreeMap<String, String> carriedOut = TreeMap.empty();

    Mine(Assignment told) {
      this.told = told;
      this.state = told.state();
      this.done = told.done();
    }

    Order order() {
      return told.order();
    }

    boolean isAsked(String action) {
      Option<String> time = told.actions().get(action);
      return time.isDefined() && !time.equals(carriedOut.get(action));
    }

    boolean isOnRecord() {
      return told.state() == state && told.done() == done;
    }
  }

  private final InstanceFmri self;
  private final FakeKernel kernel;
  private final SimulatedConfigd configd;

  // What it loses when it dies.
  private long life;
  private boolean connected;
  private final Map<InstanceFmri, Mine> mine = new java.util.TreeMap<>();

  // What it loses when the line breaks.
  private final Map<InstanceFmri, Service> heardOf = new java.util.TreeMap<>();
  private Revision heardUpTo = RepositoryState.EMPTY.revision();
  private final Deque<StateReport> said = new ArrayDeque<>();

  SimulatedRestarter(InstanceFmri self, FakeKernel kernel, SimulatedConfigd configd) {
    this.self = self;
    this.kernel = kernel;
    this.configd = configd;
  }

  /// All that it may do next.
  List<FakeKernel.Move> moves() {
    List<FakeKernel.Move> moves = new ArrayList<>();
    if (!lives()) {
      return moves;
    }
    if (!connected) {
      moves.add(new FakeKernel.Move("restarter connects", this::connect));
      return moves;
    }
    if (!heardUpTo.equals(configd.state().revision())) {
      moves.add(new FakeKernel.Move("restarter listens", this::listen));
    }
    if (!said.isEmpty()) {
      moves.add(new FakeKernel.Move("report", () -> configd.report(said.remove())));
    }
    for (Mine instance : mine.values()) {
      Option<Runnable> step = step(instance);
      step.forEach(
          work ->
              moves.add(new FakeKernel.Move("restarter and " + instance.told.instance(), work)));
    }
    return moves;
  }

  /// Whether this is the life it was; if not, all that was in it is gone.
  private boolean lives() {
    long now = kernel.service(self).getOrElse(0L);
    if (now != life) {
      life = now;
      mine.clear();
      breakLine();
    }
    return life != 0;
  }

  /// The line to k.configd breaks.
  void breakLine() {
    connected = false;
    heardOf.clear();
    heardUpTo = RepositoryState.EMPTY.revision();
    said.clear();
  }

  /// An instance ends by itself.
  void end(InstanceFmri fmri) {
    Mine instance = mine.get(fmri);
    if (instance != null && lives() && instance.doing == Doing.RUNNING) {
      instance.doing = Doing.NOTHING;
      say(instance, InstanceState.OFFLINE, Option.none());
    }
  }

  private void connect() {
    connected = true;
    // What was deleted while the line was broken is not told.
    configd.deleted.clear();
    listen();
    mine.values().stream()
        .filter(instance -> !instance.isOnRecord())
        .forEach(instance -> say(instance, instance.state, Option.none()));
  }

  @SuppressWarnings(
      "ReferenceEquality") // A service nobody touched is the same object, and most are.
  private void listen() {
    RepositoryState heard = configd.state();
    heardUpTo = heard.revision();
    for (InstanceFmri fmri : configd.deleted) {
      mine.remove(fmri);
      heardOf.remove(fmri);
    }
    configd.deleted.clear();
    for (InstanceFmri fmri : heard.instances().appendAll(mine.keySet()).distinct()) {
      Service service = heard.service(fmri.service()).getOrNull();
      if (service == null || heardOf.put(fmri, service) != service) {
        hear(fmri, Assignment.of(heard, self, fmri));
      }
    }
  }

  private void hear(InstanceFmri fmri, Option<Assignment> assignment) {
    Mine known = mine.get(fmri);
    if (assignment.isEmpty()) {
      mine.remove(fmri);
    } else if (known == null) {
      mine.put(fmri, new Mine(assignment.get()));
    } else {
      known.told = assignment.get();
    }
  }

  private Option<Runnable> step(Mine instance) {
    return switch (instance.doing) {
      case NOTHING -> resting(instance);
      case STARTING -> starting(instance);
      case RUNNING -> running(instance);
      case STOPPING -> Option.some(() -> stopped(instance));
    };
  }

  private Option<Runnable> resting(Mine instance) {
    if (instance.state.isRunning()) {
      // So it was in an earlier life.
      return Option.some(() -> say(instance, InstanceState.OFFLINE, Option.none()));
    }
    if (instance.state == InstanceState.MAINTENANCE) {
      return instance.isAsked("maint_off")
          ? Option.some(() -> say(instance, InstanceState.OFFLINE, Option.none()))
          : Option.none();
    }
    if (instance.isAsked("maint_on") || instance.isAsked("maint_on_immediate")) {
      return Option.some(() -> say(instance, InstanceState.MAINTENANCE, Option.none()));
    }
    Order order = instance.order();
    if (order.isUp()) {
      return order.serial() > instance.done
          ? Option.some(
              () -> {
                instance.doing = Doing.STARTING;
                instance.startedBy = order.serial();
              })
          : Option.none();
    }
    return instance.state == order.target()
        ? Option.none()
        : Option.some(() -> say(instance, order.target(), Option.none()));
  }

  private Option<Runnable> starting(Mine instance) {
    return switch (kernel.behaviour(instance.told.instance()).start()) {
      case Behaviour.Ending.Hangs _ ->
          isToStop(instance) ? Option.some(() -> stopped(instance)) : Option.none();
      case Behaviour.Ending.Exits(int code) when code == 0 ->
          Option.some(
              () -> {
                instance.doing = Doing.RUNNING;
                instance.done = instance.startedBy;
                say(instance, InstanceState.ONLINE, Option.none());
              });
      case Behaviour.Ending.Exits _, Behaviour.Ending.Dies _, Behaviour.Ending.Refused _ ->
          Option.some(
              () -> {
                instance.doing = Doing.NOTHING;
                instance.done = instance.startedBy;
                say(instance, InstanceState.MAINTENANCE, Option.none());
              });
    };
  }

  private static boolean isToStop(Mine instance) {
    return !instance.order().isUp()
        || instance.order().serial() != instance.startedBy
        || instance.isAsked("restart")
        || instance.isAsked("maint_on")
        || instance.isAsked("maint_on_immediate");
  }

  private Option<Runnable> running(Mine instance) {
    if (isToStop(instance)) {
      return Option.some(() -> instance.doing = Doing.STOPPING);
    }
    if (instance.isAsked("degraded") && instance.state == InstanceState.ONLINE) {
      return Option.some(() -> say(instance, InstanceState.DEGRADED, Option.none()));
    }
    return instance.isAsked("refresh")
        ? Option.some(() -> say(instance, instance.state, Option.some(Severity.REFRESH)))
        : Option.none();
  }

  private void stopped(Mine instance) {
    instance.doing = Doing.NOTHING;
    instance.done = instance.startedBy;
    boolean maintained = instance.isAsked("maint_on") || instance.isAsked("maint_on_immediate");
    InstanceState target =
        instance.order().isUp() ? InstanceState.OFFLINE : instance.order().target();
    say(instance, maintained ? InstanceState.MAINTENANCE : target, Option.none());
  }

  /// Reports where the instance is; all that was asked of it until now is done with.
  private void say(Mine instance, InstanceState state, Option<Severity> severity) {
    instance.state = state;
    instance.carriedOut = instance.told.actions();
    said.add(
        new StateReport(
            instance.told.instance(),
            state,
            Option.none(),
            Reason.NONE,
            instance.done,
            severity,
            instance.carriedOut));
  }
}
