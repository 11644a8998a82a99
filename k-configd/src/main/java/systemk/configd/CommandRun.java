package systemk.configd;

import io.vavr.collection.HashMap;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import systemk.api.protocol.Request;
import systemk.api.protocol.Response;
import systemk.api.transport.Connection;
import systemk.core.repository.Author;
import systemk.core.repository.Committed;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Transactions;
import systemk.core.rights.Principal;
import systemk.shell.Invocation;
import systemk.shell.Outcome;
import systemk.shell.Outcome.Question;
import systemk.shell.Outcome.Reply;
import systemk.shell.text.Terminals;
import systemk.wire.Plain;

/// One command, from its request to its exit status, on a thread of its own.
/* A command is a pure function to an `Outcome`; this is its host. It does what each outcome says and
 * asks the continuation for the next one, until an `Exit`. Every wait ends when the client goes away:
 * then there is no next outcome. What is on its way to the repository at that moment is committed all
 * the same, and the client that comes back with the same request is told so.
 */
final class CommandRun implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(CommandRun.class);

  /// How long a client may leave its output unread: a pager, say, or a stopped job.
  private static final Duration PAGER = Duration.ofMinutes(60);

  /// How long the user's side may take to read or write a file; somebody may be typing it.
  private static final Duration TYPING = Duration.ofMinutes(60);

  private static final int CHUNK = 128 << 10;

  private final Request.Run request;
  private final Author caller;
  private final Principal principal;
  private final Connection connection;
  private final Desk desk;
  private final LongConsumer ended;
  private final Edits edits;
  private final Answers answers = new Answers();
  private final Feed.Cursor cursor;
  private RepositoryState seen;

  CommandRun(
      Request.Run request,
      Author caller,
      Principal principal,
      Connection connection,
      Desk desk,
      LongConsumer ended) {
    this.request = request;
    this.caller = caller;
    this.principal = principal;
    this.connection = connection;
    this.desk = desk;
    this.ended = ended;
    this.edits = new Edits(desk, request, caller, principal);
    // Opened before the state is read, so that no state is missed between the two.
    this.cursor = desk.feed().open();
    this.seen = desk.repository().read();
  }

  /// Takes the answer to a question of the command. False if none was asked.
  boolean answer(Request.Reply reply) {
    return answers.offer(reply);
  }

  /// The client has gone: lets every wait end.
  void end() {
    answers.end();
    cursor.end();
  }

  @Override
  public void run() {
    try (cursor) {
      interpretSafely();
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts a command", e);
    } finally {
      ended.accept(request.id());
    }
  }

  private void interpretSafely() throws InterruptedException {
    try {
      if (principal.mayAll()) {
        interpret();
      } else {
        interpretWithinLimits();
      }
    } catch (RuntimeException | Error e) {
      LOG.atError().addKeyValue("command", caller.command()).setCause(e).log("command failed");
      exit(Outcome.Exit.failed(program() + ": internal error; k.configd's log says more\n", 1));
    }
  }

  private void interpretWithinLimits() throws InterruptedException {
    if (!desk.strangers().tryAcquire(10, TimeUnit.SECONDS)) {
      exit(Outcome.Exit.failed(program() + ": too many commands are running\n", 1));
      return;
    }
    try {
      interpret();
    } finally {
      desk.strangers().release();
    }
  }

  private void interpret() throws InterruptedException {
    Option<Outcome> next = Option.some(desk.shell().run(invocation(), sight(seen)));
    while (next.isDefined()) {
      next =
          switch (next.get()) {
            case Outcome.Exit exit -> exit(exit);
            case Outcome.Emit(var out, var err, var then) ->
                show(texts(out, err)) ? Option.some(then.get()) : Option.none();
            case Outcome.Edit edit -> edit(edit);
            case Outcome.Await await -> await(await);
            case Outcome.Need(var question, var then) -> ask(question).map(then);
            case Outcome.Put put -> put(put).map(put.next());
            case Outcome.PutTree tree -> put(tree).map(tree.next());
            case Outcome.Keep(var dialogue, var prompt, var then) -> {
              connection.send(new Response.Kept(request.id(), dialogue, prompt));
              yield Option.some(then.get());
            }
          };
    }
  }

  /// The status goes together with the last of the text.
  private Option<Outcome> exit(Outcome.Exit exit) throws InterruptedException {
    Vector<Response> texts = texts(exit.out(), exit.err());
    if (show(texts.dropRight(1)) && connection.awaitRoom(PAGER)) {
      connection.sendEncoded(
          texts
              .takeRight(1)
              .append(new Response.Exit(request.id(), exit.status()))
              .flatMap(this::encoded)
              .asJava());
    }
    return Option.none();
  }

  private Vector<Response> texts(String out, String err) {
    Request.Terminal terminal = request.terminal();
    boolean attended = terminal.in() || terminal.out();
    return pieces(terminal.out() ? Terminals.shown(out) : out)
        .<Response>map(piece -> new Response.Out(request.id(), piece))
        .appendAll(
            pieces(attended ? Terminals.shown(err) : err)
                .map(piece -> new Response.Err(request.id(), piece)));
  }

  /// Sends text as fast as the client reads it. False if the client went away.
  private boolean show(Vector<Response> texts) throws InterruptedException {
    for (Response text : texts) {
      if (!connection.awaitRoom(PAGER)) {
        return false;
      }
      connection.sendEncoded(encoded(text));
    }
    return connection.isOpen();
  }

  private List<byte[]> encoded(Response response) {
    if (request.plain() && response instanceof Response.Out(_, var text)) {
      return List.of(Plain.answer(Plain.OUT, text));
    }
    if (request.plain() && response instanceof Response.Err(_, var text)) {
      return List.of(Plain.answer(Plain.ERR, text));
    }
    if (request.plain() && response instanceof Response.Exit(_, int status)) {
      return List.of(Plain.answer(Plain.EXIT, Integer.toString(status)));
    }
    return Connection.encode(response);
  }

  /// The text cut into pieces that fit into frames, no character cut in two.
  private static Vector<String> pieces(String text) {
    Vector<String> pieces = Vector.empty();
    int from = 0;
    while (from < text.length()) {
      int to = Math.min(from + CHUNK, text.length());
      if (to < text.length() && Character.isHighSurrogate(text.charAt(to - 1))) {
        to--;
      }
      pieces = pieces.append(text.substring(from, to));
      from = to;
    }
    return pieces;
  }

  private Option<Outcome> edit(Outcome.Edit edit) throws InterruptedException {
    if (!connection.isOpen()) {
      return Option.none();
    }
    return switch (edits.make(edit)) {
      case Edits.Result.Next(var outcome, var state) -> {
        seen = state.getOrElse(seen);
        yield Option.some(outcome);
      }
      case Edits.Result.ReadOnly(var reason) -> readOnly(reason);
    };
  }

  /// Who is about to stop takes no changes, but the next k.configd will: a closed connection makes
  /// the client ask that one.
  private Option<Outcome> readOnly(String reason) {
    if (desk.isStopping()) {
      connection.close("k.configd is stopping");
      return Option.none();
    }
    return Option.some(Edits.readOnly(request, reason));
  }

  /// Tries the condition on every state since the command last looked, then on every new one.
  private Option<Outcome> await(Outcome.Await await) throws InterruptedException {
    long deadline = System.nanoTime() + await.atMost().toNanos();
    Option<Outcome> next = await.until().apply(sight(seen));
    while (next.isEmpty()) {
      switch (cursor.next(deadline)) {
        case Feed.Step.Next(var entry) -> seen = after(seen, entry.committed());
        case Feed.Step.Lost _ -> seen = desk.repository().read();
        case Feed.Step.Late _ -> {
          return Option.some(await.onTimeout().get());
        }
        case Feed.Step.Ended _ -> {
          return Option.none();
        }
      }
      next = await.until().apply(sight(seen));
    }
    return next;
  }

  /// What the caller may see of a state.
  private RepositoryState sight(RepositoryState state) {
    return desk.seenBy(principal, state);
  }

  private RepositoryState after(RepositoryState state, Committed committed) {
    if (committed.revision().compareTo(state.revision()) <= 0) {
      return state;
    }
    return Transactions.apply(state, committed.transaction())
        .filter(next -> next.revision().equals(committed.revision()))
        .flatMap(either -> either.toOption())
        .getOrElse(() -> desk.repository().read());
  }

  private Option<Reply> ask(Question question) throws InterruptedException {
    // The second line of defence: a command that forgot to ask whether its caller may.
    boolean denied =
        isReserved(question)
            ? !principal.mayAll()
            : question instanceof Question.MirroredFile && !principal.mayModify();
    if (denied) {
      return Option.some(new Reply.Failed("Permission denied."));
    }
    return switch (question) {
      case Question.ReadFile(var file) -> ask(new Response.Wanted.File(file));
      case Question.ListFiles(var directory) -> ask(new Response.Wanted.Listing(directory));
      case Question.Edited(var text) -> ask(new Response.Wanted.Edited(text));
      case Question.Processes(var contracts) -> Option.some(desk.init().processes(contracts));
      case Question.Asker _ -> Option.some(desk.init().owner(caller.pid()));
      case Question.Newest _ -> {
        seen = desk.repository().read();
        yield Option.some(new Reply.State(sight(seen)));
      }
      case Question.StateAt(long generation) ->
          Option.some(
              desk.repository()
                  .at(generation)
                  .map(this::sight)
                  .fold(Reply.Failed::new, Reply.State::new));
      case Question.Ledger(long from, long to) ->
          Option.some(new Reply.Entries(desk.repository().ledger(from, to)));
      case Question.Refusals _ -> Option.some(desk.refusals().read());
      case Question.Verify _ -> Option.some(RepositoryFiles.verified(desk.repository()));
      case Question.Backup(String name) ->
          Option.some(
              desk.repository()
                  .backup(name)
                  .fold(Reply.Failed::new, file -> new Reply.Text(file.toString())));
      case Question.ReadOnly _ ->
          Option.some(new Reply.Text(desk.repository().readOnly().getOrElse("")));
      case Question.Restore(String file) -> Option.some(desk.restore(file));
      case Question.RepositoryFile(String file) -> Option.some(RepositoryFiles.read(file));
      case Question.Present(var paths) ->
          Option.some(new Reply.Names(paths.filter(path -> Files.exists(Path.of(path)))));
      case Question.MirroredFiles _ -> Option.some(new MirroredFiles(desk.root()).listReply());
      case Question.MirroredFile(String file) -> Option.some(MirroredFiles.textReply(file));
      case Question.Machine _ -> Option.some(desk.init().machine());
      case Question.End(String how, String reason, boolean force) ->
          Option.some(desk.init().end(how, reason, force));
      case Question.Announce(String text) -> Option.some(desk.init().announce(text));
      case Question.Upgrade(String home) ->
          Option.some(desk.init().upgrade(request.request(), home));
      case Question.SingleUser _ -> Option.some(desk.init().singleUser());
      case Question.Unknown(var users, var groups) ->
          Option.some(new Reply.Names(Accounts.unknown(users, groups)));
    };
  }

  /// What touches files as the user who runs k.configd, tells what others were refused, or ends the
  /// machine.
  private static boolean isReserved(Question question) {
    return question instanceof Question.End
        || question instanceof Question.Announce
        || question instanceof Question.SingleUser
        || question instanceof Question.Upgrade
        || question instanceof Question.Backup
        || question instanceof Question.Restore
        || question instanceof Question.RepositoryFile
        || question instanceof Question.Verify
        || question instanceof Question.Refusals;
  }

  private Option<Reply> ask(Response.Wanted wanted) throws InterruptedException {
    answers.expect();
    connection.send(new Response.Need(request.id(), wanted));
    return answers.await(TYPING).map(CommandRun::reply);
  }

  private Option<Reply> put(Outcome.Put put) throws InterruptedException {
    return put(
        put.content(), (piece, more) -> new Response.Put(request.id(), put.file(), piece, more));
  }

  /// One piece of a file as a message.
  private interface Piece {
    Response message(String text, boolean more);
  }

  private Option<Reply> put(String content, Piece file) throws InterruptedException {
    answers.expect();
    Vector<String> pieces = content.isEmpty() ? Vector.of("") : pieces(content);
    for (int i = 0; i < pieces.size(); i++) {
      if (!connection.awaitRoom(PAGER)) {
        return Option.none();
      }
      connection.send(file.message(pieces.get(i), i + 1 < pieces.size()));
    }
    return answers.await(TYPING).map(CommandRun::reply);
  }

  /// Writes all files, then has what former dumps left removed; a file that cannot be written ends
  /// it, and nothing is removed.
  private Option<Reply> put(Outcome.PutTree tree) throws InterruptedException {
    for (var file : tree.files()) {
      Option<Reply> reply =
          put(
              file._2,
              (piece, more) ->
                  new Response.PutBelow(request.id(), tree.directory(), file._1, piece, more));
      if (reply.isEmpty()) {
        return reply;
      }
      if (reply.get() instanceof Reply.Failed(var reason)) {
        return Option.some(new Reply.Failed(file._1 + ": " + reason));
      }
    }
    answers.expect();
    connection.send(
        new Response.Prune(
            request.id(), tree.directory(), List.copyOf(tree.files().keySet().toJavaList())));
    return answers.await(TYPING).map(CommandRun::reply);
  }

  private static Reply reply(Request.Reply reply) {
    return switch (reply) {
      case Request.Reply.Text(var text) -> new Reply.Text(text);
      case Request.Reply.Names(var names) -> new Reply.Names(Vector.ofAll(names));
      case Request.Reply.Failed(var reason) -> new Reply.Failed(reason);
    };
  }

  private String program() {
    return Edits.program(request);
  }

  private Invocation invocation() {
    return new Invocation(
        program(),
        Vector.ofAll(request.argv()).tail(),
        request.cwd(),
        request.terminal().in(),
        request.terminal().out() && request.terminal().colour(),
        request.terminal().width(),
        caller,
        principal,
        desk.clock().instant(),
        zone(request.zone()),
        request.dialogue(),
        desk.root().toString(),
        HashMap.ofAll(request.environment()));
  }

  /// A zone nobody knows is no reason to refuse a command.
  private static ZoneId zone(String name) {
    try {
      return name.isEmpty() ? ZoneOffset.UTC : ZoneId.of(name);
    } catch (DateTimeException e) {
      LOG.atDebug().addKeyValue("zone", name).setCause(e).log("unknown time zone");
      return ZoneOffset.UTC;
    }
  }
}
