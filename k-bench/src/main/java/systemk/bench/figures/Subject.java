package systemk.bench.figures;

import io.vavr.control.Option;
import java.util.ArrayList;
import java.util.List;
import systemk.core.fmri.InstanceFmri;
import systemk.core.fmri.ServiceFmri;
import systemk.core.property.Layer;
import systemk.core.property.Property;
import systemk.core.repository.Author;
import systemk.core.repository.Change;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Transaction;
import systemk.core.repository.Transactions;

/// The services that are measured on: some number of them, each with an instance and twenty
/// properties.
public final class Subject {
  public static final int PROPERTIES = 20;
  public static final int BATCH = 500;
  public static final String GROUP = "config";

  private static final Author AUTHOR = new Author(0, 0, 0, "k bench");

  private Subject() {}

  static ServiceFmri service(int number) {
    return new ServiceFmri("bench/s%05d".formatted(number));
  }

  public static InstanceFmri instance(int number) {
    return service(number).instance("default");
  }

  public static String property(int number) {
    return "property%02d".formatted(number % PROPERTIES);
  }

  /// The transaction that makes some of the services.
  public static Transaction making(int first, int end) {
    List<Change> changes = new ArrayList<>();
    for (int i = first; i < end; i++) {
      changes.add(new Change.AddService(service(i)));
      changes.add(new Change.AddInstance(instance(i)));
      changes.add(
          new Change.AddGroup(service(i), GROUP, "application", true, Layer.MANIFEST, true));
      for (int p = 0; p < PROPERTIES; p++) {
        changes.add(
            new Change.SetProperty(
                service(i),
                GROUP,
                Property.of(property(p), "value " + p + " of service " + i),
                Layer.MANIFEST,
                Option.some("/lib/svc/manifest/bench/s%05d.json".formatted(i))));
      }
    }
    return Transaction.of(AUTHOR, changes);
  }

  /// A repository of that many of the services.
  public static RepositoryState state(int services) {
    RepositoryState state = RepositoryState.EMPTY;
    // A transaction has a most of changes.
    for (int i = 0; i < services; i += BATCH) {
      state =
          Transactions.apply(state, making(i, Math.min(i + BATCH, services)))
              .getOrElseThrow(reasons -> new IllegalStateException(reasons.toString()));
    }
    return state;
  }

  /// The transaction that changes one property.
  public static Transaction change(int services, long number) {
    int service = Math.floorMod(number * 7919, services);
    return Transaction.of(
        AUTHOR,
        List.of(
            new Change.SetProperty(
                service(service),
                GROUP,
                Property.of(property((int) (number % PROPERTIES)), "changed to " + number),
                Layer.ADMIN,
                Option.none())));
  }

  /// The transaction that takes a snapshot of one instance.
  public static Transaction snapshot(int services, long number) {
    int service = Math.floorMod(number * 7919, services);
    return Transaction.of(AUTHOR, List.of(new Change.TakeSnapshot(instance(service), "bench")));
  }
}
