package systemk.core.graph;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import systemk.core.fmri.InstanceFmri;

/// Instances each of which depends on the next, the last on the first.
public record DependencyCycle(Vector<InstanceFmri> path) {

  /// A shortest cycle through this instance, beginning with it, if there is any.
  ///
  /// @param next what an instance depends on; asked once for each that is reached
  public static Option<DependencyCycle> through(
      InstanceFmri instance, Function<InstanceFmri, Vector<InstanceFmri>> next) {
    Map<InstanceFmri, InstanceFmri> reachedFrom = new HashMap<>();
    Deque<InstanceFmri> open = new ArrayDeque<>();
    open.add(instance);
    while (!open.isEmpty()) {
      InstanceFmri at = open.remove();
      for (InstanceFmri further : next.apply(at)) {
        if (further.equals(instance)) {
          return Option.some(new DependencyCycle(way(instance, at, reachedFrom)));
        }
        if (reachedFrom.putIfAbsent(further, at) == null) {
          open.add(further);
        }
      }
    }
    return Option.none();
  }

  private static Vector<InstanceFmri> way(
      InstanceFmri first, InstanceFmri last, Map<InstanceFmri, InstanceFmri> reachedFrom) {
    Deque<InstanceFmri> way = new ArrayDeque<>();
    for (InstanceFmri at = last; !at.equals(first); at = reachedFrom.getOrDefault(at, first)) {
      way.push(at);
    }
    way.push(first);
    return Vector.ofAll(way);
  }

  @Override
  public String toString() {
    return path.append(path.head()).mkString(" -> ");
  }
}
