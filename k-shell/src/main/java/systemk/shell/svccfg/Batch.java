package systemk.shell.svccfg;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.function.Function;
import systemk.core.fmri.EntityFmri;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Snapshot;
import systemk.shell.Invocation;
import systemk.shell.Outcome;
import systemk.shell.history.Standing;
import systemk.shell.text.Output;

/// The commands of a run, one after the other.
/* Commands that edit see what the ones before them made, and those between two that do something by
 * themselves are committed together, on the newest state. Between `begin` and `commit` nothing is
 * committed: the commands work on the state there was at `begin`, and what is wrong with them is
 * gathered, so that `commit` can refuse with every reason at once.
 */
final class Batch {
  private final Invocation invocation;
  private final Vector<CommandLine> lines;
  private final Option<String> file;
  private final Sources sources;
  private final boolean verbose;

  Batch(
      Invocation invocation,
      Vector<CommandLine> lines,
      Option<String> file,
      Sources sources,
      boolean verbose) {
    this.invocation = invocation;
    this.lines = lines;
    this.file = file;
    this.sources = sources;
    this.verbose = verbose;
  }

  /// Where a run stands.
  ///
  /// @param next the place of the next command
  /// @param state the repository as it was last seen, or as the open transaction has made it
  /// @param open the transaction that was begun, if one was
  record Stand(
      int next,
      RepositoryState state,
      Option<EntityFmri> selection,
      Option<Snapshot> snapshot,
      Option<Transacting> open,
      int status) {
    Stand failed(int worse) {
      return new Stand(next, state, selection, snapshot, open, Math.max(status, worse));
    }

    Stand at(int place, RepositoryState seen, Option<Transacting> transaction) {
      return new Stand(place, seen, selection, snapshot, transaction, status);
    }
  }

  /// What precedes messages about a line.
  static String place(Option<String> file, int line) {
    return file.map(
            name -> "svccfg (" + (name.equals("-") ? "<stdin>" : name) + ", line " + line + ")")
        .getOrElse("svccfg");
  }

  /// The same commands as one transaction, unless they begin one themselves.
  static Vector<CommandLine> inTransaction(Vector<CommandLine> lines) {
    boolean transacts = lines.exists(line -> line.name().equals("begin"));
    return transacts || lines.isEmpty()
        ? lines
        : lines
            .prepend(new CommandLine(lines.head().line(), Vector.of(new Token.Word("begin"))))
            .append(new CommandLine(lines.last().line(), Vector.of(new Token.Word("commit"))));
  }

  Outcome start(RepositoryState state, Vector<String> selections) {
    Session session = new Session(invocation, state, sources, verbose);
    selections.forEach(fmri -> EntityCommands.select(session, fmri));
    if (session.failed()) {
      return session.output().exit();
    }
    return go(new Stand(0, state, session.selection(), session.snapshot(), Option.none(), 0));
  }

  Outcome go(Stand stand) {
    boolean stop = stand.status() != 0 && stand.open().isEmpty();
    if (stop || stand.next() >= lines.size()) {
      return end(stand);
    }
    CommandLine line = lines.get(stand.next());
    if (Transacting.isAboutTransactions(line)) {
      return Transacting.run(this, stand, line);
    }
    Option<Command.Standalone> standalone =
        CommandTable.find(line.name()).flatMap(Command::standalone);
    return standalone.isDefined() ? alone(standalone.get(), stand, line) : segment(stand);
  }

  private Outcome end(Stand stand) {
    return stand.open().isDefined()
        ? Outcome.Exit.failed(
            "svccfg: the transaction was begun and neither committed nor aborted: nothing is"
                + " changed\n",
            1)
        : new Outcome.Exit("", "", stand.status());
  }

  /// Says something, then goes on.
  Outcome after(Output output, Stand stand) {
    Stand then = stand.failed(output.status());
    boolean last = then.next() >= lines.size() || (then.status() != 0 && then.open().isEmpty());
    if (last && then.open().isEmpty()) {
      return new Outcome.Exit(output.out(), output.err(), then.status());
    }
    return output.out().isEmpty() && output.err().isEmpty()
        ? go(then)
        : new Outcome.Emit(output.out(), output.err(), () -> go(then));
  }

  Invocation invocation() {
    return invocation;
  }

  String place(CommandLine line) {
    return place(file, line.line());
  }

  /// A command that is an outcome of its own. What it does is done at once, so none is allowed in a
  /// transaction; those that only look are.
  private Outcome alone(Command.Standalone command, Stand stand, CommandLine line) {
    if (stand.open().isDefined()) {
      Output output = new Output("svccfg");
      output.failLine(place(line) + ": " + line.name() + " is not possible in a transaction");
      return after(output, stand.at(stand.next() + 1, stand.state(), stand.open()));
    }
    if (!line.plain()) {
      return after(
          new Output("svccfg").failLine(place(line) + ": Syntax error."),
          stand.at(stand.next() + 1, stand.state(), stand.open()));
    }
    return systemk.shell.history.Ask.newest(
        newest ->
            command.run(
                new Standing(
                    invocation,
                    newest,
                    stand.selection().filter(newest::exists),
                    place(line),
                    output ->
                        after(output, stand.at(stand.next() + 1, stand.state(), stand.open()))),
                line.words()));
  }

  // Commands that edit or look

  private Outcome segment(Stand stand) {
    Vector<CommandLine> segment = lines.drop(stand.next()).takeWhile(Batch::isPlain);
    if (stand.open().isDefined()) {
      return inTransaction(stand, stand.open().get(), segment);
    }
    boolean edits = segment.exists(l -> CommandTable.find(l.name()).exists(Command::edits));
    if (edits) {
      return new Outcome.Edit(newest -> decide(stand, segment, newest));
    }
    return stand.next() == 0
        ? finish(stand, segment, execute(stand, segment, stand.state()))
        : systemk.shell.history.Ask.newest(
            newest -> finish(stand, segment, execute(stand, segment, newest)));
  }

  private static boolean isPlain(CommandLine line) {
    return !Transacting.isAboutTransactions(line)
        && CommandTable.find(line.name()).flatMap(Command::standalone).isEmpty();
  }

  private Session execute(Stand stand, Vector<CommandLine> segment, RepositoryState on) {
    Session session =
        new Session(invocation, on, sources, verbose, stand.selection(), stand.snapshot());
    for (CommandLine line : segment) {
      if (session.failed() || session.ended()) {
        break;
      }
      session.at(place(line));
      execute(session, line);
    }
    return session;
  }

  private static void execute(Session session, CommandLine line) {
    Option<Command> command = CommandTable.find(line.name());
    if (!(line.tokens().head() instanceof Token.Word)) {
      session.fail("Syntax error.");
    } else if (command.isEmpty()) {
      session.fail("Unknown command \"" + line.name() + "\".");
    } else {
      command.get().action().accept(session, line);
    }
  }

  private Outcome.Decision decide(
      Stand stand, Vector<CommandLine> segment, RepositoryState newest) {
    Session session = execute(stand, segment, newest);
    if (session.failed() || session.changes().isEmpty()) {
      return new Outcome.Decision.Answer(finish(stand, segment, session));
    }
    return new Outcome.Decision.Commit(
        session.changes(),
        "",
        _ -> finish(stand, segment, session),
        reasons -> {
          Output output = new Output("svccfg");
          reasons.forEach(reason -> output.fail(reason.message()));
          return output.exit();
        });
  }

  /// Writes the files the commands asked for, one after the other, then goes on.
  private Outcome finish(Stand stand, Vector<CommandLine> segment, Session session) {
    int next = session.ended() ? lines.size() : stand.next() + segment.size();
    Stand then =
        new Stand(
            next,
            session.state(),
            session.selection(),
            session.snapshot(),
            stand.open(),
            stand.status());
    return put(session, session.failed() ? Vector.empty() : session.files(), then);
  }

  private Outcome put(Session session, Vector<Session.Written> files, Stand then) {
    if (files.isEmpty()) {
      return after(session.output(), then);
    }
    Session.Written written = files.head();
    Function<Outcome.Reply, Outcome> next =
        reply -> {
          if (reply instanceof Outcome.Reply.Failed(String reason)) {
            session.output().failLine("svccfg: " + written.file() + ": " + reason);
          }
          return put(session, files.tail(), then);
        };
    return switch (written) {
      case Session.WrittenFile(var file, var content) -> new Outcome.Put(file, content, next);
      case Session.WrittenTree(var directory, var dump) ->
          new Outcome.PutTree(directory, dump, next);
    };
  }

  /// Runs commands on what the transaction has made so far. A line that fails changes nothing and
  /// keeps the transaction from being committed, but the ones after it are tried, too.
  private Outcome inTransaction(Stand stand, Transacting open, Vector<CommandLine> segment) {
    Output output = new Output("svccfg");
    Transacting transaction = open;
    RepositoryState state = stand.state();
    Option<EntityFmri> selection = stand.selection();
    Option<Snapshot> snapshot = stand.snapshot();
    Vector<Session.Written> files = Vector.empty();
    boolean ended = false;
    for (CommandLine line : segment) {
      if (ended) {
        break;
      }
      Session session = new Session(invocation, state, sources, verbose, selection, snapshot);
      session.at(place(line));
      session.inTransaction();
      execute(session, line);
      output.print(session.output().out());
      session.output().err().lines().forEach(output::note);
      transaction =
          session.failed() ? transaction.withFailure() : transaction.withChanges(session.changes());
      if (!session.failed()) {
        state = session.state();
        selection = session.selection();
        snapshot = session.snapshot();
        files = files.appendAll(session.files());
      }
      ended = session.ended();
    }
    int next = ended ? lines.size() : stand.next() + segment.size();
    Stand then =
        new Stand(next, state, selection, snapshot, Option.some(transaction), stand.status());
    Session writer = new Session(invocation, state, sources, verbose);
    writer.output().print(output.out());
    output.err().lines().forEach(writer.output()::note);
    return put(writer, files, then);
  }
}
