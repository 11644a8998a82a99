package systemk.shell.svcprop;

import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.fmri.Names;
import systemk.core.property.Layer;
import systemk.core.property.Property;
import systemk.core.property.ValueType;
import systemk.core.repository.Change;
import systemk.core.repository.Composition;
import systemk.core.repository.Rejection;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Snapshot;
import systemk.shell.Invocation;
import systemk.shell.Outcome;
import systemk.shell.svccfg.PropertyValues;
import systemk.shell.text.Output;
import systemk.shell.text.Times;
import systemk.shell.view.Operands;

/// `svcprop -e`: sets any number of properties of any number of entities and has the new values
/// used, in one transaction. With anything wrong nothing is changed.
final class Assignments {
  /// One `pg/name=text`.
  private record Assignment(String group, String name, String text) {
    String label() {
      return group + "/" + name;
    }
  }

  private final Invocation invocation;
  private final RepositoryState state;
  private final Output output;

  private Assignments(Invocation invocation, RepositoryState state) {
    this.invocation = invocation;
    this.state = state;
    this.output = new Output(invocation.program());
  }

  /// None if the operands are not assignments and entities.
  static Option<Outcome> run(Invocation invocation, Vector<String> operands) {
    Vector<String> assignments = operands.filter(operand -> operand.indexOf('=') >= 0);
    Vector<String> patterns = operands.filter(operand -> operand.indexOf('=') < 0);
    return assignments.isEmpty() || patterns.isEmpty()
        ? Option.none()
        : Option.some(
            new Outcome.Edit(
                state -> new Assignments(invocation, state).decide(assignments, patterns)));
  }

  private Outcome.Decision decide(Vector<String> texts, Vector<String> patterns) {
    Vector<Assignment> assignments = texts.flatMap(this::assignment);
    assignments
        .groupBy(Assignment::label)
        .filterValues(same -> same.size() > 1)
        .keySet()
        .forEach(label -> output.fail(label + ": is set twice."));
    Vector<EntityFmri> entities = patterns.flatMap(this::entities).distinct();
    Vector<Change> changes =
        entities.flatMap(entity -> assignments.flatMap(one -> changes(entity, one)));
    Vector<InstanceFmri> stale =
        entities
            .flatMap(new Operands(state, output)::instancesOf)
            .distinct()
            .filter(instance -> !changes.isEmpty() || isStale(instance, assignments));
    if (output.failed() || (changes.isEmpty() && stale.isEmpty())) {
      return new Outcome.Decision.Answer(output.exit());
    }
    Vector<Change> all =
        stale
            .filter(_ -> !changes.isEmpty())
            .<Change>map(instance -> new Change.TakeSnapshot(instance, Snapshot.PREVIOUS))
            .appendAll(changes)
            .appendAll(stale.flatMap(this::refresh));
    return new Outcome.Decision.Commit(
        all,
        "",
        _ -> output.exit(),
        reasons -> {
          reasons.map(Rejection::message).distinct().forEach(output::fail);
          return output.exit();
        });
  }

  private Option<Assignment> assignment(String text) {
    int equals = text.indexOf('=');
    String name = text.substring(0, equals);
    int slash = name.indexOf('/');
    boolean legal =
        slash > 0
            && Names.isName(name.substring(0, slash))
            && Names.isName(name.substring(slash + 1));
    if (!legal) {
      output.fail(name + ": is not the name of a property; write pg/name=value.");
      return Option.none();
    }
    return Option.some(
        new Assignment(
            name.substring(0, slash), name.substring(slash + 1), text.substring(equals + 1)));
  }

  private Vector<EntityFmri> entities(String pattern) {
    Vector<EntityFmri> found = Show.matching(state, pattern);
    if (found.isEmpty()) {
      output.fail("Pattern '" + pattern + "' doesn't match any entities");
    }
    return found;
  }

  /// What makes the entity have the value. Nothing if its administrator gave it that value before.
  private Vector<Change> changes(EntityFmri entity, Assignment assignment) {
    Composition configuration = state.current(entity);
    Either<String, Property> property = property(entity, configuration, assignment);
    if (property.isLeft()) {
      output.fail(entity + ": " + assignment.label() + ": " + property.getLeft());
      return Vector.empty();
    }
    String type = configuration.groupType(assignment.group()).getOrElse("application");
    boolean persistent = configuration.isPersistent(assignment.group());
    boolean said =
        state
            .ownGroup(entity, assignment.group())
            .flatMap(group -> group.layered().get(assignment.name()))
            .flatMap(layered -> layered.valueAt(Layer.ADMIN))
            .contains(property.get());
    return said
        ? Vector.empty()
        : Vector.of(
            new Change.AddGroup(entity, assignment.group(), type, persistent, Layer.ADMIN, false),
            new Change.SetProperty(
                entity, assignment.group(), property.get(), Layer.ADMIN, Option.none()));
  }

  /// A property that exists keeps its type; a new one is given as `type:value`.
  private Either<String, Property> property(
      EntityFmri entity, Composition configuration, Assignment assignment) {
    String text = assignment.text();
    Option<String> type = Option.none();
    if (configuration.property(assignment.group(), assignment.name()).isEmpty()) {
      int colon = text.indexOf(':');
      type =
          Option.some(text.substring(0, Math.max(0, colon)))
              .filter(word -> ValueType.ofToken(word).isDefined());
      text = type.isDefined() ? text.substring(colon + 1) : text;
    }
    Option<String> named = type;
    return PropertyValues.ofArgument(text)
        .map(read -> new PropertyValues(named, read.values()))
        .flatMap(values -> values.property(state, entity, assignment.group(), assignment.name()));
  }

  private boolean isStale(InstanceFmri instance, Vector<Assignment> assignments) {
    return assignments.exists(
        one ->
            !state
                .running(instance)
                .property(one.group(), one.name())
                .equals(state.current(instance).property(one.group(), one.name())));
  }

  private Vector<Change> refresh(InstanceFmri instance) {
    return Vector.of(
        new Change.TakeSnapshot(instance, Snapshot.RUNNING),
        new Change.Report(
            instance,
            "restarter_actions",
            "framework",
            Vector.of(Property.integer("refresh", Times.nanoseconds(invocation.now()))),
            Vector.empty()));
  }
}
