package systemk.startd;

import io.vavr.Tuple;
import io.vavr.collection.TreeMap;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import systemk.api.protocol.Notification;
import systemk.api.protocol.Response;
import systemk.core.Time;
import systemk.core.engine.Purpose;
import systemk.core.fmri.FileFmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.repository.Author;
import systemk.core.repository.Change;
import systemk.core.repository.Committed;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Revision;
import systemk.core.repository.Transaction;
import systemk.core.repository.Transactions;
import systemk.core.restarter.Effect;
import systemk.core.restarter.StateChange;

/// A world that notes what it is asked to do, and a repository that answers when it is told to.
final class FakeOutside implements Outside {
  static final Author ADMIN = new Author(0, 0, 1, "test");

  /// A commit that was asked for and not answered yet.
  record Asked(long id, Transaction transaction) {}

  final List<String> done = new ArrayList<>();
  final List<String> logged = new ArrayList<>();
  final List<Asked> asked = new ArrayList<>();
  RepositoryState state = RepositoryState.EMPTY;

  /// Commits on somebody else's behalf.
  Message administer(Change... changes) {
    return announce(Transaction.of(ADMIN, List.of(changes)));
  }

  private Message announce(Transaction transaction) {
    apply(transaction);
    return new Message.FromRepository(
        new Notification.Announced(new Committed(state.revision(), Instant.EPOCH, transaction)));
  }

  private void apply(Transaction transaction) {
    state = Transactions.apply(state, transaction).get();
  }

  /// The whole state, as a first subscription is answered.
  List<Message> snapshot() {
    return List.of(
        new Message.FromRepository(
            new Response.Services(0, state.services().values().toJavaList())),
        new Message.FromRepository(new Response.SnapshotEnd(0, state.revision())));
  }

  /// Commits the oldest transaction that waits and answers.
  Message commitNext() {
    Asked next = asked.removeFirst();
    apply(next.transaction());
    return new Message.FromRepository(new Response.Done(next.id(), state.revision()));
  }

  @Override
  public void subscribe(Option<Revision> from, String except) {
    done.add("subscribe " + from.map(Revision::toString).getOrElse("all"));
  }

  @Override
  public void commit(long id, Transaction transaction) {
    asked.add(new Asked(id, transaction));
  }

  @Override
  public void run(Effect.RunMethod method, String logFile) {
    done.add("run " + method.fmri().service().name() + " " + method.kind().token());
  }

  @Override
  public void signal(long contract, String signal) {
    done.add("signal " + contract + " " + signal);
  }

  @Override
  public void kill(long contract) {
    done.add("kill " + contract);
  }

  @Override
  public void abandon(long contract) {
    done.add("abandon " + contract);
  }

  @Override
  public void release(InstanceFmri fmri) {}

  @Override
  public void acknowledge(long event) {
    done.add("ack " + event);
  }

  @Override
  public void pong() {
    done.add("pong");
  }

  @Override
  public void end(Purpose.End end) {
    done.add("end " + end.status() + " " + end.reason());
  }

  @Override
  public void shutdownComplete() {
    done.add("shutdown complete");
  }

  @Override
  public TreeMap<FileFmri, Boolean> look(Vector<FileFmri> files) {
    done.add("look " + files.mkString(" "));
    return TreeMap.ofEntries(files.map(file -> Tuple.of(file, true)));
  }

  @Override
  public void log(String logFile, Time time, String line) {
    logged.add(logFile + " " + line);
  }

  @Override
  public void announce(StateChange change) {
    done.add(change.fmri().service().name() + " " + change.to().token());
  }
}
