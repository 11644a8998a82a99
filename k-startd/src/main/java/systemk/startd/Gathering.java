package systemk.startd;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import systemk.core.Time;
import systemk.core.fmri.InstanceFmri;
import systemk.core.repository.Author;
import systemk.core.repository.Change;
import systemk.core.repository.Transaction;
import systemk.core.restarter.Effect;
import systemk.core.restarter.LifecycleRecord;

/// What is decided in one turn, until the turn is over: what is to be recorded, what is to be done
/// then, and what k.init is to be told that it was heard.
final class Gathering {
  private static final int ENOUGH = 1_000;

  // Null where a later report says all that this one did.
  private final List<@Nullable Change> changes = new ArrayList<>();
  private final Map<InstanceFmri, Integer> reports = new HashMap<>();
  private final List<Effect> acts = new ArrayList<>();
  private long acknowledges;

  void add(Effect effect) {
    if (effect instanceof Effect.Persist(var kept)) {
      kept.forEach(this::add);
    } else {
      acts.add(effect);
    }
  }

  private void add(Change change) {
    if (change instanceof Change.Report report && report.group().equals(LifecycleRecord.GROUP)) {
      Integer before = reports.put(report.instance(), changes.size());
      if (before != null && isContained(changes.get(before), report)) {
        changes.set(before, null);
      }
    }
    changes.add(change);
  }

  /// Whether a report sets or removes whatever an earlier one of the same instance did.
  private static boolean isContained(@Nullable Change earlier, Change.Report later) {
    return earlier instanceof Change.Report report
        && report.set().forAll(p -> names(later, p.name()))
        && report.removed().forAll(name -> names(later, name));
  }

  private static boolean names(Change.Report report, String name) {
    return report.set().exists(p -> p.name().equals(name)) || report.removed().contains(name);
  }

  /// Nobody is left in a contract, who could be sent a signal.
  void emptied(long contract) {
    acts.removeIf(
        act ->
            (act instanceof Effect.SignalContract(long to, _) && to == contract)
                || (act instanceof Effect.KillContract(long of) && of == contract));
  }

  /// Everything up to this event of k.init has been heard.
  void acknowledge(long number) {
    acknowledges = Math.max(acknowledges, number);
  }

  boolean isEmpty() {
    return changes.isEmpty() && acts.isEmpty() && acknowledges == 0;
  }

  boolean isFull() {
    return changes.size() >= ENOUGH;
  }

  /// All of it as one batch, recorded under this identity.
  Batch batch(long id, Author author, String request, Time now) {
    Vector<Change> kept = Vector.ofAll(changes.stream().filter(Objects::nonNull));
    Option<Transaction> record =
        kept.isEmpty()
            ? Option.none()
            : Option.some(Transaction.of(author, kept).withRequest(request));
    return new Batch(id, record, Vector.ofAll(acts), acknowledges, now);
  }
}
