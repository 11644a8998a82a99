package systemk.core.graph;

import io.vavr.collection.Vector;
import systemk.core.fmri.InstanceFmri;

/// Instances each of which depends on the next, the last on the first.
public record DependencyCycle(Vector<InstanceFmri> path) {
  @Override
  public String toString() {
    return path.append(path.head()).mkString(" -> ");
  }
}
