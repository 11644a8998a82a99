package systemk.core.repository;

/// A point in the history of a repository.
///
/// @param generation the number of the last transaction that changed something persistent
/// @param tick the number, within this boot, of the last one that changed nothing persistent
public record Revision(long generation, long tick) implements Comparable<Revision> {
  public static final Revision ZERO = new Revision(0, 0);

  @Override
  public int compareTo(Revision other) {
    return generation != other.generation
        ? Long.compare(generation, other.generation)
        : Long.compare(tick, other.tick);
  }

  @Override
  public String toString() {
    return generation + "." + tick;
  }
}
