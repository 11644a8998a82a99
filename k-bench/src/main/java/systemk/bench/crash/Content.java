package systemk.bench.crash;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/// The bytes of a file that is being put together.
final class Content {
  private static final int SECTOR = 512;

  private byte[] bytes = new byte[4096];
  private int size;

  void resize(long to) {
    int wanted = Math.toIntExact(to);
    room(wanted);
    if (wanted < size) {
      Arrays.fill(bytes, wanted, size, (byte) 0);
    }
    size = wanted;
  }

  /// Makes it at least so long, with zeros.
  void extend(long to) {
    if (to > size) {
      resize(to);
    }
  }

  void write(long offset, byte[] from, int start, int length) {
    int at = Math.toIntExact(offset) + start;
    room(at + length);
    System.arraycopy(from, start, bytes, at, length);
    size = Math.max(size, at + length);
  }

  /// Writes only some of the sectors.
  void tear(long offset, byte[] from, RandomGenerator random) {
    int at = 0;
    while (at < from.length) {
      int length = (int) Math.min(SECTOR - (offset + at) % SECTOR, from.length - at);
      if (random.nextInt(100) < 60) {
        write(offset, from, at, length);
      }
      at += length;
    }
  }

  private void room(int wanted) {
    if (wanted > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(wanted, bytes.length * 2));
    }
  }

  byte[] bytes() {
    return Arrays.copyOf(bytes, size);
  }
}
