package systemk.configd;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import systemk.api.json.WireCodec;
import systemk.api.protocol.Request;
import systemk.api.protocol.Response;
import systemk.api.transport.Connection;
import systemk.core.repository.Committed;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Revision;
import systemk.repo.Repository;

/// Tells one subscriber what it missed and then everything that is committed, on a thread of its
/// own.
final class Subscription implements Follower {
  private static final Logger LOG = LoggerFactory.getLogger(Subscription.class);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration FOR_EVER = Duration.ofDays(10_000);

  private final Request.Subscribe request;
  private final Connection connection;
  private final Repository repository;
  private final Feed.Cursor cursor;

  Subscription(Request.Subscribe request, Connection connection, Repository repository, Feed feed) {
    this.request = request;
    this.connection = connection;
    this.repository = repository;
    this.cursor = feed.open(this::isWanted);
  }

  /// Whether it is told of a transaction. Its own are not among them if it says so.
  private boolean isWanted(Committed committed) {
    return !request
        .except()
        .exists(own -> committed.transaction().request().exists(name -> name.startsWith(own)));
  }

  @Override
  public void run() {
    try (cursor) {
      follow();
    } catch (RuntimeException | Error e) {
      // A subscriber that heard nothing would believe that nothing is committed.
      LOG.atError().setCause(e).log("subscription failed");
      connection.close("internal error");
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts a subscription", e);
    }
  }

  @Override
  public void end() {
    cursor.end();
  }

  private void follow() throws InterruptedException {
    Revision told = catchUp();
    while (connection.isOpen()) {
      switch (cursor.next(System.nanoTime() + FOR_EVER.toNanos())) {
        case Feed.Step.Next(var entry) -> {
          // It may have been part of what the subscriber caught up with.
          if (entry.committed().revision().compareTo(told) > 0) {
            tell(entry.announcement());
            told = entry.committed().revision();
          }
        }
        case Feed.Step.Lost _ -> connection.close("too many transactions wait for this subscriber");
        case Feed.Step.Late _ -> {}
        case Feed.Step.Ended _ -> {
          return;
        }
      }
    }
  }

  /// Sends what happened since the subscriber's revision, or everything. Answers the revision it
  /// then knows.
  private Revision catchUp() throws InterruptedException {
    Option<Vector<Committed>> missed =
        request
            .from()
            .flatMap(from -> from.compareTo(now()) <= 0 ? repository.since(from) : none());
    return missed.isDefined() ? replay(request.from().get(), missed.get()) : snapshot();
  }

  private Revision now() {
    return repository.read().revision();
  }

  private static Option<Vector<Committed>> none() {
    return Option.none();
  }

  private Revision replay(Revision from, Vector<Committed> missed) throws InterruptedException {
    connection.send(new Response.Since(request.id(), from));
    Revision told = from;
    for (Committed committed : missed) {
      if (!tell(new Feed.Entry(committed).announcement())) {
        break;
      }
      told = committed.revision();
    }
    return told;
  }

  private Revision snapshot() throws InterruptedException {
    RepositoryState state = repository.read();
    for (Response part : WireCodec.snapshot(request.id(), state)) {
      if (!tell(Connection.encode(part))) {
        break;
      }
    }
    return state.revision();
  }

  /// Sends a message of any length, as fast as the subscriber reads. False if it has gone, or had
  /// to be let go because it does not read.
  private boolean tell(List<byte[]> message) throws InterruptedException {
    for (byte[] piece : message) {
      if (!connection.awaitRoom(PATIENCE)) {
        return false;
      }
      connection.sendEncoded(List.of(piece));
    }
    return connection.isOpen();
  }
}
