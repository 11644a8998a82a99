package systemk.shell.svccfg;

import io.vavr.collection.HashSet;
import io.vavr.collection.Set;
import io.vavr.collection.Vector;

/// The line that the arguments of `svccfg` make.
/* As in SMF, arguments are put together with blanks and read like a line of a file, and there are scripts
 * that rely on it: one argument may be a whole command, a type with its value, or a list. So an argument
 * is read as one word, as if it stood in quotes, only where anything else would be an error:
 *
 *   after `-m`                                             a comment: begin -m 'two words'
 *   the last of setprop and addpropvalue, if it does not   a value: setprop a/b = 'two words'
 *     begin with a type
 *   where no symbol is ever legal, if it has one           setnotify maintenance 'mailto:a?subject=x'
 */
final class ArgumentLine {
  private static final Set<String> ASSIGNING = HashSet.of("setprop", "addpropvalue");

  /// The commands in which a symbol may be an argument.
  private static final Set<String> WITH_SYMBOLS =
      ASSIGNING.add("export").add("archive").add("extract");

  private ArgumentLine() {}

  static String of(Vector<String> arguments) {
    String command = arguments.head();
    return arguments
        .zipWithIndex(
            (argument, at) -> isWord(command, arguments, at) ? quoted(argument) : argument)
        .mkString(" ");
  }

  private static boolean isWord(String command, Vector<String> arguments, int at) {
    String argument = arguments.get(at);
    if (at == 0 || argument.indexOf('"') >= 0 || argument.indexOf('\n') >= 0) {
      return false;
    }
    boolean blank = argument.indexOf(' ') >= 0 || argument.indexOf('\t') >= 0;
    boolean symbol = argument.chars().anyMatch(c -> "=()>".indexOf(c) >= 0);
    if (arguments.get(at - 1).equals("-m") && !command.endsWith("setenv")) {
      return blank || symbol || argument.isEmpty();
    }
    return ASSIGNING.contains(command)
        ? blank && !symbol && isValue(command, arguments, at)
        : symbol && !blank && !WITH_SYMBOLS.contains(command);
  }

  private static boolean isValue(String command, Vector<String> arguments, int at) {
    boolean begun =
        command.equals("setprop")
            ? arguments.take(at).tail().exists(argument -> argument.indexOf('=') >= 0)
            : at > 1;
    return begun && at == arguments.size() - 1 && !arguments.get(at).strip().matches("\\w+:\\s.*");
  }

  private static String quoted(String argument) {
    return '"' + argument.replace("\\", "\\\\") + '"';
  }
}
