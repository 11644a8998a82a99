package systemk.core.engine;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import systemk.core.fmri.FileFmri;
import systemk.core.fmri.Fmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.graph.Dependency;
import systemk.core.graph.Grouping;
import systemk.core.graph.RestartOn;
import systemk.core.graph.Severity;
import systemk.core.restarter.InstanceState;
import systemk.core.restarter.Lifecycle;
import systemk.core.restarter.Phase;
import systemk.core.restarter.Stop;

/// Says the same about dependencies as the engine does, by the text of smf.md §3.5 and §3.7 and
/// without regard to cost: values 1 yes, 0 not yet, -1 never.
final class Oracle {
  private final Model model;

  Oracle(Model model) {
    this.model = model;
  }

  int of(InstanceFmri fmri) {
    return model.graph().dependenciesOf(fmri).map(d -> of(fmri, d)).min().getOrElse(1);
  }

  private int of(InstanceFmri owner, Dependency dependency) {
    Vector<Fmri> targets = dependency.targets();
    return switch (dependency.grouping()) {
      case REQUIRE_ALL -> targets.map(t -> target(owner, t)).min().getOrElse(1);
      case REQUIRE_ANY -> {
        int best = targets.map(t -> target(owner, t)).max().getOrElse(1);
        yield instances(targets).exists(t -> willStop(dependency, t)) ? Math.min(best, 0) : best;
      }
      case OPTIONAL_ALL ->
          Math.min(
              targets
                  .filter(FileFmri.class::isInstance)
                  .map(t -> target(owner, t))
                  .min()
                  .getOrElse(1),
              instances(targets).map(this::optional).min().getOrElse(1));
      case EXCLUDE_ALL ->
          targets.exists(t -> t instanceof FileFmri file && seen(owner, file).contains(true))
              ? -1
              : instances(targets).map(this::excluded).min().getOrElse(1);
    };
  }

  /// Whether a target is on its way down in a way that its dependent reacts to.
  private boolean willStop(Dependency dependency, InstanceFmri target) {
    boolean error =
        model
            .lifecycle(target)
            .map(Lifecycle::phase)
            .exists(
                phase ->
                    (phase instanceof Phase.Stopping(_, Stop a) && a.severity() == Severity.ERROR)
                        || (phase instanceof Phase.Emptying(Stop b, _, _, _)
                            && b.severity() == Severity.ERROR));
    boolean stopping = model.isRunning(target) && isStopping(target);
    return (error && dependency.restartOn() != RestartOn.NONE)
        || ((stopping || isFalling(target)) && follows(dependency));
  }

  /// Whether a file was there when somebody last looked for this instance.
  private Option<Boolean> seen(InstanceFmri owner, FileFmri file) {
    return model.files().get(owner).flatMap(files -> files.get(file));
  }

  private int target(InstanceFmri owner, Fmri target) {
    return target instanceof FileFmri file
        ? seen(owner, file).getOrElse(true) ? 1 : -1
        : instances(Vector.of(target)).map(this::instance).max().getOrElse(-1);
  }

  /// The instances a list names, those that are missing left out.
  private Vector<InstanceFmri> instances(Vector<Fmri> targets) {
    return targets.flatMap(t -> model.graph().resolve(t));
  }

  private int instance(InstanceFmri fmri) {
    Option<InstanceState> state = model.state(fmri);
    if (state.isEmpty()) {
      return -1;
    }
    boolean enabled = model.isEnabled(fmri);
    boolean stopping = isStopping(fmri);
    return switch (state.get()) {
      case ONLINE, DEGRADED -> !enabled ? -1 : stopping || isFalling(fmri) ? 0 : 1;
      case OFFLINE, DISABLED -> enabled && of(fmri) >= 0 ? 0 : -1;
      case MAINTENANCE -> -1;
      case UNINITIALIZED -> 0;
    };
  }

  /// Whether its restarter, whoever that is, is about to stop it.
  private boolean isStopping(InstanceFmri fmri) {
    return model.lifecycle(fmri).exists(l -> l.phase().isStopping())
        || model.orders().get(fmri).exists(order -> order.target() != InstanceState.ONLINE);
  }

  private int optional(InstanceFmri fmri) {
    if (model.isRunning(fmri)) {
      return Math.max(0, instance(fmri));
    }
    int satisfiability = instance(fmri);
    return satisfiability < 0 ? 1 : satisfiability;
  }

  private int excluded(InstanceFmri fmri) {
    return model
        .state(fmri)
        .map(
            s ->
                switch (s) {
                  case ONLINE, DEGRADED -> model.isEnabled(fmri) ? -1 : 0;
                  case OFFLINE, UNINITIALIZED -> 0;
                  case DISABLED, MAINTENANCE -> 1;
                })
        .getOrElse(1);
  }

  /// Whether a running instance must go down because it or something it follows must.
  boolean isFalling(InstanceFmri fmri) {
    return model.isRunning(fmri)
        && (model.shuttingDown()
            || !model.isEnabled(fmri)
            || model
                .graph()
                .dependenciesOf(fmri)
                .filter(Oracle::follows)
                .flatMap(d -> instances(d.targets()))
                .exists(this::isFalling));
  }

  static boolean follows(Dependency dependency) {
    return dependency.grouping() != Grouping.EXCLUDE_ALL
        && (dependency.restartOn() == RestartOn.RESTART
            || dependency.restartOn() == RestartOn.REFRESH);
  }
}
