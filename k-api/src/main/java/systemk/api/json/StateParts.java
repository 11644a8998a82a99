package systemk.api.json;

import io.vavr.collection.TreeMap;
import io.vavr.collection.Vector;
import systemk.core.repository.Instance;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Service;

/// Cuts a state into pieces of a few hundred instances, so that nobody has to hold the JSON of a
/// whole fleet at once.
final class StateParts {
  private static final int INSTANCES = 200;

  private StateParts() {}

  static Vector<Vector<Service>> of(RepositoryState state) {
    Vector<Vector<Service>> parts = Vector.empty();
    Vector<Service> part = Vector.empty();
    int size = 0;
    for (Service piece : state.services().values().flatMap(StateParts::pieces)) {
      int more = Math.max(1, piece.instances().size());
      if (size > 0 && size + more > INSTANCES) {
        parts = parts.append(part);
        part = Vector.empty();
        size = 0;
      }
      part = part.append(piece);
      size += more;
    }
    return part.isEmpty() ? parts : parts.append(part);
  }

  private static Vector<Service> pieces(Service service) {
    if (service.instances().size() <= INSTANCES) {
      return Vector.of(service);
    }
    return service
        .instances()
        .values()
        .toVector()
        .grouped(INSTANCES)
        .map(instances -> new Service(service.fmri(), service.groups(), byName(instances)))
        .toVector();
  }

  private static TreeMap<String, Instance> byName(Vector<Instance> instances) {
    TreeMap<String, Instance> named = TreeMap.empty();
    for (Instance instance : instances) {
      named = named.put(instance.fmri().name(), instance);
    }
    return named;
  }
}
