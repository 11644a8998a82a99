package systemk.linux;

import java.lang.foreign.Arena;
import java.util.List;

/// Becoming another program: the process, its number, its children and what it may pass on stay.
public final class Exec {
  private Exec() {}

  /// Becomes a program. Answers only if that failed.
  ///
  /// @param environment as `NAME=VALUE`
  public static KernelException become(
      String program, List<String> arguments, List<String> environment) {
    try (Arena arena = Arena.ofConfined()) {
      int result =
          Libc.status(
              Libc.EXECVE,
              Libc.string(arena, program),
              Libc.strings(arena, arguments),
              Libc.strings(arena, environment));
      return new KernelException("become " + program, -result);
    }
  }
}
