package systemk.core.method;

import io.vavr.collection.Map;
import io.vavr.collection.TreeMap;
import io.vavr.control.Option;
import java.util.Locale;

/// Names of signals (signal(7), Linux on x86-64 and arm64) and their numbers.
public final class Signals {
  private static final String[] NAMES = {
    "EXIT", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV",
    "USR2", "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG",
    "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS"
  };

  private static final Map<String, Integer> NUMBERS = numbers();

  private Signals() {}

  private static Map<String, Integer> numbers() {
    Map<String, Integer> numbers = TreeMap.empty();
    for (int i = 1; i < NAMES.length; i++) {
      numbers = numbers.put(NAMES[i], i);
    }
    return numbers.put("POLL", 29).put("IOT", 6).put("CLD", 17);
  }

  /// The signal of `-TERM`, `-SIGTERM` or `-15`, as the decimal number kill(2) takes.
  public static Option<String> number(String option) {
    if (!option.startsWith("-") || option.length() < 2) {
      return Option.none();
    }
    String name = option.substring(1).toUpperCase(Locale.ROOT);
    String bare = name.startsWith("SIG") ? name.substring(3) : name;
    Option<Integer> named = NUMBERS.get(bare);
    if (named.isDefined()) {
      return named.map(String::valueOf);
    }
    boolean decimal =
        !bare.isEmpty() && bare.length() <= 2 && bare.chars().allMatch(c -> c >= '0' && c <= '9');
    return decimal
        ? Option.of(Integer.parseInt(bare)).filter(n -> n >= 1 && n <= 64).map(String::valueOf)
        : Option.none();
  }

  /// The name of a signal without `SIG`; its number where it has none.
  public static String name(int signal) {
    return signal > 0 && signal < NAMES.length ? NAMES[signal] : String.valueOf(signal);
  }
}
