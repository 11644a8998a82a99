package systemk.core.graph;

/// Whether a dependency is met: yes, not yet, or not without an administrator. Never a boolean,
/// because `optional_all` waits for what may come and ignores what cannot (smf.md §3.5).
public enum Satisfaction {
  UNSATISFIABLE,
  UNSATISFIED,
  SATISFIED;

  /// All of them: the worst.
  public Satisfaction and(Satisfaction other) {
    return compareTo(other) <= 0 ? this : other;
  }

  /// Any of them: the best.
  public Satisfaction or(Satisfaction other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
