package systemk.core.graph;

import io.vavr.collection.Vector;

/// How bad it is, for its dependents, that a service went down or changed, mildest last. The order
/// is that of [RestartOn]: a dependency reacts to everything at least as bad as it names.
public enum Severity {
  NONE,
  ERROR,
  RESTART,
  REFRESH;

  /// The names of all severities.
  public static Vector<String> names() {
    return Vector.of(values()).map(Severity::name);
  }
}
