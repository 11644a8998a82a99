package systemk.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Makes processes in a cgroup, by k-spawn.so: as [Spawner] does, but for the cgroup. A new process
/// that enters one by itself waits for a grace period of the kernel, some 10 ms.
final class Placement {
  private static final long CLOSED = -1;
  // Room for the greatest number there is.
  private static final String NUMBER = " ".repeat(20);

  private final MemorySegment function;

  private Placement(MemorySegment function) {
    this.function = function;
  }

  /// Loads the library; nothing if it is not there or cannot be used here.
  @SuppressWarnings("restricted")
  static Optional<Placement> load(Path library) {
    if (!Files.isReadable(library)) {
      return Optional.empty();
    }
    try {
      return SymbolLookup.libraryLookup(library, Arena.global())
          .find("k_spawn")
          .map(Placement::new);
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  int spawn(Program program, Path cgroup) {
    List<Integer> lent = new ArrayList<>();
    try (Arena arena = Arena.ofConfined()) {
      long[] passed = passed(program, lent);
      List<String> variables = new ArrayList<>(program.environment());
      program.own().forEach(name -> variables.add(name + "=" + NUMBER));
      MemorySegment environment = Libc.vector(arena, variables);
      long[] members = {
        Libc.string(arena, cgroup.toString()),
        Libc.string(arena, program.path()),
        Libc.strings(arena, program.arguments()),
        environment.address(),
        Libc.string(arena, program.directory().toString()),
        file(arena, program.output()),
        file(arena, program.error()),
        arena.allocateFrom(JAVA_LONG, passed).address(),
        passed.length,
        0,
        numbers(arena, program, environment)
      };
      long result = Libc.size(function, arena.allocateFrom(JAVA_LONG, members).address());
      if (result < 0) {
        throw new KernelException("start " + program.path() + " in " + cgroup, (int) -result);
      }
      return (int) result;
    } finally {
      lent.forEach(Descriptors::close);
    }
  }

  /// Where in the environment the numbers are to be written: its last entries.
  private static long numbers(Arena arena, Program program, MemorySegment environment) {
    List<String> own = program.own();
    MemorySegment places = arena.allocate(8L * (own.size() + 1), 8);
    for (int i = 0; i < own.size(); i++) {
      long entry = environment.get(JAVA_LONG, 8L * (program.environment().size() + i));
      places.set(JAVA_LONG, 8L * i, entry + own.get(i).length() + 1);
    }
    return places.address();
  }

  private static long[] passed(Program program, List<Integer> lent) {
    int end = program.passed().isEmpty() ? 3 : program.passed().lastKey() + 1;
    long[] passed = new long[end - 3];
    for (int number = 3; number < end; number++) {
      Integer own = program.passed().get(number);
      if (own == null) {
        passed[number - 3] = CLOSED;
      } else {
        // A copy above all numbers of the child, so that no number is overwritten before its turn.
        int copy = Descriptors.duplicate(own, end);
        lent.add(copy);
        passed[number - 3] = copy;
      }
    }
    return passed;
  }

  private static long file(Arena arena, Program.Output output) {
    return switch (output) {
      case Program.Output.Append(Path file) -> Libc.string(arena, file.toString());
      case Program.Output.Inherit() -> 0;
    };
  }
}
