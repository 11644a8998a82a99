package systemk.shell.svccfg;

import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import systemk.core.repository.RepositoryState;
import systemk.shell.Invocation;
import systemk.shell.Outcome;
import systemk.shell.text.Options;
import systemk.shell.text.Output;

/// Shows and edits the configuration of services (smf.md §1.5).
///
/// All commands of one run, whether from the command line, a file or standard input, are committed
/// as one transaction. The first that fails ends the run, and nothing is changed.
public final class Svccfg {
  private static final String SPEC = "vz:s:f:?";
  static final String USAGE =
      """
      Usage:	svccfg [-v] [-z zone] [-s FMRI] [-f file]
      	svccfg [-v] [-z zone] [-s FMRI] <command> [args]
      """;

  private final Invocation invocation;
  private final Options options;
  private final RepositoryState state;

  private Svccfg(Invocation invocation, Options options, RepositoryState state) {
    this.invocation = invocation;
    this.options = options;
    this.state = state;
  }

  public static Outcome run(Invocation invocation, RepositoryState state) {
    Output output = new Output(invocation.program());
    Either<String, Options> parsed = Options.parse(SPEC, invocation.arguments());
    if (parsed.isLeft()) {
      output.warn(parsed.getLeft());
      return new Outcome.Exit("", output.err() + USAGE, 2);
    }
    Options options = parsed.get();
    if (options.has('?')) {
      return Outcome.Exit.ok(
          USAGE + "\n" + CommandTable.ALL.map(c -> "\t" + c.usage() + "\n").mkString());
    }
    if (options.has('f') && !options.operands().isEmpty()) {
      return new Outcome.Exit("", USAGE, 2);
    }
    for (String zone : options.all('z')) {
      if (!zone.equals("global")) {
        return output.fail("zone '" + zone + "' does not exist").exit();
      }
    }
    return new Svccfg(invocation, options, state).run();
  }

  private Outcome run() {
    if (!options.operands().isEmpty()) {
      // As on illumos, the words are put together and read like a line of a file.
      return commands(options.operands().mkString(" ") + "\n", Option.none());
    }
    String file = options.last('f').getOrElse("-");
    return new Outcome.Need(
        new Outcome.Question.ReadFile(file),
        reply ->
            switch (reply) {
              case Outcome.Reply.Text(String text) -> commands(text, Option.some(file));
              case Outcome.Reply.Failed(String reason) ->
                  Outcome.Exit.failed("svccfg: " + file + ": " + reason + "\n", 1);
              default -> Outcome.Exit.failed("svccfg: " + file + ": cannot be read\n", 1);
            });
  }

  /// What precedes messages about a line.
  private static String place(Option<String> file, int line) {
    return file.map(
            name -> "svccfg (" + (name.equals("-") ? "<stdin>" : name) + ", line " + line + ")")
        .getOrElse("svccfg");
  }

  private Outcome commands(String text, Option<String> file) {
    Either<Integer, Vector<CommandLine>> lexed = Lexer.lex(text);
    if (lexed.isLeft()) {
      return Outcome.Exit.failed(place(file, lexed.getLeft()) + ": Syntax error.\n", 1);
    }
    Vector<CommandLine> lines = lexed.get();
    Vector<String> paths = lines.flatMap(BundleCommands::paths);
    return Sources.gather(
        paths,
        sources -> {
          boolean edits =
              lines.exists(line -> CommandTable.find(line.name()).exists(Command::edits));
          return edits
              ? new Outcome.Edit(newest -> decide(session(newest, sources, lines, file)))
              : finish(session(state, sources, lines, file));
        });
  }

  /// Runs the commands on a state.
  private Session session(
      RepositoryState on, Sources sources, Vector<CommandLine> lines, Option<String> file) {
    Session session = new Session(invocation, on, sources, options.has('v'));
    for (String fmri : options.all('s')) {
      EntityCommands.select(session, fmri);
    }
    for (CommandLine line : lines) {
      if (session.failed() || session.ended()) {
        break;
      }
      session.at(place(file, line.line()));
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

  private static Outcome.Decision decide(Session session) {
    if (session.failed() || session.changes().isEmpty()) {
      return new Outcome.Decision.Answer(finish(session));
    }
    return new Outcome.Decision.Commit(
        session.changes(),
        "",
        _ -> finish(session),
        reasons -> {
          Output output = new Output("svccfg");
          reasons.forEach(reason -> output.fail(reason.message()));
          return output.exit();
        });
  }

  /// Writes the files the commands asked for, one after the other, then ends.
  private static Outcome finish(Session session) {
    return finish(session, session.failed() ? Vector.empty() : session.files());
  }

  private static Outcome finish(Session session, Vector<Session.Written> files) {
    if (files.isEmpty()) {
      return session.output().exit();
    }
    Session.Written file = files.head();
    return new Outcome.Put(
        file.file(),
        file.content(),
        reply -> {
          if (reply instanceof Outcome.Reply.Failed(String reason)) {
            session.output().failLine("svccfg: " + file.file() + ": " + reason);
          }
          return finish(session, files.tail());
        });
  }
}
