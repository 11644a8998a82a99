package systemk.linux;

import java.util.Optional;

/// What `/proc/PID/stat` says of a process.
///
/// @param state the letter of proc(5): `R`, `S`, `D`, `Z` and so on
/// @param flags the kernel's own, `PF_*`
/// @param threads how many threads are left; a leader that ended before its threads is a zombie
///   that still lives
/// @param ticks how much processor time it has used, in hundredths of a second
public record ProcessStat(
    int pid,
    String comm,
    char state,
    int parent,
    int session,
    long flags,
    int threads,
    long startTime,
    long ticks) {
  /// `PF_KTHREAD` of the kernel's sched.h.
  private static final long KERNEL_THREAD = 0x20_0000;

  public ProcessId id() {
    return new ProcessId(pid, startTime);
  }

  /// Whether it still runs, as opposed to waiting to be reaped.
  public boolean isAlive() {
    return state != 'X' && (state != 'Z' || threads > 1);
  }

  /// Whether a signal has stopped it, so that it does nothing before another lets it go on. One
  /// that somebody traces is not meant.
  public boolean isStopped() {
    return state == 'T';
  }

  /// Whether it is a part of the kernel, which no signal ends.
  public boolean isKernelThread() {
    return (flags & KERNEL_THREAD) != 0;
  }

  /// Reads one line of `stat`; nothing if it is cut short.
  ///
  /// The name stands in parentheses and may contain anything, parentheses and blanks too, so the
  /// fields are counted from the last closing one.
  static Optional<ProcessStat> parse(String line) {
    int open = line.indexOf('(');
    int close = line.lastIndexOf(')');
    if (open < 1 || close < open || close + 2 > line.length()) {
      return Optional.empty();
    }
    String[] fields = line.substring(close + 2).trim().split(" ");
    if (fields.length < 20) {
      return Optional.empty();
    }
    return Optional.of(
        new ProcessStat(
            Integer.parseInt(line.substring(0, open - 1)),
            line.substring(open + 1, close),
            fields[0].charAt(0),
            Integer.parseInt(fields[1]),
            Integer.parseInt(fields[3]),
            Long.parseLong(fields[6]),
            Integer.parseInt(fields[17]),
            Long.parseLong(fields[19]),
            Long.parseLong(fields[11]) + Long.parseLong(fields[12])));
  }
}
