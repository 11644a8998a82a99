package systemk.core.notify;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.time.Instant;
import systemk.core.fmri.InstanceFmri;
import systemk.core.repository.Change;
import systemk.core.repository.Committed;
import systemk.core.repository.RepositoryState;

/// An instance went from one state to another.
///
/// @param reason the word of `restarter/auxiliary_state`; empty if there is none
public record Transition(
    InstanceFmri instance, String from, String to, String reason, Instant time) {
  private static final String RESTARTER = "restarter";
  private static final String STATE = "state";

  /// The transitions that a transaction tells of, in the order it does.
  public static Vector<Transition> of(
      RepositoryState before, RepositoryState after, Committed entry) {
    return entry
        .transaction()
        .changes()
        .flatMap(Transition::reported)
        .distinct()
        .flatMap(instance -> between(before, after, instance, entry.time()));
  }

  private static Option<InstanceFmri> reported(Change change) {
    return change instanceof Change.Report report && report.group().equals(RESTARTER)
        ? Option.some(report.instance())
        : Option.none();
  }

  private static Option<Transition> between(
      RepositoryState before, RepositoryState after, InstanceFmri instance, Instant time) {
    Option<String> from = before.current(instance).value(RESTARTER, STATE);
    Option<String> to = after.current(instance).value(RESTARTER, STATE);
    String reason = after.current(instance).value(RESTARTER, "auxiliary_state").getOrElse("");
    return to.isEmpty() || to.equals(from)
        ? Option.none()
        : Option.some(
                new Transition(
                    instance,
                    from.getOrElse("uninitialized"),
                    to.get(),
                    reason.equals("none") ? "" : reason,
                    time))
            .filter(transition -> !transition.from().equals(transition.to()));
  }

  /// Whom to tell of it, each way once: by what is said about leaving the one state, and about
  /// entering the other.
  public Vector<Means> audience(RepositoryState state) {
    return Vector.of(Events.from(from), Events.to(to))
        .flatMap(event -> Parameters.of(state, instance, event))
        .flatMap(Parameters::means)
        .filter(Means::active)
        .distinct();
  }
}
