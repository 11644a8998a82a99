package systemk.core.engine;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import systemk.core.Next;
import systemk.core.Time;
import systemk.core.delegation.Order;
import systemk.core.fmri.InstanceFmri;
import systemk.core.graph.Grouping;
import systemk.core.graph.Satisfaction;
import systemk.core.method.MethodKind;
import systemk.core.property.Property;
import systemk.core.repository.Change;
import systemk.core.restarter.Effect;
import systemk.core.restarter.InstanceState;
import systemk.core.restarter.Lifecycle;
import systemk.core.restarter.LifecycleRecord;
import systemk.core.restarter.Phase;
import systemk.core.restarter.Stop;
import systemk.core.restarter.StopCause;

/// What holds for every step of the machine, whatever happens. The numbers are those of the list of
/// properties in the house rules.
public final class Invariants implements World.Observer {
  private final Map<InstanceFmri, InstanceState> announced = new HashMap<>();
  private final Set<String> runs = new HashSet<>();

  @Override
  public void crashed(World world) {
    restarterDied();
  }

  /// The next restarter may ask again for what the last one asked for.
  public void restarterDied() {
    announced.clear();
    runs.clear();
  }

  @Override
  public void stepped(World world, Model before, Event event, Next<Model, Effect> next) {
    check(world.now(), before, event, next);
    try {
      isSettled(world.now(), before, event, next);
    } catch (AssertionError e) {
      throw new AssertionError("after " + event.getClass().getSimpleName() + ": " + e, e);
    }
  }

  /// What costs little to check.
  public void check(Time now, Model before, Event event, Next<Model, Effect> next) {
    try {
      recordsFirst(next);
      announcesEveryChangeOnce(before, next);
      next.effects()
          .forEach(
              effect -> {
                if (effect instanceof Effect.RunMethod run) {
                  isOnRecord(next, run);
                  mayStart(next.state(), run);
                }
              });
      ordersWhatMayRun(before, next.state());
      stopsLeavesFirst(before, next.state());
    } catch (AssertionError e) {
      throw new AssertionError("after " + event.getClass().getSimpleName() + ": " + e, e);
    }
  }

  /// What asks the whole machine again.
  public static void isSettled(Time now, Model before, Event event, Next<Model, Effect> next) {
    isDeterministic(now, before, event, next);
    keepsWhatItDerives(next.state());
    hasNothingLeftToDecide(now, next.state());
  }

  private static void that(boolean holds, String words, Object... about) {
    if (!holds) {
      throw new AssertionError(words + " " + Vector.of(about).mkString(" "));
    }
  }

  /// 24.
  private static void isDeterministic(
      Time now, Model before, Event event, Next<Model, Effect> next) {
    that(Machine.step(before, event, now).equals(next), "not deterministic");
  }

  private static void recordsFirst(Next<Model, Effect> next) {
    Vector<Effect> tail = next.effects().isEmpty() ? Vector.empty() : next.effects().tail();
    that(tail.forAll(e -> !(e instanceof Effect.Persist)), "acts before the record", tail);
  }

  /// 31, second half.
  private void announcesEveryChangeOnce(Model before, Next<Model, Effect> next) {
    announced.clear();
    before.lifecycles().forEach((fmri, l) -> announced.put(fmri, l.state()));
    for (Effect effect : next.effects()) {
      if (effect instanceof Effect.Announce(var change)) {
        InstanceState from = announced.getOrDefault(change.fmri(), change.from());
        that(from == change.from(), "announced from", from, change);
        announced.put(change.fmri(), change.to());
      }
    }
    next.state()
        .lifecycles()
        .forEach(
            (fmri, l) ->
                that(
                    announced.getOrDefault(fmri, l.state()) == l.state(),
                    "not announced:",
                    fmri,
                    l.state()));
  }

  /// 27 and 31, first half.
  private void isOnRecord(Next<Model, Effect> next, Effect.RunMethod run) {
    that(runs.add(run.token()), "runs again", run.token());
    Lifecycle instance = next.state().lifecycles().get(run.fmri()).get();
    that(
        instance.phase().currentRun().exists(r -> r.token().equals(run.token())),
        "runs what is not under way",
        run);
    boolean known =
        next.effects().head() instanceof Effect.Persist(var changes)
            && changes.exists(change -> records(change, instance));
    that(known || !isNew(next.state(), run), "runs what is not on record", run);
  }

  private static boolean records(Change change, Lifecycle instance) {
    return change instanceof Change.Report report
        && report.instance().equals(instance.fmri())
        && report
            .set()
            .find(p -> p.name().equals("next_state"))
            .flatMap(Property::single)
            .contains(instance.next().map(InstanceState::token).getOrElse("none"));
  }

  /// 14 to 17.
  private static void mayStart(Model model, Effect.RunMethod run) {
    // A start that is only asked for again was decided earlier.
    if (run.kind() == MethodKind.START && isNew(model, run)) {
      that(
          new Oracle(model).of(run.fmri()) == 1,
          "started unsatisfied:",
          run.fmri(),
          model.graph().dependenciesOf(run.fmri()));
      that(model.isEnabled(run.fmri()), "started disabled:", run.fmri());
      that(!model.shuttingDown(), "started in shutdown:", run.fmri());
    }
  }

  /// 14 to 17 for what others start, and no two orders under one number.
  private static void ordersWhatMayRun(Model before, Model after) {
    for (InstanceFmri fmri : after.orders().keySet()) {
      Order order = after.orders().get(fmri).get();
      Option<Order> last = before.orders().get(fmri);
      boolean given = !last.contains(order);
      that(
          !given || last.forAll(l -> l.serial() < order.serial()), "numbers go back:", fmri, order);
      if (given && order.isUp() && isNew(after, fmri, order)) {
        that(new Oracle(after).of(fmri) == 1, "ordered up unsatisfied:", fmri);
        that(after.isEnabled(fmri), "ordered up disabled:", fmri);
        that(!after.shuttingDown(), "ordered up in shutdown:", fmri);
      }
    }
  }

  private static boolean isNew(Model model, InstanceFmri fmri, Order order) {
    return !Order.read(model.repository().current(fmri)).contains(order);
  }

  private static boolean isNew(Model model, Effect.RunMethod run) {
    return model
        .repository()
        .current(run.fmri())
        .property("restarter", "engine")
        .forAll(recorded -> !recorded.values().contains("token=" + run.token()));
  }

  /// 21.
  private static void stopsLeavesFirst(Model before, Model after) {
    for (Lifecycle instance : after.lifecycles().values()) {
      boolean was =
          before.lifecycle(instance.fmri()).exists(l -> l.phase().isStopping())
              || before.lifecycle(instance.fmri()).isEmpty();
      StopCause cause =
          switch (instance.phase()) {
            case Phase.Stopping(_, Stop stop) -> stop.cause();
            case Phase.Emptying(Stop stop, _, _, _) -> stop.cause();
            default -> StopCause.EXIT;
          };
      if (!was && (cause == StopCause.DISABLE || cause == StopCause.SHUTDOWN)) {
        for (InstanceFmri dependent : after.graph().dependentsOf(instance.fmri())) {
          boolean goesFirst =
              after
                  .graph()
                  .between(dependent, instance.fmri())
                  .exists(
                      d ->
                          after.shuttingDown()
                              ? d.grouping() != Grouping.EXCLUDE_ALL
                              : Oracle.follows(d));
          that(
              !goesFirst || !isStillActive(before, after, dependent),
              "stopped before its dependent:",
              instance.fmri(),
              dependent);
        }
      }
    }
  }

  /// Whether an instance did not go down between the two; coming up again is another matter.
  private static boolean isStillActive(Model before, Model after, InstanceFmri fmri) {
    boolean startsAnew =
        after.lifecycle(fmri).exists(l -> l.phase() instanceof Phase.Starting)
            && !before.lifecycle(fmri).exists(l -> l.phase() instanceof Phase.Starting);
    // What is left of one that was deleted is cleared away and no part of the graph; that it is
    // made
    // again meanwhile is no reason to wait for it.
    boolean isRemnant = !before.graph().contains(fmri);
    return before.isActive(fmri) && after.isActive(fmri) && !startsAnew && !isRemnant;
  }

  private static void keepsWhatItDerives(Model model) {
    Oracle oracle = new Oracle(model);
    for (InstanceFmri fmri : model.lifecycles().keySet()) {
      boolean stopping =
          model.lifecycle(fmri).exists(l -> l.phase().isBusy() || l.watch().fault().isDefined());
      that(
          oracle.isFalling(fmri) == model.mustGoDown(fmri)
              || (stopping && model.falling().contains(fmri)),
          "falls:",
          fmri,
          oracle.isFalling(fmri));
      Dependencies dependencies = new Dependencies(model);
      Satisfaction satisfaction = dependencies.of(fmri, Dependencies.UNSEEN);
      that(
          dependencies.areSatisfied(fmri, Dependencies.UNSEEN)
              == (satisfaction == Satisfaction.SATISFIED),
          "two answers about",
          fmri);
    }
    for (InstanceFmri fmri : model.lifecycles().keySet().filter(model::manages)) {
      that(model.graph().contains(fmri), "managed outside of the graph", fmri);
    }
  }

  /// 24: what was settled stays settled if everybody is asked again.
  private static void hasNothingLeftToDecide(Time now, Model model) {
    boolean recorded =
        model
            .lifecycles()
            .keySet()
            .forAll(
                fmri ->
                    model
                        .repository()
                        .current(fmri)
                        .value(LifecycleRecord.GROUP, "state")
                        .isDefined());
    // A timer that is due will be heard.
    boolean due =
        model
            .lifecycles()
            .values()
            .exists(l -> l.phase() instanceof Phase.Waiting(long until) && until <= now.nanos());
    if (recorded && !due) {
      Next<Model, Effect> again = Machine.step(model, new Event.Reread(model.repository()), now);
      that(
          again.effects().forAll(e -> e instanceof Effect.CheckFiles),
          "not settled:",
          again.effects());
      that(again.state().lifecycles().equals(model.lifecycles()), "not settled");
    }
  }
}
