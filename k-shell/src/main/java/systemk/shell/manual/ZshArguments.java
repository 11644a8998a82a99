package systemk.shell.manual;

import io.vavr.collection.Vector;

/// What `_arguments` of zsh is told of a command.
///
/// @param contexts the command itself, then its subcommands
record ZshArguments(String command, Vector<Completable> contexts) {

  String text() {
    Completable itself = contexts.head();
    if (contexts.size() == 1) {
      return call("  ", "", specifications(itself).append(operands(itself)));
    }
    Vector<String> general =
        specifications(itself).append("'1: :->subcommand'").append("'*:: :->arguments'");
    return call("  ", "-C ", general)
        + "  case $state in\n"
        + "    subcommand)\n"
        + "      local -a subcommands=(\n"
        + contexts
            .tail()
            .map(c -> "        '" + c.subcommand() + ":" + quoted(c.summary()) + "'\n")
            .mkString()
        + "      )\n"
        + "      _describe subcommand subcommands\n"
        + "      ;;\n"
        + "    arguments)\n"
        + "      case $words[1] in\n"
        + contexts.tail().map(this::branch).mkString()
        + "      esac\n"
        + "      ;;\n"
        + "  esac\n";
  }

  private String branch(Completable context) {
    return "        "
        + context.subcommand()
        + ")\n"
        + call("          ", "", specifications(context).append(operands(context)))
        + "          ;;\n";
  }

  private static String call(String indent, String options, Vector<String> specifications) {
    return indent
        + "_arguments "
        + options
        + "-s -S"
        + specifications.map(one -> " \\\n" + indent + "  " + one).mkString()
        + "\n";
  }

  private Vector<String> specifications(Completable context) {
    return context
        .flags()
        .flatMap(
            flag ->
                flag.names()
                    .map(
                        name ->
                            "'*"
                                + name.replace("?", "\\?")
                                + "["
                                + bracketed(flag.summary())
                                + "]"
                                + argument(flag)
                                + "'"));
  }

  private String argument(Flag flag) {
    return flag.argument().isEmpty()
        ? ""
        : ":" + flag.argument() + ":" + found(Vector.of(Completable.argument(flag)));
  }

  private String operands(Completable context) {
    return "'*: :" + found(context.operands()) + "'";
  }

  private String found(Vector<Kind> kinds) {
    return "_systemk_" + command + "_found " + kinds.map(Kind::token).mkString(" ");
  }

  private static String bracketed(String text) {
    return quoted(text).replace("[", "\\[").replace("]", "\\]").replace(":", "\\:");
  }

  private static String quoted(String text) {
    return text.replace("'", "'\\''");
  }
}
