package systemk.core.method;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// The words a method is run by.
/*
 * SMF has /bin/sh run all methods. What a shell would take as it stands need not go through one: loading it costs more
 * than making the process does. make(1) and perl's exec do the same. A file without a first line for the kernel
 * is given to /bin/sh by whoever executes it, as execvp(3) does.
 */
public final class CommandLine {
  private static final String SHELL = "/bin/sh";
  private static final Pattern BLANKS = Pattern.compile("[ \t]+");
  // Words of these are to a shell what they say. After exec none is an assignment, so = is plain,
  // too.
  private static final Pattern PLAIN = Pattern.compile("[\\w.+@%:,=/-]+");
  private static final Pattern PROGRAM = Pattern.compile("/[\\w.+@%:,/-]+");

  private CommandLine() {}

  /// By a shell, unless it is a program named by an absolute path, and words that no shell would
  /// change.
  ///
  /// @param command as in `exec` of a method, expanded
  /// @param isThere whether there is such a program; who is not found is left to the shell, whose
  ///   words everybody knows
  public static Vector<String> of(String command, Predicate<String> isThere) {
    return words(command)
        .filter(words -> isThere.test(words.head()))
        .getOrElse(() -> Vector.of(SHELL, "-c", "exec " + command));
  }

  private static Option<Vector<String>> words(String command) {
    Vector<String> words = Vector.of(BLANKS.split(command.strip()));
    return Option.when(
        PROGRAM.matcher(words.head()).matches() && words.forAll(PLAIN.asMatchPredicate()), words);
  }
}
