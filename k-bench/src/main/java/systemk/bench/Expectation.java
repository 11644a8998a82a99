package systemk.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What must be so, from what was asked for and acknowledged: which services run, with which
/// process, how often each method ran, and which values were set.
final class Expectation {
  private final Map<String, Boolean> enabled = new TreeMap<>();
  private final Map<String, Long> pids = new HashMap<>();
  private final Map<String, Integer> starts = new HashMap<>();
  private final Map<String, Integer> stops = new HashMap<>();
  private final Map<String, Integer> counts = new TreeMap<>();
  private final List<Fleet.Member> members;

  Expectation(List<Fleet.Member> members) {
    this.members = members;
    for (Fleet.Member member : members) {
      enabled.put(member.fmri(), true);
      starts.put(member.fmri(), 1);
    }
  }

  boolean isEnabled(Fleet.Member member) {
    return enabled.getOrDefault(member.fmri(), false);
  }

  void enabled(Fleet.Member member) {
    enabled.put(member.fmri(), true);
    starts.merge(member.fmri(), 1, Integer::sum);
  }

  void disabled(Fleet.Member member) {
    enabled.put(member.fmri(), false);
    stops.merge(member.fmri(), 1, Integer::sum);
    pids.remove(member.fmri());
  }

  /// It goes down and comes back: by itself after its process was killed, or because it was asked
  /// to.
  void restarted(Fleet.Member member) {
    starts.merge(member.fmri(), 1, Integer::sum);
    stops.merge(member.fmri(), 1, Integer::sum);
    pids.remove(member.fmri());
  }

  void set(Fleet.Member member, int count) {
    counts.put(member.fmri(), count);
  }

  Map<String, Integer> counts() {
    return counts;
  }

  /// What is not as it must be, in words; nothing if all is well. Learns the pid of a service that
  /// was started since the last time.
  ///
  /// @param running the long-lived processes there are, by service
  List<String> violations(Map<String, List<Long>> running, Map<String, Integer> runs) {
    List<String> wrong = new ArrayList<>();
    for (Fleet.Member member : members) {
      String fmri = member.fmri();
      processes(member, running.getOrDefault(fmri, List.of()), wrong);
      switch (member.kind()) {
        case DAEMON -> {
          compare(fmri, "start", starts, runs, wrong);
          compare(fmri, "stop", stops, runs, wrong);
        }
        case CHILD -> compare(fmri, "child", starts, runs, wrong);
        case TRANSIENT -> compare(fmri, "once", starts, runs, wrong);
      }
    }
    return wrong;
  }

  private void processes(Fleet.Member member, List<Long> found, List<String> wrong) {
    String fmri = member.fmri();
    int wanted = member.kind() != Fleet.Kind.TRANSIENT && isEnabled(member) ? 1 : 0;
    if (found.size() != wanted) {
      wrong.add(
          "%s: %s (%d processes instead of %d)"
              .formatted(
                  fmri, found.size() < wanted ? "lost" : "runs twice", found.size(), wanted));
    } else if (wanted == 1) {
      Long before = pids.put(fmri, found.getFirst());
      if (before != null && !before.equals(found.getFirst())) {
        wrong.add("%s: pid changed from %d to %d".formatted(fmri, before, found.getFirst()));
      }
    }
  }

  private static void compare(
      String fmri,
      String method,
      Map<String, Integer> wanted,
      Map<String, Integer> runs,
      List<String> wrong) {
    int expected = wanted.getOrDefault(fmri, 0);
    int actual = runs.getOrDefault(fmri + " " + method, 0);
    if (expected != actual) {
      wrong.add("%s: %s ran %d times instead of %d".formatted(fmri, method, actual, expected));
    }
  }
}
