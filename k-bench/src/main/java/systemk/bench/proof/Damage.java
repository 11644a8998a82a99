package systemk.bench.proof;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/// A way a file can be damaged while nobody has it open.
enum Damage {
  BIT_FLIP,
  RANDOM_BYTES,
  ZEROED_PAGE,
  CUT,
  GARBAGE_TAIL,
  ZERO_TAIL,
  DELETED;

  private static final int RANDOM = 16;
  private static final int PAGE = 4096;

  /// Damages a file.
  ///
  /// @return the place of the first byte that may differ now
  long inflict(Path path, SplittableRandom random) throws IOException {
    if (this == DELETED) {
      Files.delete(path);
      return 0;
    }
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      long size = file.length();
      long at = size == 0 ? 0 : random.nextLong(size);
      return switch (this) {
        case BIT_FLIP -> {
          if (size > 0) {
            file.seek(at);
            int old = file.read();
            file.seek(at);
            file.write(old ^ (1 << random.nextInt(8)));
          }
          yield at;
        }
        case RANDOM_BYTES -> overwrite(file, at, bytes(random, RANDOM));
        case ZEROED_PAGE -> overwrite(file, at, new byte[PAGE]);
        case CUT -> {
          file.setLength(at);
          yield at;
        }
        case GARBAGE_TAIL -> append(file, bytes(random, 1 + random.nextInt(PAGE)));
        case ZERO_TAIL -> append(file, new byte[1 + random.nextInt(PAGE)]);
        case DELETED -> throw new IllegalStateException("deleted above");
      };
    }
  }

  private static byte[] bytes(SplittableRandom random, int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  /// Overwrites what is there and does not make the file longer.
  private static long overwrite(RandomAccessFile file, long at, byte[] bytes) throws IOException {
    file.seek(at);
    file.write(bytes, 0, (int) Math.min(bytes.length, file.length() - at));
    return at;
  }

  private static long append(RandomAccessFile file, byte[] bytes) throws IOException {
    long size = file.length();
    file.seek(size);
    file.write(bytes);
    return size;
  }
}
