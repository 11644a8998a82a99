package systemk.shell.view;

import io.vavr.collection.Vector;
import java.util.HashMap;
import java.util.Map;
import systemk.core.fmri.Fmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.fmri.ServiceFmri;
import systemk.core.repository.RepositoryState;

/// Whether the dependencies of an instance can ever be satisfied without an administrator, by the
/// tables of smf.md §3.5. Files count as present: whether they are is not in the repository.
public final class Satisfaction {
  private final RepositoryState state;
  private final Map<InstanceFmri, Boolean> known = new HashMap<>();

  public Satisfaction(RepositoryState state) {
    this.state = state;
  }

  /// Whether the instance's dependencies may come to be satisfied by themselves.
  public boolean possible(InstanceFmri instance) {
    return Dependency.of(state.running(instance)).forAll(this::possible);
  }

  private boolean possible(Dependency dependency) {
    Vector<Fmri> targets = dependency.targets();
    return switch (dependency.grouping()) {
      case "require_all" -> targets.forAll(this::canBeRequired);
      case "require_any" -> targets.isEmpty() || targets.exists(this::canBeRequired);
      case "exclude_all" -> targets.flatMap(this::instances).forAll(this::canBeExcluded);
      default -> true;
    };
  }

  private boolean canBeRequired(Fmri target) {
    return switch (target) {
      case InstanceFmri instance -> canRun(instance);
      case ServiceFmri _ -> instances(target).exists(this::canRun);
      default -> true;
    };
  }

  private Vector<InstanceFmri> instances(Fmri target) {
    return switch (target) {
      case InstanceFmri instance -> Vector.of(instance);
      case ServiceFmri service ->
          state
              .service(service)
              .toVector()
              .flatMap(s -> s.instances().values())
              .map(instance -> instance.fmri());
      default -> Vector.empty();
    };
  }

  /// Whether the instance runs or will by itself. An instance that is asked about while it is being
  /// looked at closes a cycle, which is somebody else's to report; here it counts as possible.
  private boolean canRun(InstanceFmri instance) {
    Boolean before = known.get(instance);
    if (before != null) {
      return before;
    }
    known.put(instance, true);
    boolean result = decide(instance);
    known.put(instance, result);
    return result;
  }

  private boolean decide(InstanceFmri instance) {
    boolean enabled = state.enabled(instance).getOrElse(false);
    return switch (Status.of(state, instance).state()) {
      case "online", "degraded" -> enabled;
      case "maintenance" -> false;
      case "offline", "disabled" -> enabled && possible(instance);
      default -> enabled;
    };
  }

  private boolean canBeExcluded(InstanceFmri instance) {
    Status status = Status.of(state, instance);
    return !(status.running() && state.enabled(instance).getOrElse(false));
  }
}
