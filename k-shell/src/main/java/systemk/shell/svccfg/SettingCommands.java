package systemk.shell.svccfg;

import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import systemk.shell.text.Options;

/// The commands about `svccfg` itself.
final class SettingCommands {
  private SettingCommands() {}

  /// `set`: `-v` to say what was done, `-V` not to; without options, which of the two holds.
  static void set(Session session, CommandLine line) {
    Either<String, Options> parsed = Options.parse("vV", line.words());
    if (parsed.isLeft() || !parsed.get().operands().isEmpty() || !line.plain()) {
      session.fail("Syntax error.");
    } else if (parsed.get().given().isEmpty()) {
      session.output().line(session.verbose() ? "verbose" : "noverbose");
    } else {
      session.verbose(parsed.get().given().last().letter() == 'v');
    }
  }

  static void end(Session session, CommandLine line) {
    if (line.arguments().isEmpty()) {
      session.end();
    } else {
      session.fail("Syntax error.");
    }
  }

  static void help(Session session, CommandLine line) {
    if (line.words().size() > 1 || !line.plain()) {
      session.fail("Syntax error.");
      return;
    }
    if (line.words().isEmpty()) {
      Vector.of(Topic.values()).flatMap(Topic::lines).forEach(session.output()::line);
      return;
    }
    Option<Command> command = CommandTable.find(line.words().head());
    if (command.isEmpty()) {
      session.fail("Unknown command \"" + line.words().head() + "\".");
      return;
    }
    session.output().line("Usage: " + command.get().usage()).line("").print(command.get().help());
  }
}
