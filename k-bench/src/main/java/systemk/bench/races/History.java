package systemk.bench.races;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Decides whether a history of concurrent operations is linearizable: whether there is one order
/// of all of them that keeps to real time and in which each sees what those before it left.
/* In general that takes a search. Here each commit is told its generation, so the order of the commits
 * is known, and only the places of the others between them are to be found. Each has a lowest and a
 * highest place, from the value it saw; and it must not stand before one that ended before it was begun.
 * Placing each as low as it may stand, in the order they were begun, finds an order if there is one: a
 * higher place never helps anybody.
 */
public final class History {
  private static final long NEVER = Long.MAX_VALUE;

  /// For each register, its commits by generation.
  private final List<TreeMap<Long, Observation.Wrote>> commits = new ArrayList<>();

  private final List<Map<String, Long>> generations = new ArrayList<>();
  private final List<String> violations = new ArrayList<>();

  private History() {}

  /// What contradicts linearizability, in words; nothing if the history is linearizable.
  ///
  /// @param initial for each register, the commit that made it
  /// @param all in any order
  public static List<String> violations(
      List<Observation.Wrote> initial, List<? extends Observation> all) {
    History history = new History();
    for (Observation.Wrote first : initial) {
      history.commits.add(new TreeMap<>(Map.of(first.generation(), first)));
      history.generations.add(new HashMap<>(Map.of(first.value(), first.generation())));
    }
    history.order(all);
    history.place(all);
    return List.copyOf(history.violations);
  }

  /// Enters the commits, and looks whether each guard held.
  private void order(List<? extends Observation> all) {
    Set<Long> made = new HashSet<>();
    for (Observation observation : all) {
      if (observation instanceof Observation.Wrote wrote) {
        if (!made.add(wrote.generation())) {
          violations.add("two commits made generation " + wrote.generation());
        }
        commits.get(wrote.register()).put(wrote.generation(), wrote);
        generations.get(wrote.register()).put(wrote.value(), wrote.generation());
      }
    }
    for (Observation observation : all) {
      if (observation instanceof Observation.Wrote wrote) {
        Long before = commits.get(wrote.register()).lowerKey(wrote.generation());
        if (before == null || before != wrote.expected()) {
          violations.add(
              "%s was committed after generation %s of its register, and guarded by %d"
                  .formatted(wrote, before, wrote.expected()));
        }
      }
    }
  }

  private record Moment(long time, boolean begin, int number) {}

  private void place(List<? extends Observation> all) {
    List<Moment> moments = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      moments.add(new Moment(all.get(i).begun(), true, i));
      moments.add(new Moment(all.get(i).ended(), false, i));
    }
    // What ends when another begins may still be concurrent with it.
    moments.sort(
        Comparator.comparingLong(Moment::time)
            .thenComparing(Moment::begin, Comparator.reverseOrder()));
    long[] place = new long[all.size()];
    long floor = 0;
    for (Moment moment : moments) {
      if (moment.begin()) {
        place[moment.number()] = place(all.get(moment.number()), floor);
      } else {
        floor = Math.max(floor, place[moment.number()]);
      }
    }
  }

  /// The lowest place of an operation: the generation it stands at, or right after.
  ///
  /// @param floor the lowest it may have, from those that ended before it
  private long place(Observation observation, long floor) {
    TreeMap<Long, Observation.Wrote> writes = commits.get(observation.register());
    return switch (observation) {
      case Observation.Wrote wrote -> {
        if (floor >= wrote.generation()) {
          violations.add(wrote + " comes before something that ended before it: " + floor);
        }
        yield wrote.generation();
      }
      case Observation.Read read -> {
        Long written = generations.get(read.register()).get(read.value());
        if (written == null) {
          violations.add(read + " is a value nobody committed");
          yield floor;
        }
        Long overwritten = writes.higherKey(written);
        yield between(read, Math.max(floor, written), overwritten == null ? NEVER : overwritten);
      }
      case Observation.Refused refused -> {
        Long overwritten = writes.higherKey(refused.expected());
        if (overwritten == null) {
          violations.add(refused + " though its guard held for ever");
          yield floor;
        }
        yield Math.max(floor, overwritten);
      }
    };
  }

  private long between(Observation observation, long lowest, long end) {
    if (lowest >= end) {
      violations.add(
          "%s is stale: generation %d had overwritten it, and %d was there before it was begun"
              .formatted(observation, end, lowest));
    }
    return lowest;
  }
}
