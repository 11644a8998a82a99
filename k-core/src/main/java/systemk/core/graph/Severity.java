package systemk.core.graph;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.Locale;

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

  /// The severity of a name in lower case, as restarters write it.
  public static Option<Severity> ofToken(String token) {
    return names().find(name -> name.toLowerCase(Locale.ROOT).equals(token)).map(Severity::valueOf);
  }
}
