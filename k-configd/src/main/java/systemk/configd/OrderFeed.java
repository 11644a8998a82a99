package systemk.configd;

import io.vavr.collection.TreeMap;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import systemk.api.protocol.Request;
import systemk.api.protocol.Response;
import systemk.api.transport.Connection;
import systemk.core.delegation.Assignment;
import systemk.core.fmri.InstanceFmri;
import systemk.core.fmri.ServiceFmri;
import systemk.core.repository.Change;
import systemk.core.repository.RepositoryState;
import systemk.repo.Repository;

/// Tells a restarter what is ordered of its instances, now and whenever that changes, on a thread
/// of its own. Only how things are is told: what changed twice before it could be told, is told
/// once. But an instance that was deleted is taken from the restarter, even if it is there again:
/// what the restarter knows of it is of another one.
final class OrderFeed implements Follower {
  private static final Logger LOG = LoggerFactory.getLogger(OrderFeed.class);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration FOR_EVER = Duration.ofDays(10_000);

  private final Request.Orders request;
  private final Connection connection;
  private final Repository repository;
  private final Feed.Cursor cursor;
  private TreeMap<InstanceFmri, Assignment> told = TreeMap.empty();

  OrderFeed(Request.Orders request, Connection connection, Repository repository, Feed feed) {
    this.request = request;
    this.connection = connection;
    this.repository = repository;
    this.cursor = feed.open();
  }

  @Override
  public void run() {
    try (cursor) {
      follow();
    } catch (RuntimeException | Error e) {
      // A restarter that heard nothing would believe that all is as it should be.
      LOG.atError().setCause(e).log("cannot tell a restarter its orders");
      connection.close("internal error");
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts a restarter's orders", e);
    }
  }

  @Override
  public void end() {
    cursor.end();
  }

  private void follow() throws InterruptedException {
    boolean open = tellAll() && tell(new Response.OrdersEnd(request.id()));
    while (open && connection.isOpen()) {
      open =
          switch (cursor.next(System.nanoTime() + FOR_EVER.toNanos())) {
            case Feed.Step.Next(var entry) -> tellOf(entry.committed().transaction().changes());
            case Feed.Step.Lost _ -> tellAll();
            case Feed.Step.Late _ -> true;
            case Feed.Step.Ended _ -> false;
          };
    }
  }

  private boolean tellAll() throws InterruptedException {
    RepositoryState state = repository.read();
    TreeMap<InstanceFmri, Assignment> now =
        TreeMap.ofEntries(
            Assignment.all(state, request.restarter())
                .map(assignment -> io.vavr.Tuple.of(assignment.instance(), assignment)));
    boolean open = relieve(told.keySet().filter(instance -> isAnother(instance, now)).toVector());
    for (InstanceFmri instance : told.keySet().addAll(now.keySet())) {
      open = open && tell(instance, now.get(instance));
    }
    return open;
  }

  /// Whether an instance was made anew, as far as that shows: numbers of orders only grow.
  private boolean isAnother(InstanceFmri instance, TreeMap<InstanceFmri, Assignment> now) {
    Assignment before = told.get(instance).get();
    return now.get(instance)
        .exists(a -> a.order().serial() < before.order().serial() || a.done() < before.done());
  }

  private boolean tellOf(Vector<Change> changes) throws InterruptedException {
    RepositoryState state = repository.read();
    boolean open = relieve(changes.flatMap(this::deleted).distinct());
    for (ServiceFmri service : changes.map(Change::owner).distinct()) {
      Vector<InstanceFmri> instances =
          told.keySet()
              .filter(instance -> instance.service().equals(service))
              .toVector()
              .appendAll(
                  state
                      .service(service)
                      .toVector()
                      .flatMap(s -> s.instances().values().map(i -> i.fmri())))
              .distinct();
      for (InstanceFmri instance : instances) {
        open = open && tell(instance, Assignment.of(state, request.restarter(), instance));
      }
    }
    return open;
  }

  private Vector<InstanceFmri> deleted(Change change) {
    return told.keySet()
        .filter(
            instance ->
                change.equals(new Change.DeleteInstance(instance))
                    || change.equals(new Change.DeleteService(instance.service())))
        .toVector();
  }

  private boolean relieve(Vector<InstanceFmri> instances) throws InterruptedException {
    boolean open = true;
    for (InstanceFmri instance : instances) {
      open = open && tell(instance, Option.none());
    }
    return open;
  }

  private boolean tell(InstanceFmri instance, Option<Assignment> now) throws InterruptedException {
    if (told.get(instance).equals(now)) {
      return true;
    }
    told = now.map(a -> told.put(instance, a)).getOrElse(() -> told.remove(instance));
    return tell(
        now.<Response>map(assignment -> new Response.Ordered(request.id(), assignment))
            .getOrElse(() -> new Response.Relieved(request.id(), instance)));
  }

  /// False if the restarter has gone, or had to be let go because it does not read.
  private boolean tell(Response response) throws InterruptedException {
    for (byte[] piece : Connection.encode(response)) {
      if (!connection.awaitRoom(PATIENCE)) {
        return false;
      }
      connection.sendEncoded(java.util.List.of(piece));
    }
    return connection.isOpen();
  }
}
