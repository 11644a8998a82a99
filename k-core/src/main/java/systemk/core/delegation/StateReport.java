package systemk.core.delegation;

import io.vavr.collection.TreeMap;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.time.Instant;
import java.util.Locale;
import systemk.core.fmri.InstanceFmri;
import systemk.core.graph.Severity;
import systemk.core.property.Property;
import systemk.core.property.ValueType;
import systemk.core.repository.Change;
import systemk.core.restarter.InstanceState;
import systemk.core.restarter.LifecycleRecord;
import systemk.core.restarter.Reason;

/// What a restarter says about one of its instances.
///
/// @param next the state it is on its way to, if it is
/// @param order the last order that was acted upon
/// @param severity how what happened counts for those that depend on the instance; none if that
///   follows from the states
/// @param carriedOut the requests that have been carried out, with the times they were made
public record StateReport(
    InstanceFmri instance,
    InstanceState state,
    Option<InstanceState> next,
    Reason reason,
    long order,
    Option<Severity> severity,
    TreeMap<String, String> carriedOut) {

  /// The property that tells how a report counts.
  public static final String SEVERITY = "severity";

  /// The changes that put it on record.
  public Vector<Change> changes(Instant now) {
    Vector<Property> set =
        Vector.of(
                Property.of("state", state.token()),
                Property.of("next_state", next.map(InstanceState::token).getOrElse("none")),
                Property.of("auxiliary_state", reason.token()),
                Property.of("state_timestamp", ValueType.TIME, LifecycleRecord.time(now)),
                Property.integer(Order.DONE, order))
            .appendAll(severity.map(s -> Property.of(SEVERITY, s.name().toLowerCase(Locale.ROOT))));
    Change report =
        new Change.Report(
            instance,
            LifecycleRecord.GROUP,
            "framework",
            set,
            severity.isEmpty() ? Vector.of(SEVERITY) : Vector.empty());
    return carriedOut
        .toVector()
        .<Change>map(
            action -> new Change.Consume(instance, LifecycleRecord.ACTIONS, action._1, action._2))
        .prepend(report);
  }
}
