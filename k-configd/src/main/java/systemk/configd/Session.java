package systemk.configd;

import io.vavr.collection.SortedSet;
import io.vavr.control.Option;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import systemk.api.json.WireCodec;
import systemk.api.protocol.Peer;
import systemk.api.protocol.Request;
import systemk.api.protocol.Response;
import systemk.api.transport.Connection;
import systemk.api.transport.Receiver;
import systemk.core.delegation.Order;
import systemk.core.delegation.StateReport;
import systemk.core.repository.Author;
import systemk.core.repository.Rejection;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Transaction;
import systemk.core.rights.Principal;
import systemk.core.rights.Rights;
import systemk.json.Json;
import systemk.json.JsonException;
import systemk.repo.CommitResult;

/// What one client is doing: its commands that run and its subscriptions.
///
/// The frames of a client come one at a time, so nothing here waits: a command and what a client
/// follows have threads of their own, and a commit is answered by the repository's writer.
final class Session implements Receiver {
  private static final Logger LOG = LoggerFactory.getLogger(Session.class);
  private static final int MAX_TASKS = 64;
  private static final int MAX_COMMAND = 4096;
  private static final Set<String> QUICK = Set.of("ping", "get", "commit", "run");

  private final Connection connection;
  private final Desk desk;
  // Guarded by itself: commands leave on their own threads.
  private final Map<Long, CommandRun> runs = new HashMap<>();
  private final List<Follower> followers = new ArrayList<>();
  // Frames come one at a time, so nobody else looks them up meanwhile.
  private volatile @Nullable SortedSet<String> names;

  Session(Connection connection, Desk desk) {
    this.connection = connection;
    this.desk = desk;
  }

  @Override
  public boolean answered(Json frame) {
    // Who a stranger is may have to be looked up.
    Request request = isTrusted() && quick(frame) ? WireCodec.request(frame) : null;
    switch (request) {
      case Request.Ping(long id) -> connection.send(new Response.Pong(id));
      case Request.Get get -> get(get);
      case Request.Commit commit -> commit(commit);
      case Request.Run run -> run(run);
      case null, default -> {
        return false;
      }
    }
    return true;
  }

  /// A commit is handed to the repository's writer, which answers, and a command to its thread.
  private static boolean quick(Json frame) {
    return frame instanceof Json.Obj json
        && json.find("op").orElse(null) instanceof Json.Str(String op)
        && QUICK.contains(op);
  }

  private void get(Request.Get request) {
    RepositoryState state = desk.repository().read();
    boolean readable =
        isTrusted()
            || Rights.mayRead(principal(), state.current(request.entity()), request.group());
    connection.send(
        readable
            ? new Response.Got(
                request.id(),
                state.effective(request.entity(), request.group(), request.property()))
            : new Response.Failed(request.id(), "Permission denied."));
  }

  @Override
  public void received(Json frame) {
    try {
      serve(WireCodec.request(frame));
    } catch (JsonException e) {
      refuse(frame, String.valueOf(e.getMessage()));
    }
  }

  /// A frame that is no request is answered, and the connection goes on; without an id there is
  /// nothing to answer to.
  private void refuse(Json frame, String reason) {
    boolean named =
        frame instanceof Json.Obj json && json.find("id").orElse(null) instanceof Json.Num;
    if (named) {
      connection.send(new Response.Failed(frame.asObj("message").integer("id"), reason));
    } else {
      desk.brokenOff(connection.peer(), reason);
      connection.close(reason);
    }
  }

  private void serve(Request request) {
    switch (request) {
      case Request.Ping(long id) -> connection.send(new Response.Pong(id));
      case Request.Get get -> get(get);
      case Request.Commit commit -> commit(commit);
      case Request.Subscribe subscribe ->
          follow(
              subscribe.id(),
              () -> new Subscription(subscribe, connection, desk.repository(), desk.feed()));
      case Request.Orders orders ->
          follow(
              orders.id(), () -> new OrderFeed(orders, connection, desk.repository(), desk.feed()));
      case Request.Report report -> report(report);
      case Request.Run run -> run(run);
      case Request.Answer answer -> answer(answer);
    }
  }

  private boolean isTrusted() {
    return desk.isTrusted(connection.peer());
  }

  /// What speaks for the client at this moment. May wait for the name service the first time.
  private Principal principal() {
    if (isTrusted()) {
      return Principal.ALL;
    }
    SortedSet<String> known = names;
    if (known == null) {
      known = desk.principals().names(connection.peer());
      names = known;
    }
    return desk.principals().of(known);
  }

  private void commit(Request.Commit request) {
    Transaction claimed = request.transaction();
    Transaction transaction =
        new Transaction(
            claimed.changes(),
            claimed.guards(),
            author(claimed.author().command()),
            claimed.comment(),
            claimed.request());
    commit(request.id(), transaction);
  }

  private void commit(long id, Transaction transaction) {
    CompletionStage<CommitResult> result =
        desk.gate().submit(transaction.author(), principal(), _ -> Option.some(transaction));
    var _ = result.whenComplete((done, bug) -> answer(id, done, bug));
  }

  /// Answers in the order in which commits were done. The stage calls this on the writer's thread,
  /// or on the event loop if the writer was faster than the loop.
  private void answer(long id, CommitResult result, Throwable bug) {
    if (bug != null) {
      LOG.atError().setCause(bug).log("cannot commit");
      connection.sendInTurn(new Response.Failed(id, "internal error"));
      return;
    }
    switch (result) {
      case CommitResult.Done(var entry, _) ->
          connection.sendInTurn(new Response.Done(id, entry.revision()));
      case CommitResult.Repeated(var revision, _) ->
          connection.sendInTurn(new Response.Repeated(id, revision));
      case CommitResult.Refused(var reasons) ->
          connection.sendInTurn(
              new Response.Rejected(id, reasons.map(Rejection::message).asJava()));
      case CommitResult.ReadOnly(var reason) -> {
        // Who stops takes no commits, but the next k.configd will: no answer makes the client ask
        // it.
        if (!desk.isStopping()) {
          connection.sendInTurn(new Response.ReadOnly(id, reason));
        }
      }
      case CommitResult.Nothing(var now) ->
          connection.sendInTurn(new Response.Repeated(id, now.revision()));
    }
  }

  private Author author(String command) {
    Peer peer = connection.peer();
    String shown = command.length() > MAX_COMMAND ? command.substring(0, MAX_COMMAND) : command;
    return new Author(peer.uid(), peer.gid(), peer.pid(), shown);
  }

  private void follow(long id, Supplier<? extends Follower> wanted) {
    // Commands hide from strangers what is not for them; the whole state does not.
    boolean allowed = principal().mayModify();
    if (!allowed || followers.size() >= MAX_TASKS) {
      String reason = allowed ? "too many subscriptions" : "Permission denied.";
      connection.send(new Response.Failed(id, reason));
      return;
    }
    Follower follower = wanted.get();
    followers.add(follower);
    Thread.ofVirtual().name("subscription " + connection.peer().pid()).start(follower);
  }

  /// What a restarter says must be about an instance that is delegated: of the others k.startd
  /// knows better.
  private void report(Request.Report request) {
    StateReport report = request.report();
    RepositoryState state = desk.repository().read();
    boolean delegated =
        state.exists(report.instance()) && Order.read(state.current(report.instance())).isDefined();
    if (!delegated) {
      connection.send(
          new Response.Rejected(
              request.id(), List.of(report.instance() + " is not an instance of a restarter")));
      return;
    }
    commit(
        request.id(),
        Transaction.of(author("restarter"), report.changes(InstantSource.system().instant())));
  }

  private void run(Request.Run request) {
    Author caller = author(String.join(" ", request.argv()));
    CommandRun run = new CommandRun(request, caller, principal(), connection, desk, this::ended);
    synchronized (runs) {
      if (runs.containsKey(request.id()) || runs.size() >= MAX_TASKS) {
        connection.send(new Response.Failed(request.id(), "too many commands on one connection"));
        return;
      }
      runs.put(request.id(), run);
    }
    Thread.ofVirtual().name(request.argv().getFirst() + " " + caller.pid()).start(run);
  }

  private void ended(long id) {
    synchronized (runs) {
      runs.remove(id);
    }
  }

  private void answer(Request.Answer answer) {
    CommandRun run;
    synchronized (runs) {
      run = runs.get(answer.id());
    }
    if (run == null || !run.answer(answer.reply())) {
      connection.send(new Response.Failed(answer.id(), "nothing was asked"));
    }
  }

  @Override
  public void closed() {
    followers.forEach(Follower::end);
    synchronized (runs) {
      runs.values().forEach(CommandRun::end);
    }
  }
}
