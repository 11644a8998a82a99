package systemk.shell.svccfg;

import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import systemk.core.repository.Dialogue;
import systemk.core.repository.RepositoryState;
import systemk.shell.Invocation;
import systemk.shell.Outcome;
import systemk.shell.manual.Manual;
import systemk.shell.text.Options;
import systemk.shell.text.Output;

/// Shows and edits the configuration of services (smf.md §1.5).
///
/// The commands of one run, whether from the command line, a file or standard input, are committed
/// as one transaction, unless they say otherwise with `begin` and `commit`. The first that fails
/// ends the run.
public final class Svccfg {
  private static final String SPEC = "vz:s:f:?";
  private static final String ATOMIC = "--atomic";

  private final Invocation invocation;
  private final Options options;
  private final RepositoryState state;
  private final boolean atomic;

  private Svccfg(Invocation invocation, Options options, RepositoryState state, boolean atomic) {
    this.invocation = invocation;
    this.options = options;
    this.state = state;
    this.atomic = atomic;
  }

  public static Outcome run(Invocation invocation, RepositoryState state) {
    Output output = new Output(invocation.program());
    Vector<String> arguments = invocation.arguments();
    if (arguments.size() == 2 && arguments.head().equals(Completing.OPTION)) {
      return Completing.run(invocation, state, arguments.last());
    }
    boolean atomic = arguments.contains(ATOMIC);
    Either<String, Options> parsed = Options.parse(SPEC, arguments.filter(a -> !a.equals(ATOMIC)));
    if (parsed.isLeft()) {
      output.warn(parsed.getLeft());
      return new Outcome.Exit("", output.err() + usage(), 2);
    }
    Options options = parsed.get();
    if (options.has('?')) {
      return Outcome.Exit.ok(
          usage()
              + "\n"
              + Manual.of("svccfg").help()
              + "\n"
              + CommandTable.ALL.map(c -> "\t" + c.usage() + "\n").mkString());
    }
    if (options.has('f') && !options.operands().isEmpty()) {
      return new Outcome.Exit("", usage(), 2);
    }
    for (String zone : options.all('z')) {
      if (!zone.equals("global")) {
        return output.fail("zone '" + zone + "' does not exist").exit();
      }
    }
    return new Svccfg(invocation, options, state, atomic).run();
  }

  private static String usage() {
    return Manual.of("svccfg").usage("Usage:\t");
  }

  private Outcome run() {
    if (!options.operands().isEmpty()) {
      return commands(ArgumentLine.of(options.operands()) + "\n", Option.none());
    }
    if (invocation.dialogue().isDefined()) {
      return batch(Vector.empty(), Sources.NONE);
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

  private Outcome commands(String text, Option<String> file) {
    Either<Integer, Vector<CommandLine>> lexed = Lexer.lex(file, text);
    if (lexed.isLeft()) {
      return Outcome.Exit.failed(CommandLine.place(file, lexed.getLeft()) + ": Syntax error.\n", 1);
    }
    Vector<CommandLine> lines = atomic ? Batch.inTransaction(lexed.get()) : lexed.get();
    return Sources.of(invocation, state, lines, sources -> batch(lines, sources));
  }

  private Outcome batch(Vector<CommandLine> lines, Sources sources) {
    Batch batch = new Batch(invocation, lines, sources);
    Option<Dialogue> dialogue = invocation.dialogue().filter(d -> !d.equals(Dialogue.START));
    return dialogue
        .map(talk -> Talk.resume(invocation, state, talk, batch))
        .getOrElse(() -> batch.start(Batch.Stand.start(state, options.has('v')), options.all('s')));
  }
}
