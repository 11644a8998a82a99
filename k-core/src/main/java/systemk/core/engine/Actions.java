package systemk.core.engine;

import io.vavr.collection.TreeMap;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import systemk.core.fmri.InstanceFmri;
import systemk.core.property.Property;
import systemk.core.repository.Composition;
import systemk.core.repository.RepositoryState;
import systemk.core.restarter.LifecycleRecord;

/// The requests administrators leave in the non-persistent group `restarter_actions`: a property a
/// request, whose value is the time it was made (smf.md §1.3, §3.2).
///
/// @param name of the property
/// @param time as it is written there; it tells a request from a later one of the same kind
record Actions(String name, String time) {
  static final String GROUP = LifecycleRecord.ACTIONS;

  private static final Vector<String> MAINTENANCE =
      Vector.of("maint_on_immediate", "maint_on_immtemp", "maint_on", "maint_on_temporary");
  private static final Vector<String> OTHERS =
      Vector.of(
          "maint_off", "restore", "degraded", "degrade_immediate", "restart", "do_dump", "refresh");

  /// The request to carry out next: one for maintenance if there is any, else the oldest.
  static Option<Actions> next(
      RepositoryState repository, InstanceFmri fmri, TreeMap<String, String> consumed) {
    Composition live = repository.current(fmri);
    return pending(live, MAINTENANCE, consumed)
        .headOption()
        .orElse(
            () ->
                pending(live, OTHERS, consumed)
                    .sortBy(action -> Long.parseLong(action.time))
                    .headOption());
  }

  private static Vector<Actions> pending(
      Composition live, Vector<String> names, TreeMap<String, String> consumed) {
    return names
        .flatMap(
            name ->
                live.property(GROUP, name)
                    .filter(property -> property.asLong().isDefined())
                    .flatMap(Property::single)
                    .map(time -> new Actions(name, time)))
        .filter(action -> !consumed.get(action.name).contains(action.time));
  }

  /// The service on whose behalf the request was made, if it was. What somebody types is an
  /// administrator's request, even below the service that logged him in.
  static Option<String> askedBy(RepositoryState repository, InstanceFmri fmri) {
    Composition live = repository.current(fmri);
    boolean typed = live.value(GROUP, "auxiliary_tty").contains("true");
    return live.value(GROUP, "auxiliary_fmri").filter(s -> !s.isEmpty() && !typed);
  }
}
