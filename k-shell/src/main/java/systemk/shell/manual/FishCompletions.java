package systemk.shell.manual;

import io.vavr.collection.Vector;

/// The lines by which fish learns of a command.
///
/// @param contexts the command itself, then its subcommands
record FishCompletions(Manual manual, Vector<Completable> contexts) {

  String text() {
    Completable itself = contexts.head();
    if (contexts.size() == 1) {
      return lines("", itself);
    }
    String names = contexts.tail().map(Completable::subcommand).mkString(" ");
    String before = " -n 'not __fish_seen_subcommand_from " + names + "'";
    return flags(before, itself)
        + contexts
            .tail()
            .map(c -> complete(before) + " -a " + c.subcommand() + about(c.summary()) + "\n")
            .mkString()
        + contexts
            .tail()
            .map(c -> lines(" -n '__fish_seen_subcommand_from " + c.subcommand() + "'", c))
            .mkString();
  }

  private String complete(String condition) {
    return "complete -c " + manual.name() + condition;
  }

  private String lines(String condition, Completable context) {
    return flags(condition, context)
        + context
            .operands()
            .filter(kind -> kind != Kind.NONE)
            .map(kind -> complete(condition) + candidates(kind) + "\n")
            .mkString();
  }

  private String flags(String condition, Completable context) {
    return context.flags().map(flag -> flag(condition, flag)).mkString();
  }

  private String flag(String condition, Flag flag) {
    String names =
        flag.names()
            .map(
                name ->
                    name.startsWith("--")
                        ? " -l " + name.substring(2)
                        : " -s '" + name.substring(1) + "'")
            .mkString();
    Kind kind = flag.argument().isEmpty() ? Kind.NONE : Completable.argument(flag);
    String argument = flag.argument().isEmpty() ? "" : kind == Kind.FILES ? " -r" : " -x";
    return complete(condition) + names + argument + candidates(kind) + about(flag.summary()) + "\n";
  }

  private String candidates(Kind kind) {
    return switch (kind) {
      case NONE -> "";
      case FILES -> " -F";
      case DIRECTORIES -> " -a '(__fish_complete_directories (commandline -ct))'";
      case COLUMNS -> " -a '(__fish_append , " + manual.columns().mkString(" ") + ")'";
      case SUBCOMMANDS -> " -a '" + manual.subcommands().map(Subcommand::name).mkString(" ") + "'";
      case INSTANCES, RESTARTERS, ENTITIES, GROUPS, PROPERTIES, SNAPSHOTS, POINTS ->
          " -a '(__systemk_" + manual.name() + "_found " + kind.token() + ")'";
      case STATES, MARKS, MILESTONES, LAYERS, METHODS, ZONES, LEVELS, ENDS, PARTS, MEASURES ->
          " -a '" + kind.words() + "'";
    };
  }

  private static String about(String summary) {
    return " -d '" + summary.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
