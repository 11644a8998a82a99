package systemk.shell.svcadm;

import io.vavr.Tuple;
import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.property.Layer;
import systemk.core.property.Property;
import systemk.core.property.PropertyGroup;
import systemk.core.property.Setting;
import systemk.core.property.ValueType;
import systemk.core.repository.Change;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Snapshot;
import systemk.shell.Invocation;
import systemk.shell.Outcome;
import systemk.shell.svcadm.Request.Misuse;
import systemk.shell.text.Options;
import systemk.shell.text.Output;
import systemk.shell.view.Operands;

/// `svcadm goals`: says what a goal service depends on, in the administrator's layer and in place
/// of whatever files say, or takes that back (smf.md §9.1, §9.5).
final class GoalServices {
  private static final String DEFAULT = "svc:/milestone/goals:default";
  private static final String DEPENDENCY = "dependency";

  /// The group the administrator's goals are in.
  private static final String GOALS = "goals";

  private GoalServices() {}

  static Outcome run(Invocation invocation, Vector<String> arguments, boolean verbose) {
    Output output = new Output(invocation.program());
    Either<Misuse, Options> options =
        Options.parse("g:c" + Patience.OPTIONS, arguments)
            .mapLeft(Misuse::new)
            .filterOrElse(
                parsed -> parsed.has('c') == parsed.operands().isEmpty(), _ -> new Misuse(""));
    return options
        .flatMap(parsed -> Patience.of(parsed).map(patience -> Tuple.of(parsed, patience)))
        .fold(
            misuse -> Svcadm.usage(output, misuse),
            read ->
                Svcadm.asked(
                    invocation,
                    asker ->
                        state -> decide(new Execution(asker, verbose, read._2), read._1, state)));
  }

  private static Outcome.Decision decide(
      Execution execution, Options options, RepositoryState state) {
    Output output = new Output(execution.asker().invocation().program());
    Operands operands = new Operands(state, output);
    Option<InstanceFmri> goal = operands.one(options.last('g').getOrElse(DEFAULT));
    Vector<InstanceFmri> wanted =
        goal.isEmpty() ? Vector.empty() : operands.certainInstances(options.operands());
    goal.forEach(instance -> check(state, instance, wanted, output));
    // Some of the goals would be another set than the one that is meant.
    return output.failed()
        ? new Outcome.Decision.Answer(output.exit())
        : execution.of(
            Vector.of(step(execution.asker(), state, goal.get(), wanted)), state, output);
  }

  private static void check(
      RepositoryState state, InstanceFmri goal, Vector<InstanceFmri> wanted, Output output) {
    if (!state.current(goal).value("general", "goal-service").contains("true")) {
      output.fail("\"" + goal + "\" is not a goal service.");
    } else if (wanted.contains(goal)) {
      output.fail("\"" + goal + "\" cannot be its own goal.");
    }
  }

  /// The goal is reached anew: it goes down and waits for what it depends on now.
  private static Step step(
      Asker asker, RepositoryState state, InstanceFmri goal, Vector<InstanceFmri> wanted) {
    Vector<EntityFmri> entities = Vector.of(goal.service(), goal);
    Vector<Change> changes =
        entities
            .flatMap(entity -> wanted.isEmpty() ? cleared(state, entity) : masked(state, entity))
            .appendAll(wanted.isEmpty() ? Vector.empty() : goals(goal, wanted));
    boolean enabled = state.enabled(goal).contains(true);
    return new Step(
        goal,
        enabled ? Step.Goal.RUNNING : Step.Goal.REFRESHED,
        "restart",
        GOALS,
        changes
            .append(new Change.TakeSnapshot(goal, Snapshot.RUNNING))
            .append(asker.action(goal, "restart")),
        wanted.isEmpty()
            ? "Goals of " + goal + " cleared."
            : "Goals of " + goal + " set to " + wanted.mkString(" ") + ".");
  }

  private static Vector<PropertyGroup> dependencies(RepositoryState state, EntityFmri entity) {
    return state
        .ownGroups(entity)
        .values()
        .toVector()
        .filter(group -> group.type().equals(DEPENDENCY));
  }

  private static Vector<Change> masked(RepositoryState state, EntityFmri entity) {
    return dependencies(state, entity)
        .filter(PropertyGroup::isVisible)
        .map(group -> new Change.DeleteGroup(entity, group.name(), Layer.ADMIN));
  }

  private static Vector<Change> cleared(RepositoryState state, EntityFmri entity) {
    return dependencies(state, entity)
        .filter(
            group ->
                group.name().equals(GOALS)
                    || group
                        .layers()
                        .get(Layer.ADMIN)
                        .exists(setting -> setting instanceof Setting.Masked))
        .map(group -> new Change.WithdrawGroup(entity, group.name(), Layer.ADMIN));
  }

  private static Vector<Change> goals(InstanceFmri goal, Vector<InstanceFmri> wanted) {
    return Vector.of(
            Property.of("grouping", "require_all"),
            Property.of("restart_on", "none"),
            Property.of("type", "service"),
            new Property("entities", ValueType.FMRI, wanted.map(InstanceFmri::toString)))
        .<Change>map(
            property -> new Change.SetProperty(goal, GOALS, property, Layer.ADMIN, Option.none()))
        .prepend(new Change.AddGroup(goal, GOALS, DEPENDENCY, true, Layer.ADMIN, false));
  }
}
