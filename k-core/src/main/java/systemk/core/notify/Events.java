package systemk.core.notify;

import io.vavr.collection.Vector;
import io.vavr.control.Either;
import java.util.regex.Pattern;
import systemk.core.fmri.Names;

/// The events one can be told about: transitions of services, or classes of events of the fault
/// manager. The two do not mix, because they are kept in different places.
///
/// @param faults whether they are of the fault manager
/// @param names their names, such as `to-maintenance` or `problem-diagnosed`
public record Events(boolean faults, Vector<String> names) {
  /// The states whose transitions have names.
  public static final Vector<String> STATES =
      Vector.of("uninitialized", "maintenance", "offline", "disabled", "online", "degraded");

  /// Names of events that stand for several classes.
  private static final Vector<String> TAGS =
      Vector.of("problem-diagnosed", "problem-updated", "problem-repaired", "problem-resolved");

  private static final Pattern CLASS =
      Pattern.compile("(list|ireport|ereport|fault|defect|resource)(\\.[A-Za-z0-9_-]+)+");

  /// All transitions there are names for, in the order they are listed.
  public static final Vector<String> TRANSITIONS =
      STATES.flatMap(state -> Vector.of(to(state), from(state)));

  public static String to(String state) {
    return "to-" + state;
  }

  public static String from(String state) {
    return "from-" + state;
  }

  /// Reads a list of events with commas between; else one line that says what is wrong.
  public static Either<String, Events> parse(String text) {
    Vector<String> words = Vector.of(text.split(",", -1));
    Vector<String> transitions = words.flatMap(Events::transitions).distinct();
    long known = words.count(word -> !transitions(word).isEmpty());
    Vector<String> faults = words.filter(Events::isFault);
    if (known > 0 && !faults.isEmpty()) {
      return Either.left("Can't mix SMF and FMA event definitions");
    }
    if (known + faults.size() != words.size()) {
      return Either.left("Bad event specification");
    }
    return Either.right(
        faults.isEmpty() ? new Events(false, transitions) : new Events(true, faults.distinct()));
  }

  /// Whether this begins like an event, for words of which one does not know whether they are.
  public static boolean isFault(String word) {
    return TAGS.contains(word)
        || (CLASS.matcher(word).matches() && Names.isName(Parameters.group(word)));
  }

  /// What a word stands for: `to-S`, `from-S`, or `S` for both, with `all` for every state.
  private static Vector<String> transitions(String word) {
    boolean to = !word.startsWith("from-");
    boolean from = !word.startsWith("to-");
    String state = to && from ? word : word.substring(word.indexOf('-') + 1);
    Vector<String> states = state.equals("all") ? STATES : STATES.filter(state::equals);
    return states.flatMap(
        one -> Vector.of(to(one), from(one)).filter(name -> name.startsWith("to-") ? to : from));
  }
}
