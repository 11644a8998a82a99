package systemk.bench.races;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import systemk.core.repository.Revision;

/// Decides whether a watcher was told of everything once, in order.
public final class Watched {
  private Watched() {}

  /// What one watcher was told of.
  ///
  /// @param request the identity of the transaction; empty if it has none
  public record Announcement(Revision revision, String request) {}

  /// What contradicts that, in words.
  ///
  /// @param from the revision the watcher began at
  /// @param to the last there was
  /// @param told in the order it was told
  /// @param answered what committers were told, by revision: the identity of their transaction
  public static List<String> violations(
      Revision from, Revision to, List<Announcement> told, Map<Revision, String> answered) {
    List<String> wrong = new ArrayList<>();
    Revision last = from;
    Set<Revision> seen = new HashSet<>();
    for (Announcement announcement : told) {
      Revision revision = announcement.revision();
      if (!seen.add(revision)) {
        wrong.add(revision + " was told twice");
      } else if (!follows(last, revision)) {
        wrong.add(revision + " was told after " + last);
      }
      String request = answered.get(revision);
      if (request != null && !request.equals(announcement.request())) {
        wrong.add(
            "%s was told as %s, and answered as %s"
                .formatted(revision, announcement.request(), request));
      }
      last = revision;
    }
    if (!last.equals(to)) {
      wrong.add("the last told was " + last + ", the last there was is " + to);
    }
    for (Revision revision : new TreeMap<>(answered).tailMap(from, false).keySet()) {
      if (!seen.contains(revision)) {
        wrong.add(revision + " was never told");
      }
    }
    return wrong;
  }

  /// Whether a transaction can have made the second revision of the first. One that is volatile and
  /// one that is not count by themselves.
  private static boolean follows(Revision before, Revision after) {
    boolean generation =
        after.generation() == before.generation() + 1 && after.tick() == before.tick();
    boolean tick = after.generation() == before.generation() && after.tick() == before.tick() + 1;
    return generation || tick;
  }
}
