package systemk.shell.manual;

import io.vavr.collection.Vector;

/// What a shell can complete after a command, or after a subcommand of it.
///
/// @param subcommand its name; empty for the command itself
/// @param operands of what kinds its operands are
record Completable(String subcommand, String summary, Vector<Flag> flags, Vector<Kind> operands) {

  /// The command itself, then its subcommands.
  static Vector<Completable> of(Manual manual) {
    Vector<Completable> subcommands = manual.subcommands().map(Completable::of);
    Vector<Kind> operands =
        subcommands.isEmpty()
            ? kinds(manual.synopsis().flatMap(way -> operands(way, manual.flags())))
            : Vector.of(Kind.SUBCOMMANDS);
    Vector<String> synopsis = Synopsis.options(manual.synopsis().mkString(" "));
    Vector<Flag> own =
        subcommands.isEmpty()
            ? manual.flags()
            : manual.flags().filter(f -> f.isHelp() || f.names().exists(synopsis::contains));
    return subcommands.prepend(new Completable("", manual.summary(), own, operands));
  }

  private static Completable of(Subcommand subcommand) {
    return new Completable(
        subcommand.name(),
        subcommand.summary(),
        subcommand.flags(),
        kinds(operands(subcommand.usage(), subcommand.flags())));
  }

  /// A line that goes on with the one before has no name of a command at its beginning.
  private static Vector<String> operands(String way, Vector<Flag> flags) {
    return Synopsis.operands(way.startsWith(" ") ? "-" + way : way, flags);
  }

  private static Vector<Kind> kinds(Vector<String> placeholders) {
    Vector<Kind> kinds =
        placeholders.map(Completable::kind).filter(kind -> kind != Kind.NONE).distinct();
    return kinds.isEmpty() ? Vector.of(Kind.NONE) : kinds;
  }

  /// Of what kind the argument of an option is.
  static Kind argument(Flag flag) {
    return kind(flag.argument());
  }

  private static Kind kind(String placeholder) {
    return Kind.of(placeholder).getOrElse(Kind.NONE);
  }

  /// All placeholders of a page.
  static Vector<String> placeholders(Manual manual) {
    return manual
        .flags()
        .appendAll(manual.subcommands().flatMap(Subcommand::flags))
        .map(Flag::argument)
        .filter(argument -> !argument.isEmpty())
        .appendAll(
            manual.subcommands().isEmpty()
                ? manual.synopsis().flatMap(way -> operands(way, manual.flags()))
                : manual.subcommands().flatMap(s -> operands(s.usage(), s.flags())))
        .distinct();
  }
}
