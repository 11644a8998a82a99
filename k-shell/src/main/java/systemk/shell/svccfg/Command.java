package systemk.shell.svccfg;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.function.BiConsumer;
import systemk.shell.Outcome;
import systemk.shell.history.Standing;

/// A command of `svccfg`.
///
/// @param usage how it is called, beginning with its name
/// @param help what it does, in a line
/// @param edits whether it may change the repository
/// @param action what it does in a run of commands, which see what the ones before it made
/// @param standalone what it does by itself, if it is none of a run
record Command(
    String usage,
    String help,
    boolean edits,
    BiConsumer<Session, CommandLine> action,
    Option<Standalone> standalone) {

  /// A command that asks for more than a state of the repository, or changes it by itself.
  @FunctionalInterface
  interface Standalone {
    Outcome run(Standing standing, Vector<String> words);
  }

  String name() {
    int blank = usage.indexOf(' ');
    return blank < 0 ? usage : usage.substring(0, blank);
  }

  static Command reading(String usage, String help, BiConsumer<Session, CommandLine> action) {
    return new Command(usage, help, false, action, Option.none());
  }

  static Command editing(String usage, String help, BiConsumer<Session, CommandLine> action) {
    return new Command(usage, help, true, action, Option.none());
  }

  static Command standing(String usage, String help, Standalone standalone) {
    return new Command(usage, help, false, (_, _) -> {}, Option.some(standalone));
  }
}
