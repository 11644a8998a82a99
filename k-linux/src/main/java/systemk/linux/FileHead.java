package systemk.linux;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Set;

/// The beginning of a file.
public final class FileHead {
  private static final int FALLOC_FL_COLLAPSE_RANGE = 8;
  private static final Set<Integer> UNSUPPORTED =
      Set.of(Libc.EOPNOTSUPP, Libc.EINVAL, Libc.ENOSYS, Libc.EPERM);

  private FileHead() {}

  /// Takes bytes off the beginning of a file, so that the rest moves up. Who appends to the file at
  /// that moment appends to what remains.
  ///
  /// @param bytes a multiple of the size of the file system's blocks, and less than the file has
  /// @return whether it was done; if not, the file is as it was, because its file system cannot do
  ///   that (ext4 and xfs can), or not with as many bytes
  /// @throws KernelException if the file cannot be opened for writing, or not be read or written
  public static boolean cut(Path file, long bytes) {
    int descriptor;
    try (Arena arena = Arena.ofConfined()) {
      descriptor =
          Libc.check(
              Libc.status(
                  Libc.OPEN, Libc.string(arena, file.toString()), Libc.O_WRONLY | Libc.O_CLOEXEC),
              "open " + file);
    }
    try {
      int result;
      do {
        result = Libc.status(Libc.FALLOCATE, descriptor, FALLOC_FL_COLLAPSE_RANGE, 0, bytes);
      } while (result == -Libc.EINTR);
      if (UNSUPPORTED.contains(-result)) {
        return false;
      }
      Libc.check(result, "take " + bytes + " bytes off the beginning of " + file);
      return true;
    } finally {
      Descriptors.close(descriptor);
    }
  }
}
