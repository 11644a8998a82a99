package systemk.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// posix_spawn(3) as SystemK uses it. The JVM may not fork: the child would run Java code with one
/// thread of many.
final class Spawner {
  private static final MemorySegment ACTIONS_INIT = find("file_actions_init");
  private static final MemorySegment ACTIONS_DESTROY = find("file_actions_destroy");
  private static final MemorySegment ADD_OPEN = find("file_actions_addopen");
  private static final MemorySegment ADD_DUP2 = find("file_actions_adddup2");
  private static final MemorySegment ADD_CLOSE = find("file_actions_addclose");
  private static final MemorySegment ADD_CHDIR = find("file_actions_addchdir_np");
  private static final MemorySegment ADD_CLOSEFROM = find("file_actions_addclosefrom_np");
  private static final MemorySegment ATTR_INIT = find("attr_init");
  private static final MemorySegment ATTR_DESTROY = find("attr_destroy");
  private static final MemorySegment SET_FLAGS = find("attr_setflags");
  private static final MemorySegment SET_MASK = find("attr_setsigmask");
  private static final MemorySegment SET_DEFAULT = find("attr_setsigdefault");
  private static final MemorySegment EMPTY_SET = Libc.find("sigemptyset");
  private static final MemorySegment FILL_SET = Libc.find("sigfillset");

  private static final int SETSIGDEF = 0x04;
  private static final int SETSIGMASK = 0x08;
  private static final int SETSID = 0x80;

  // Larger than the structures of any glibc or musl.
  private static final int ACTIONS_BYTES = 256;
  private static final int ATTR_BYTES = 512;
  private static final int SET_BYTES = 128;

  private static MemorySegment find(String name) {
    return Libc.find("posix_spawn" + (name.startsWith("attr") ? name : "_" + name));
  }

  private final Optional<Placement> placement;

  /// @param placement makes processes in cgroups, if anything can
  Spawner(Optional<Placement> placement) {
    this.placement = placement;
  }

  boolean spawnsInto() {
    return placement.isPresent();
  }

  int spawn(Program program) {
    Path cgroup = program.cgroup();
    if (cgroup != null) {
      return placement.orElseThrow().spawn(program, cgroup);
    }
    List<Integer> lent = new ArrayList<>();
    try (Arena arena = Arena.ofConfined()) {
      long actions = arena.allocate(ACTIONS_BYTES, 16).address();
      long attributes = arena.allocate(ATTR_BYTES, 16).address();
      must(Libc.error(ACTIONS_INIT, actions), program);
      must(Libc.error(ATTR_INIT, attributes), program);
      try {
        arrangeFiles(arena, actions, program);
        passDescriptors(actions, program, lent);
        arrangeSignals(arena, attributes, program);
        MemorySegment pid = arena.allocate(4, 4);
        must(
            Libc.error(
                Libc.POSIX_SPAWN,
                pid.address(),
                Libc.string(arena, program.path()),
                actions,
                attributes,
                Libc.strings(arena, program.arguments()),
                Libc.strings(arena, program.environment())),
            program);
        return pid.get(JAVA_INT, 0);
      } finally {
        Libc.error(ACTIONS_DESTROY, actions);
        Libc.error(ATTR_DESTROY, attributes);
      }
    } finally {
      lent.forEach(Descriptors::close);
    }
  }

  /// Gives the child its descriptors from 3 on, and nothing between and above them.
  private static void passDescriptors(long actions, Program program, List<Integer> lent) {
    int end = program.passed().isEmpty() ? 3 : program.passed().lastKey() + 1;
    for (int number = 3; number < end; number++) {
      Integer own = program.passed().get(number);
      if (own == null) {
        must(Libc.error(ADD_CLOSE, actions, number), program);
      } else {
        // A copy above all numbers of the child, so that no number is overwritten before its turn.
        int copy = Descriptors.duplicate(own, end);
        lent.add(copy);
        must(Libc.error(ADD_DUP2, actions, copy, number), program);
      }
    }
    must(Libc.error(ADD_CLOSEFROM, actions, end), program);
  }

  private static void arrangeFiles(Arena arena, long actions, Program program) {
    long nowhere = Libc.string(arena, "/dev/null");
    must(Libc.error(ADD_OPEN, actions, 0, nowhere, Libc.O_RDONLY, 0), program);
    arrangeOutput(arena, actions, 1, program.output(), program);
    if (program.error() instanceof Program.Output.Append
        && program.error().equals(program.output())) {
      must(Libc.error(ADD_DUP2, actions, 1, 2), program);
    } else {
      arrangeOutput(arena, actions, 2, program.error(), program);
    }
    must(
        Libc.error(ADD_CHDIR, actions, Libc.string(arena, program.directory().toString())),
        program);
  }

  private static void arrangeOutput(
      Arena arena, long actions, int descriptor, Program.Output output, Program program) {
    switch (output) {
      case Program.Output.Append(var file) ->
          must(
              Libc.error(
                  ADD_OPEN,
                  actions,
                  descriptor,
                  Libc.string(arena, file.toString()),
                  Libc.O_WRONLY | Libc.O_CREAT | Libc.O_APPEND,
                  0644),
              program);
      // A descriptor duplicated onto itself loses its close-on-exec flag, and that is all.
      case Program.Output.Inherit() ->
          must(Libc.error(ADD_DUP2, actions, descriptor, descriptor), program);
    }
  }

  private static void arrangeSignals(Arena arena, long attributes, Program program) {
    long set = arena.allocate(SET_BYTES, 8).address();
    must(Libc.error(SET_FLAGS, attributes, SETSID | SETSIGMASK | SETSIGDEF), program);
    Libc.error(EMPTY_SET, set);
    must(Libc.error(SET_MASK, attributes, set), program);
    Libc.error(FILL_SET, set);
    must(Libc.error(SET_DEFAULT, attributes, set), program);
  }

  private static void must(int error, Program program) {
    if (error != 0) {
      throw new KernelException("start " + program.path(), error);
    }
  }
}
