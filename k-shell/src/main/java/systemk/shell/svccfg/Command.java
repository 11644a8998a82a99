package systemk.shell.svccfg;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.function.BiConsumer;
import systemk.shell.Outcome;
import systemk.shell.history.Standing;
import systemk.shell.manual.Manual;
import systemk.shell.manual.Subcommand;

/// A command of `svccfg`.
///
/// @param name how it is called; all there is to know of it is in the manual page of `svccfg`
/// @param edits whether it may change the repository
/// @param action what it does in a run of commands, which see what the ones before it made
/// @param standalone what it does by itself, if it is none of a run
record Command(
    String name,
    boolean edits,
    BiConsumer<Session, CommandLine> action,
    Option<Standalone> standalone) {

  /// A command that asks for more than a state of the repository, or changes it by itself.
  @FunctionalInterface
  interface Standalone {
    Outcome run(Standing standing, Vector<String> words);
  }

  /// How it is called, with its options and operands.
  String usage() {
    return manual().usage();
  }

  /// What it does, and its options.
  String help() {
    return manual().help();
  }

  private Subcommand manual() {
    return Manual.of("svccfg")
        .subcommand(name)
        .getOrElseThrow(() -> new IllegalStateException("svccfg(8) does not tell of " + name));
  }

  static Command reading(String name, BiConsumer<Session, CommandLine> action) {
    return new Command(name, false, action, Option.none());
  }

  static Command editing(String name, BiConsumer<Session, CommandLine> action) {
    return new Command(name, true, action, Option.none());
  }

  static Command standing(String name, Standalone standalone) {
    return new Command(name, false, (_, _) -> {}, Option.some(standalone));
  }
}
