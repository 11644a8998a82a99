package systemk.linux;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/// The signals of signal(7) by name and number, as on x86-64 and AArch64.
public final class Signals {
  public static final int HUP = 1;
  public static final int INT = 2;
  public static final int KILL = 9;
  public static final int TERM = 15;
  public static final int CONT = 18;
  public static final int STOP = 19;

  /// The largest number of a real-time signal.
  public static final int MAX = 64;

  private static final String[] NAMES = {
    "", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2",
    "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU",
    "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS"
  };
  private static final Map<String, Integer> NUMBERS = numbers();

  private Signals() {}

  private static Map<String, Integer> numbers() {
    Map<String, Integer> numbers = new TreeMap<>();
    for (int i = 1; i < NAMES.length; i++) {
      numbers.put(NAMES[i], i);
    }
    numbers.put("POLL", 29);
    numbers.put("IOT", 6);
    numbers.put("RTMIN", 34);
    numbers.put("RTMAX", MAX);
    return numbers;
  }

  /// The number of a signal written as `TERM`, `SIGTERM` or `15`.
  public static OptionalInt number(String text) {
    String name = text.toUpperCase(Locale.ROOT);
    Integer named = NUMBERS.get(name.startsWith("SIG") ? name.substring(3) : name);
    if (named != null) {
      return OptionalInt.of(named);
    }
    if (!text.matches("[0-9]{1,2}")) {
      return OptionalInt.empty();
    }
    int number = Integer.parseInt(text);
    return isSignal(number) ? OptionalInt.of(number) : OptionalInt.empty();
  }

  public static boolean isSignal(long number) {
    return number >= 1 && number <= MAX;
  }

  /// The name without `SIG`, if it has one.
  public static Optional<String> name(int number) {
    return number >= 1 && number < NAMES.length ? Optional.of(NAMES[number]) : Optional.empty();
  }
}
