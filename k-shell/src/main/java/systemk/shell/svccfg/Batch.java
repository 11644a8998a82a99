package systemk.shell.svccfg;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.function.Function;
import systemk.core.fmri.EntityFmri;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Snapshot;
import systemk.shell.Invocation;
import systemk.shell.Outcome;
import systemk.shell.history.Ask;
import systemk.shell.history.Standing;
import systemk.shell.text.Output;

/// The commands of a run, one after the other.
/* Commands that edit see what the ones before them made, and those between two that do something by
 * themselves are committed together, on the newest state. Between `begin` and `commit` nothing is
 * committed: the commands work on the state there was at `begin`, and what is wrong with them is
 * gathered, so that `commit` can refuse with every reason at once. In a dialogue the user sees what is
 * wrong and may try again, so there a command that failed is as if it had not been typed.
 */
final class Batch {
  private final Invocation invocation;
  private final Vector<CommandLine> lines;
  private final Sources sources;

  Batch(Invocation invocation, Vector<CommandLine> lines, Sources sources) {
    this.invocation = invocation;
    this.lines = lines;
    this.sources = sources;
  }

  /// Where a run stands.
  ///
  /// @param next the place of the next command
  /// @param state the repository as it was last seen, or as the open transaction has made it
  /// @param open the transaction that was begun, if one was
  /// @param ended whether no more commands are wanted
  record Stand(
      int next,
      RepositoryState state,
      Option<EntityFmri> selection,
      Option<Snapshot> snapshot,
      Option<Transacting> open,
      boolean verbose,
      boolean ended,
      int status) {

    static Stand start(RepositoryState state, boolean verbose) {
      return new Stand(0, state, Option.none(), Option.none(), Option.none(), verbose, false, 0);
    }

    Stand failed(int worse) {
      return new Stand(
          next, state, selection, snapshot, open, verbose, ended, Math.max(status, worse));
    }

    Stand at(int place, RepositoryState seen, Option<Transacting> transaction) {
      return new Stand(place, seen, selection, snapshot, transaction, verbose, ended, status);
    }

    /// After a run of commands that ended like this.
    Stand after(int place, Session session) {
      return new Stand(
          place,
          session.state(),
          session.selection(),
          session.snapshot(),
          open,
          session.verbose(),
          session.ended(),
          status);
    }
  }

  /// The same commands as one transaction, unless they begin one themselves.
  static Vector<CommandLine> inTransaction(Vector<CommandLine> lines) {
    boolean transacts = lines.exists(line -> line.name().equals("begin"));
    return transacts || lines.isEmpty()
        ? lines
        : lines.prepend(like(lines.head(), "begin")).append(like(lines.last(), "commit"));
  }

  private static CommandLine like(CommandLine place, String word) {
    return new CommandLine(place.file(), place.line(), Vector.of(new Token.Word(word)));
  }

  /// The same run with more commands to come next.
  Batch with(Vector<CommandLine> more, Sources theirs, int next) {
    return new Batch(
        invocation,
        lines.take(next).appendAll(more).appendAll(lines.drop(next)),
        sources.with(theirs));
  }

  /// Begins with what is selected on the command line.
  Outcome start(Stand stand, Vector<String> selections) {
    Session session = session(stand, stand.state());
    selections.forEach(fmri -> EntityCommands.select(session, fmri));
    return session.failed() ? session.output().exit() : go(stand.after(0, session));
  }

  Outcome go(Stand stand) {
    if (isOver(stand)) {
      return close(new Output("svccfg"), stand);
    }
    CommandLine line = lines.get(stand.next());
    if (Transacting.isAboutTransactions(line)) {
      return Transacting.run(this, stand, line);
    }
    if (line.name().equals(Editing.NAME)) {
      return Editing.run(this, stand, line);
    }
    Option<Command.Standalone> standalone =
        CommandTable.find(line.name()).flatMap(Command::standalone);
    return standalone.isDefined() ? alone(standalone.get(), stand, line) : segment(stand);
  }

  private boolean isOver(Stand stand) {
    boolean stop = stand.status() != 0 && stand.open().isEmpty();
    return stop || stand.ended() || stand.next() >= lines.size();
  }

  /// The end of the run. In a dialogue only `end` ends a transaction that is open.
  private Outcome close(Output output, Stand stand) {
    if (stand.open().isDefined() && (stand.ended() || !isDialogue())) {
      output.failLine(
          "svccfg: the transaction was begun and neither committed nor aborted: nothing is"
              + " changed");
    }
    Outcome.Exit exit =
        new Outcome.Exit(output.out(), output.err(), Math.max(stand.status(), output.status()));
    return isDialogue() ? Talk.keep(stand, exit) : exit;
  }

  /// Says something, then goes on.
  Outcome after(Output output, Stand stand) {
    Stand then = stand.failed(output.status());
    if (isOver(then)) {
      return close(output, then);
    }
    return output.out().isEmpty() && output.err().isEmpty()
        ? go(then)
        : new Outcome.Emit(output.out(), output.err(), () -> go(then));
  }

  Invocation invocation() {
    return invocation;
  }

  /// Whether somebody types the commands and sees what comes of each.
  boolean isDialogue() {
    return invocation.dialogue().isDefined();
  }

  Session session(Stand stand, RepositoryState on) {
    return new Session(
        invocation, on, sources, stand.verbose(), stand.selection(), stand.snapshot());
  }

  /// A command that is an outcome of its own. What it does is done at once, so none is allowed in a
  /// transaction; those that only look are.
  private Outcome alone(Command.Standalone command, Stand stand, CommandLine line) {
    Stand then = stand.at(stand.next() + 1, stand.state(), stand.open());
    if (stand.open().isDefined()) {
      Output output = new Output("svccfg");
      output.failLine(line.place() + ": " + line.name() + " is not possible in a transaction");
      return after(output, then);
    }
    if (!line.plain()) {
      return after(new Output("svccfg").failLine(line.place() + ": Syntax error."), then);
    }
    return Ask.newest(
        newest ->
            command.run(
                new Standing(
                    invocation,
                    newest,
                    stand.selection().filter(newest::exists),
                    line.place(),
                    output -> after(output, then)),
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
        : Ask.newest(newest -> finish(stand, segment, execute(stand, segment, newest)));
  }

  private static boolean isPlain(CommandLine line) {
    return !Transacting.isAboutTransactions(line)
        && !line.name().equals(Editing.NAME)
        && CommandTable.find(line.name()).flatMap(Command::standalone).isEmpty();
  }

  private Session execute(Stand stand, Vector<CommandLine> segment, RepositoryState on) {
    Session session = session(stand, on);
    for (CommandLine line : segment) {
      if (session.failed() || session.ended()) {
        break;
      }
      session.at(line.place());
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
      var answer = new Outcome.Decision.Answer(finish(stand, segment, session));
      return session.unmet().isEmpty()
          ? answer
          : new Outcome.Decision.Denied(session.unmet(), answer);
    }
    return new Outcome.Decision.Commit(
        session.changes(),
        "",
        _ -> finish(stand, segment, session),
        reasons -> {
          Output output = new Output("svccfg");
          reasons.forEach(reason -> output.fail(reason.message()));
          return close(output, stand);
        });
  }

  /// Writes the files the commands asked for, one after the other, then goes on. Of commands that
  /// failed nothing remains, not even what they selected.
  private Outcome finish(Stand stand, Vector<CommandLine> segment, Session session) {
    int next = stand.next() + segment.size();
    return session.failed()
        ? put(session, Vector.empty(), stand.at(next, stand.state(), stand.open()))
        : put(session, session.files(), stand.after(next, session));
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
    Session said = session(stand, stand.state());
    Transacting transaction = open;
    Vector<Session.Written> files = Vector.empty();
    Stand now = stand;
    for (CommandLine line : segment) {
      Session session = session(now, now.state());
      session.at(line.place());
      session.inTransaction();
      execute(session, line);
      said.output().print(session.output().out());
      boolean told = isDialogue() && session.failed();
      session.output().err().lines().forEach(told ? said.output()::failLine : said.output()::note);
      if (session.failed()) {
        transaction = isDialogue() ? transaction : transaction.withFailure();
        continue;
      }
      transaction = transaction.withChanges(session.changes());
      files = files.appendAll(session.files());
      now = now.after(now.next(), session);
      if (session.ended()) {
        break;
      }
    }
    return put(
        said, files, now.at(stand.next() + segment.size(), now.state(), Option.some(transaction)));
  }
}
