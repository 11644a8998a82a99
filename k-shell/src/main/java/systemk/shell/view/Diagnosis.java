package systemk.shell.view;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import systemk.core.fmri.FileFmri;
import systemk.core.fmri.Fmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.fmri.ServiceFmri;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Service;

/// Explains why instances of one repository state do not run.
/* Every instance that does not run either has a reason of its own (it is disabled, say, or one of its
 * dependencies does not exist) or is held up by other instances. The latter are the edges of a graph,
 * and explaining is walking it:
 *
 *   forward, from an instance to the reasons at the end of all ways     its root causes
 *   backward, from an instance along all ways to it                    what it impacts
 *
 * Both are breadth first, so the path shown is a shortest one, no chain is too deep for a stack, and a
 * cycle ends where it began. What is found about an instance is kept for the life of this object, which
 * is one command.
 */
public final class Diagnosis {
  private final RepositoryState state;
  private final Reasons reasons;
  private final Satisfaction satisfaction;
  private final FileFacts files;
  private final Map<InstanceFmri, Blockage> blockages = new HashMap<>();
  private Option<Map<InstanceFmri, List<InstanceFmri>>> held = Option.none();

  /// What keeps one instance down: reasons of its own, and instances that do not run either.
  private record Blockage(Vector<Reason> own, Vector<InstanceFmri> by) {
    static final Blockage NONE = new Blockage(Vector.empty(), Vector.empty());

    Blockage and(Blockage other) {
      return new Blockage(own.appendAll(other.own), by.appendAll(other.by));
    }
  }

  public Diagnosis(RepositoryState state, FileFacts files) {
    this.state = state;
    this.files = files;
    this.reasons = new Reasons(state);
    this.satisfaction = new Satisfaction(state);
  }

  /// The root causes for this instance not to run, nearest first; none if it runs.
  public Vector<Cause> causes(InstanceFmri instance) {
    Map<InstanceFmri, InstanceFmri> from = new HashMap<>();
    Deque<InstanceFmri> queue = new ArrayDeque<>(List.of(instance));
    from.put(instance, instance);
    Vector<Cause> found = Vector.empty();
    while (!queue.isEmpty()) {
      InstanceFmri at = queue.remove();
      Blockage blockage = blockage(at);
      for (Reason reason : blockage.own()) {
        found = found.append(new Cause(at, reason, path(from, instance, at)));
      }
      for (InstanceFmri next : blockage.by()) {
        if (from.putIfAbsent(next, at) == null) {
          queue.add(next);
        }
      }
    }
    return found;
  }

  private static Vector<InstanceFmri> path(
      Map<InstanceFmri, InstanceFmri> from, InstanceFmri start, InstanceFmri end) {
    List<InstanceFmri> backward = new ArrayList<>(List.of(end));
    for (InstanceFmri at = end; !at.equals(start); ) {
      at = from.getOrDefault(at, start);
      backward.add(at);
    }
    return Vector.ofAll(backward.reversed());
  }

  /// The instances that this one keeps from running, directly or not, by FMRI.
  public Vector<InstanceFmri> impacted(InstanceFmri instance) {
    Map<InstanceFmri, List<InstanceFmri>> edges = heldUp();
    Set<InstanceFmri> seen = new LinkedHashSet<>(List.of(instance));
    Deque<InstanceFmri> queue = new ArrayDeque<>(List.of(instance));
    while (!queue.isEmpty()) {
      for (InstanceFmri next : edges.getOrDefault(queue.remove(), List.of())) {
        if (seen.add(next)) {
          queue.add(next);
        }
      }
    }
    seen.remove(instance);
    return Vector.ofAll(seen).sorted();
  }

  /// The instances at fault for anything enabled that does not run, those that impact most first.
  public Vector<InstanceFmri> culprits() {
    Set<InstanceFmri> seen = new LinkedHashSet<>();
    Deque<InstanceFmri> queue = new ArrayDeque<>();
    for (InstanceFmri instance : state.instances()) {
      if (state.enabled(instance).contains(true) && !Status.of(state, instance).running()) {
        seen.add(instance);
        queue.add(instance);
      }
    }
    Map<InstanceFmri, Integer> culprits = new LinkedHashMap<>();
    while (!queue.isEmpty()) {
      InstanceFmri at = queue.remove();
      Blockage blockage = blockage(at);
      if (!blockage.own().isEmpty()) {
        culprits.put(at, impacted(at).size());
      }
      for (InstanceFmri next : blockage.by()) {
        if (seen.add(next)) {
          queue.add(next);
        }
      }
    }
    return Vector.ofAll(culprits.keySet())
        .sorted(
            Comparator.<InstanceFmri, Integer>comparing(at -> -culprits.getOrDefault(at, 0))
                .thenComparing(Comparator.naturalOrder()));
  }

  /// What is wrong with the dependencies of instances that were looked at, in lines.
  public Vector<String> warnings(Vector<InstanceFmri> instances) {
    return instances.flatMap(this::warnings);
  }

  private Vector<String> warnings(InstanceFmri instance) {
    Vector<String> invalid =
        Dependency.of(state.running(instance))
            .flatMap(Dependency::entities)
            .filter(entity -> Fmri.parse(entity).isLeft())
            .map(entity -> instance + " has invalid dependency \"" + entity + "\".");
    Vector<InstanceFmri> cycle =
        Status.of(state, instance).auxiliary().equals("dependency_cycle")
            ? cycle(instance)
            : Vector.empty();
    return cycle.isEmpty()
        ? invalid
        : invalid.append(
            "Dependency cycle detected:" + cycle.map(fmri -> "\n  " + fmri).mkString());
  }

  /// The shortest way along dependencies from an instance back to it.
  private Vector<InstanceFmri> cycle(InstanceFmri start) {
    Map<InstanceFmri, InstanceFmri> from = new HashMap<>();
    Deque<InstanceFmri> queue = new ArrayDeque<>(List.of(start));
    while (!queue.isEmpty()) {
      InstanceFmri at = queue.remove();
      for (InstanceFmri next :
          Dependency.of(state.running(at))
              .reject(Dependency::excludes)
              .flatMap(Dependency::targets)
              .flatMap(this::instances)) {
        if (next.equals(start)) {
          return path(from, start, at);
        }
        if (from.putIfAbsent(next, at) == null) {
          queue.add(next);
        }
      }
    }
    return Vector.empty();
  }

  /// Who is held up by whom.
  private Map<InstanceFmri, List<InstanceFmri>> heldUp() {
    if (held.isEmpty()) {
      Map<InstanceFmri, List<InstanceFmri>> edges = new HashMap<>();
      for (InstanceFmri instance : state.instances()) {
        for (InstanceFmri by : blockage(instance).by()) {
          edges.computeIfAbsent(by, _ -> new ArrayList<>()).add(instance);
        }
      }
      held = Option.some(edges);
    }
    return held.get();
  }

  private Blockage blockage(InstanceFmri instance) {
    Blockage known = blockages.get(instance);
    if (known != null) {
      return known;
    }
    Blockage found = look(instance);
    blockages.put(instance, found);
    return found;
  }

  private Blockage look(InstanceFmri instance) {
    Status status = Status.of(state, instance);
    Option<Reason> own = reasons.own(instance, status);
    if (own.isDefined() || status.running()) {
      return new Blockage(own.toVector(), Vector.empty());
    }
    Blockage found =
        Dependency.of(state.running(instance))
            .map(this::look)
            .foldLeft(Blockage.NONE, Blockage::and);
    return found.equals(Blockage.NONE)
        ? new Blockage(
            Vector.of(Reason.of("Unknown.", "is not running for an unknown reason.", "AR")),
            Vector.empty())
        : new Blockage(found.own().distinct(), found.by().distinct());
  }

  private Blockage look(Dependency dependency) {
    return switch (dependency.grouping()) {
      case "require_all" ->
          dependency.targets().map(this::required).foldLeft(Blockage.NONE, Blockage::and);
      case "require_any" -> {
        Vector<Fmri> targets = dependency.targets();
        yield targets.exists(this::satisfies)
            ? Blockage.NONE
            : targets.map(this::required).foldLeft(Blockage.NONE, Blockage::and);
      }
      case "optional_all" ->
          files(dependency)
              .map(this::required)
              .foldLeft(
                  new Blockage(
                      Vector.empty(),
                      dependency.targets().flatMap(this::instances).filter(this::isAwaited)),
                  Blockage::and);
      case "exclude_all" ->
          files(dependency)
              .map(this::excludedFile)
              .foldLeft(
                  new Blockage(
                      dependency
                          .targets()
                          .flatMap(this::instances)
                          .filter(this::runs)
                          .map(target -> running(target)),
                      Vector.empty()),
                  Blockage::and);
      default -> Blockage.NONE;
    };
  }

  private static Vector<FileFmri> files(Dependency dependency) {
    return dependency.targets().filter(FileFmri.class::isInstance).map(FileFmri.class::cast);
  }

  /// Whether a target is enough for a `require_any`. A file of which nothing is known is.
  private boolean satisfies(Fmri target) {
    return target instanceof FileFmri file
        ? !files.isAbsent(file)
        : instances(target).exists(this::runs);
  }

  private static Reason running(InstanceFmri excluded) {
    return Reason.of("Service " + excluded + " is running.", "is offline.", "FJ");
  }

  private Blockage required(Fmri target) {
    if (target instanceof FileFmri file) {
      return files.isAbsent(file) ? absent(target) : Blockage.NONE;
    }
    if (!(target instanceof InstanceFmri || target instanceof ServiceFmri)) {
      return Blockage.NONE;
    }
    Vector<InstanceFmri> instances = instances(target);
    if (instances.exists(this::runs)) {
      return Blockage.NONE;
    }
    return instances.isEmpty() ? absent(target) : new Blockage(Vector.empty(), instances);
  }

  private static Blockage absent(Fmri target) {
    return new Blockage(
        Vector.of(
            Reason.of("Dependency " + target + " is absent.", "has missing dependencies.", "E2")),
        Vector.empty());
  }

  /// A file that is there and must not be: SMF has no words of its own for it.
  private Blockage excludedFile(FileFmri file) {
    return files.isPresent(file)
        ? new Blockage(
            Vector.of(Reason.of("File " + file.path() + " is present.", "is offline.", "FJ")),
            Vector.empty())
        : Blockage.NONE;
  }

  /// The instances a target stands for. One that is not configured to run or not to run is not in
  /// the graph.
  private Vector<InstanceFmri> instances(Fmri target) {
    Vector<InstanceFmri> named =
        switch (target) {
          case InstanceFmri instance -> Vector.of(instance);
          case ServiceFmri service ->
              state.service(service).toVector().flatMap(Diagnosis::instances);
          default -> Vector.<InstanceFmri>empty();
        };
    return named.filter(instance -> state.enabled(instance).isDefined());
  }

  private static Vector<InstanceFmri> instances(Service service) {
    return service.instances().values().map(instance -> instance.fmri()).toVector();
  }

  private boolean runs(InstanceFmri instance) {
    return Status.of(state, instance).running();
  }

  /// Whether an optional dependency on this instance is still worth waiting for.
  private boolean isAwaited(InstanceFmri instance) {
    return switch (Status.of(state, instance).state()) {
      case "online", "degraded", "maintenance" -> false;
      case "offline", "disabled" ->
          state.enabled(instance).contains(true) && satisfaction.possible(instance);
      default -> true;
    };
  }
}
