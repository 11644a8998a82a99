package systemk.shell.svcadm;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import systemk.core.fmri.InstanceFmri;
import systemk.core.plan.Convergence;
import systemk.core.property.Layer;
import systemk.core.property.Property;
import systemk.core.property.PropertyGroup;
import systemk.core.repository.Change;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Snapshot;
import systemk.shell.text.Output;
import systemk.shell.view.Status;

/// From a verb to what is written for each instance (the table of smf.md §1.3).
final class Steps {
  private static final String GENERAL = "general";
  private static final String OVERRIDE = "general_ovr";
  private static final String FRAMEWORK = Asker.FRAMEWORK;
  private static final String ENABLED = "enabled";
  private static final String COMMENT = "comment";

  private final RepositoryState state;
  private final Asker asker;
  private final Output output;

  Steps(RepositoryState state, Asker asker, Output output) {
    this.state = state;
    this.asker = asker;
    this.output = output;
  }

  Vector<Step> plan(Verb verb, Vector<InstanceFmri> named) {
    Vector<InstanceFmri> instances =
        verb instanceof Verb.Enable enable && enable.recursive()
            ? new Prerequisites(state, output).of(named)
            : named;
    return instances.flatMap(instance -> step(verb, instance));
  }

  private Option<Step> step(Verb verb, InstanceFmri instance) {
    return switch (verb) {
      case Verb.Enable(boolean temporary, _) ->
          Option.some(enabling(instance, true, temporary, ""));
      case Verb.Disable(boolean temporary, String comment) ->
          Option.some(enabling(instance, false, temporary, comment));
      case Verb.Restart(boolean dump) ->
          Option.some(action(instance, Step.Goal.RESTARTED, dump ? "do_dump" : "restart"));
      case Verb.Refresh _ -> Option.some(refresh(instance));
      case Verb.Converge _ -> converge(instance);
      case Verb.Clear _ -> clear(instance);
      case Verb.MarkDegraded(boolean immediate) -> degraded(instance, immediate);
      case Verb.MarkMaintenance(boolean immediate, boolean temporary) ->
          Option.some(
              action(instance, Step.Goal.IN_MAINTENANCE, maintenanceAction(immediate, temporary)));
    };
  }

  private static String maintenanceAction(boolean immediate, boolean temporary) {
    if (temporary) {
      return immediate ? "maint_on_immtemp" : "maint_on_temporary";
    }
    return immediate ? "maint_on_immediate" : "maint_on";
  }

  private Option<Step> clear(InstanceFmri instance) {
    return switch (Status.of(state, instance).state()) {
      case "maintenance" -> Option.some(action(instance, Step.Goal.CLEARED, "maint_off"));
      case "degraded" -> Option.some(action(instance, Step.Goal.CLEARED, "restore"));
      default -> {
        output.fail("Instance \"" + instance + "\" is not in a maintenance or degraded state.");
        yield Option.none();
      }
    };
  }

  private Option<Step> degraded(InstanceFmri instance, boolean immediate) {
    if (!Status.of(state, instance).state().equals("online")) {
      output.fail("Instance \"" + instance + "\" is not online.");
      return Option.none();
    }
    return Option.some(
        action(instance, Step.Goal.DEGRADED, immediate ? "degrade_immediate" : "degraded"));
  }

  private Option<Step> converge(InstanceFmri instance) {
    return switch (Convergence.need(state, instance)) {
      case NOTHING -> Option.none();
      case REFRESH -> Option.some(refresh(instance));
      case RESTART -> Option.some(configured(action(instance, Step.Goal.RESTARTED, "restart")));
    };
  }

  private Step refresh(InstanceFmri instance) {
    return configured(action(instance, Step.Goal.REFRESHED, "refresh"));
  }

  /// The step, with what is configured as what the instance is to run with.
  private static Step configured(Step asked) {
    InstanceFmri instance = asked.instance();
    return new Step(
        instance,
        asked.goal(),
        asked.action(),
        asked.group(),
        asked.changes().prepend(new Change.TakeSnapshot(instance, Snapshot.RUNNING)),
        asked.said());
  }

  private Step action(InstanceFmri instance, Step.Goal goal, String action) {
    return new Step(
        instance,
        goal,
        action,
        Asker.ACTIONS,
        Vector.of(asker.action(instance, action)),
        "Action " + action + " set for " + instance + ".");
  }

  private Step enabling(InstanceFmri instance, boolean enabled, boolean temporary, String comment) {
    Vector<Property> wanted =
        Vector.of(Property.of(ENABLED, enabled), Property.of(COMMENT, comment));
    Vector<Change> changes =
        temporary
            ? Vector.of(new Change.Report(instance, OVERRIDE, FRAMEWORK, wanted, Vector.empty()))
            : permanently(instance, wanted);
    return new Step(
        instance,
        enabled ? Step.Goal.RUNNING : Step.Goal.DISABLED,
        "",
        temporary ? OVERRIDE : GENERAL,
        changes.isEmpty() ? changes : changes.prepend(asker.note(instance)),
        instance + (temporary ? " temporarily " : " ") + (enabled ? "enabled." : "disabled."));
  }

  /// The permanent value replaces a temporary one, which would hide it. What an administrator said
  /// before in just these words is not said again.
  private Vector<Change> permanently(InstanceFmri instance, Vector<Property> wanted) {
    Vector<Change> changes = Vector.empty();
    Option<PropertyGroup> general = state.ownGroup(instance, GENERAL);
    Vector<Property> news =
        wanted.filter(
            property ->
                !general
                    .flatMap(group -> group.layered().get(property.name()))
                    .flatMap(layered -> layered.valueAt(Layer.ADMIN))
                    .contains(property));
    if (!news.isEmpty()) {
      changes =
          changes
              .append(new Change.AddGroup(instance, GENERAL, FRAMEWORK, true, Layer.ADMIN, false))
              .appendAll(
                  news.map(
                      property ->
                          new Change.SetProperty(
                              instance, GENERAL, property, Layer.ADMIN, Option.none())));
    }
    boolean overridden =
        state.ownGroup(instance, OVERRIDE).exists(group -> !group.properties().isEmpty());
    return overridden
        ? changes.append(
            new Change.Report(
                instance, OVERRIDE, FRAMEWORK, Vector.empty(), Vector.of(ENABLED, COMMENT)))
        : changes;
  }
}
