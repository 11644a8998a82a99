package systemk.bench.crash;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/// Knows when a record is whole: strace is a process of its own and ends after the one it traced.
public final class Records {
  private static final Duration BOUND = Duration.ofMinutes(2);
  private static final int TAIL_BYTES = 200;

  private Records() {}

  /// Waits until all is in the record of a process that has ended.
  ///
  /// @throws IOException if that takes too long
  public static void await(Path record, long pid) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    while (!lastLine(record).matches(pid + " +\\+\\+\\+ .* \\+\\+\\+")) {
      if (System.nanoTime() - begin > BOUND.toNanos()) {
        throw new IOException("strace does not finish its record: " + lastLine(record));
      }
      Thread.sleep(20);
    }
  }

  private static String lastLine(Path record) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(record.toFile(), "r")) {
      int length = (int) Math.min(TAIL_BYTES, file.length());
      byte[] bytes = new byte[length];
      file.seek(file.length() - length);
      file.readFully(bytes);
      String text = new String(bytes, StandardCharsets.ISO_8859_1).strip();
      return text.substring(text.lastIndexOf('\n') + 1);
    }
  }
}
