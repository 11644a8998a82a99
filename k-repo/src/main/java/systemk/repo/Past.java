package systemk.repo;

import io.vavr.collection.TreeMap;
import io.vavr.collection.TreeSet;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Revision;
import systemk.core.repository.Service;

/// States of the past, as far as memory reaches.
/* A state of the past is the newest one with the services that were touched since put back. The
 * newest one is kept here without its non-persistent groups and brought up to date when it is asked
 * for, again only where something was touched; so a state costs what has changed since, not what
 * there is. Only the first one looks at every service.
 */
final class Past {
  /// The persistent part of the newest state, as of some generation.
  private record Lasting(long generation, TreeMap<String, Service> services) {}

  private final ReentrantLock lock = new ReentrantLock();
  private Option<Lasting> newest = Option.none();

  /// The persistent part of the state right after a generation; none if memory does not tell.
  ///
  /// @param published what can be read now; asked once, so that it is never older than last time
  Option<RepositoryState> at(Supplier<Published> published, long generation) {
    Published now;
    TreeMap<String, Service> services;
    lock.lock();
    try {
      now = published.get();
      if (generation > now.generation() || generation < now.oldest()) {
        return Option.none();
      }
      services = lasting(now);
    } finally {
      lock.unlock();
    }
    Set<String> restored = new HashSet<>();
    for (LedgerEntry entry : now.history().ledger().after(generation)) {
      for (var before : entry.before()) {
        // What came first after the generation replaced what was there at it.
        if (restored.add(before._1)) {
          services = put(services, before._1, before._2);
        }
      }
    }
    return Option.some(new RepositoryState(new Revision(generation, 0), services));
  }

  /// Why a generation cannot be had, in one line.
  static String unknown(long generation, long newest, long oldest) {
    return generation > newest
        ? "generation " + generation + " is yet to come"
        : "generation " + generation + " is no longer on record; the oldest is " + oldest;
  }

  /// The services without non-persistent groups.
  private TreeMap<String, Service> lasting(Published now) {
    Lasting known =
        newest
            .filter(old -> old.generation() >= now.oldest())
            .map(old -> upToDate(old, now))
            .getOrElse(() -> new Lasting(now.generation(), withoutVolatile(now)));
    newest = Option.some(known);
    return known.services();
  }

  private static TreeMap<String, Service> withoutVolatile(Published now) {
    return now.state().withoutVolatile().services();
  }

  private static Lasting upToDate(Lasting old, Published now) {
    Vector<LedgerEntry> later = now.history().ledger().after(old.generation());
    TreeMap<String, Service> services = old.services();
    for (String name : TreeSet.ofAll(later.flatMap(entry -> entry.before().keySet()))) {
      services = put(services, name, now.state().services().get(name));
    }
    return new Lasting(now.generation(), services);
  }

  private static TreeMap<String, Service> put(
      TreeMap<String, Service> services, String name, Option<Service> service) {
    return service
        .map(present -> services.put(name, present.withoutVolatile()))
        .getOrElse(() -> services.remove(name));
  }
}
