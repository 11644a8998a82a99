package systemk.core.restarter;

import io.vavr.control.Option;
import java.time.Instant;
import systemk.core.fmri.InstanceFmri;
import systemk.core.graph.Severity;

/// What the restarter tells the graph, and the console: an instance went from one state to another,
/// or was refreshed, in which case both are the same and the severity is REFRESH.
public record StateChange(
    InstanceFmri fmri,
    InstanceState from,
    InstanceState to,
    Option<InstanceState> next,
    Reason reason,
    Severity severity,
    Instant time) {}
