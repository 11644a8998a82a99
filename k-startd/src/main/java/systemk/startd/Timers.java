package systemk.startd;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import systemk.core.Time;
import systemk.core.fmri.InstanceFmri;

/// When instances want to be woken, one moment for each.
/* The loop asks for the first of them before every message, so that must not depend on how many there are. */
final class Timers {
  private record Due(long nanos, InstanceFmri fmri) {
    static final Comparator<Due> ORDER =
        Comparator.comparingLong(Due::nanos).thenComparing(Due::fmri);
  }

  private final TreeSet<Due> inOrder = new TreeSet<>(Due.ORDER);
  private final Map<InstanceFmri, Due> byInstance = new HashMap<>();

  /// Has it woken at this moment and no other.
  void set(InstanceFmri fmri, long nanos) {
    Due due = new Due(nanos, fmri);
    Due before = byInstance.put(fmri, due);
    if (before != null) {
      inOrder.remove(before);
    }
    inOrder.add(due);
  }

  /// The first moment; [Time#NEVER] if there is none.
  long next() {
    return inOrder.isEmpty() ? Time.NEVER : inOrder.first().nanos();
  }

  /// Those whose moment has come, earliest first. They are woken once.
  List<InstanceFmri> take(long now) {
    List<InstanceFmri> taken = new ArrayList<>();
    while (next() <= now && !inOrder.isEmpty()) {
      InstanceFmri fmri = inOrder.removeFirst().fmri();
      byInstance.remove(fmri);
      taken.add(fmri);
    }
    return taken;
  }
}
