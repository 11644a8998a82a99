package systemk.core.graph;

import io.vavr.collection.HashSet;
import io.vavr.collection.Set;
import io.vavr.collection.TreeMap;
import io.vavr.collection.TreeSet;
import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import systemk.core.fmri.FileFmri;
import systemk.core.fmri.Fmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.fmri.ServiceFmri;

/// Who depends on whom: an immutable graph of instances with both directions of every edge.
/* An edge leads from an instance to what one of its dependencies names: an instance, a service, or a
 * file. A service stands for all of its instances that are in the graph, whenever they come and go, so
 * an edge to a service is kept as such and resolved when it is followed.
 *
 * Targets need not exist. What is asked for by name but is not in the graph is absent, which is a
 * matter of satisfaction, not of structure.
 *
 * The graph has no cycle over edges other than exclude_all (those mean "not both", in which there is
 * no order to contradict). An instance that would close one stays in the graph without its edges.
 *
 * Defining, removing and asking cost O(degree · log n); the check for cycles costs O(what the instance
 * depends on, transitively), and nothing for one on which nobody depends yet.
 */
public record ServiceGraph(
    TreeMap<InstanceFmri, Vector<Dependency>> dependencies,
    TreeMap<Fmri, TreeSet<InstanceFmri>> dependents,
    TreeMap<ServiceFmri, TreeSet<InstanceFmri>> instances) {

  public static final ServiceGraph EMPTY =
      new ServiceGraph(TreeMap.empty(), TreeMap.empty(), TreeMap.empty());

  public boolean contains(InstanceFmri instance) {
    return dependencies.containsKey(instance);
  }

  public Vector<Dependency> dependenciesOf(InstanceFmri instance) {
    return dependencies.get(instance).getOrElse(Vector.empty());
  }

  /// The instances of a service that are in the graph, sorted.
  public TreeSet<InstanceFmri> instancesOf(ServiceFmri service) {
    return instances.get(service).getOrElse(TreeSet.empty());
  }

  /// All instances one of whose dependencies names this instance or its service, sorted.
  public TreeSet<InstanceFmri> dependentsOf(InstanceFmri instance) {
    return naming(instance).addAll(naming(instance.service()));
  }

  /// The dependencies through which one instance depends on another.
  public Vector<Dependency> between(InstanceFmri dependent, InstanceFmri target) {
    return dependenciesOf(dependent)
        .filter(d -> d.targets().exists(t -> t.equals(target) || t.equals(target.service())));
  }

  /// The instances an FMRI stands for: itself, those of the service, none for a file.
  public TreeSet<InstanceFmri> resolve(Fmri target) {
    return switch (target) {
      case InstanceFmri instance -> contains(instance) ? TreeSet.of(instance) : TreeSet.empty();
      case ServiceFmri service -> instancesOf(service);
      default -> TreeSet.empty();
    };
  }

  /// This graph with the instance and exactly these dependencies of it, or the cycle they would
  /// close.
  public Either<DependencyCycle, ServiceGraph> define(
      InstanceFmri instance, Vector<Dependency> wanted) {
    ServiceGraph bare = without(instance).with(instance, Vector.empty());
    return bare.cycle(instance, wanted).toEither(() -> bare.with(instance, wanted)).swap();
  }

  /// This graph with the instance, but none of its dependencies: how an instance stands in it whose
  /// dependencies are invalid.
  public ServiceGraph defineAlone(InstanceFmri instance) {
    return without(instance).with(instance, Vector.empty());
  }

  /// This graph without the instance and its edges. Edges of others to it stay, and lead to
  /// nothing.
  public ServiceGraph without(InstanceFmri instance) {
    if (!contains(instance)) {
      return this;
    }
    TreeMap<Fmri, TreeSet<InstanceFmri>> back = dependents;
    for (Fmri target : targets(dependenciesOf(instance))) {
      TreeSet<InstanceFmri> left = back.get(target).getOrElse(TreeSet.empty()).remove(instance);
      back = left.isEmpty() ? back.remove(target) : back.put(target, left);
    }
    TreeSet<InstanceFmri> siblings = instancesOf(instance.service()).remove(instance);
    return new ServiceGraph(
        dependencies.remove(instance),
        back,
        siblings.isEmpty()
            ? instances.remove(instance.service())
            : instances.put(instance.service(), siblings));
  }

  private ServiceGraph with(InstanceFmri instance, Vector<Dependency> wanted) {
    TreeMap<Fmri, TreeSet<InstanceFmri>> back = dependents;
    for (Fmri target : targets(wanted)) {
      back = back.put(target, back.get(target).getOrElse(TreeSet.empty()).add(instance));
    }
    return new ServiceGraph(
        dependencies.put(instance, wanted),
        back,
        instances.put(instance.service(), instancesOf(instance.service()).add(instance)));
  }

  private TreeSet<InstanceFmri> naming(Fmri target) {
    return dependents.get(target).getOrElse(TreeSet.empty());
  }

  private static Set<Fmri> targets(Vector<Dependency> dependencies) {
    return HashSet.ofAll(
        dependencies.flatMap(Dependency::targets).filter(t -> !(t instanceof FileFmri)));
  }

  /// The cycle these dependencies of an instance would close.
  private Option<DependencyCycle> cycle(InstanceFmri instance, Vector<Dependency> wanted) {
    boolean isAlone = dependentsOf(instance).isEmpty() && !next(wanted).contains(instance);
    return isAlone
        ? Option.none()
        : DependencyCycle.through(
            instance, at -> next(at.equals(instance) ? wanted : dependenciesOf(at)));
  }

  private Vector<InstanceFmri> next(Vector<Dependency> from) {
    return from.filter(d -> d.grouping() != Grouping.EXCLUDE_ALL)
        .flatMap(Dependency::targets)
        .flatMap(this::resolve);
  }
}
