package systemk.shell.svccfg;

import java.util.function.BiConsumer;

/// A command of `svccfg`.
///
/// @param usage how it is called, beginning with its name
/// @param help what it does, in a line
/// @param edits whether it may change the repository
record Command(String usage, String help, boolean edits, BiConsumer<Session, CommandLine> action) {

  String name() {
    int blank = usage.indexOf(' ');
    return blank < 0 ? usage : usage.substring(0, blank);
  }

  static Command reading(String usage, String help, BiConsumer<Session, CommandLine> action) {
    return new Command(usage, help, false, action);
  }

  static Command editing(String usage, String help, BiConsumer<Session, CommandLine> action) {
    return new Command(usage, help, true, action);
  }
}
