package systemk.bench.peers;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.IntPredicate;

/// What the sleepers say: a line for each start of one, with the moment.
final class Reports implements AutoCloseable {
  private final FileChannel file;
  private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
  private final StringBuilder rest = new StringBuilder();

  Reports(Site site) throws IOException {
    file =
        FileChannel.open(
            site.reports(),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.READ);
  }

  /// When the first and the last of some services said that they run, by System.nanoTime().
  record Span(long first, long last) {}

  /// Waits until some services have started, since the last time somebody waited here.
  ///
  /// @param count how many different ones
  /// @throws IOException if they do not, in time
  Span await(int count, IntPredicate wanted, Duration bound)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + bound.toNanos();
    Set<Integer> seen = new HashSet<>();
    long first = Long.MAX_VALUE;
    long last = 0;
    while (true) {
      for (String line : next().split("\n", -1)) {
        String[] words = line.split(" ", -1);
        if (words.length < 2 || !wanted.test(Integer.parseInt(words[0]))) {
          continue;
        }
        // The shell does not know the time; what it says is as old as it is new here.
        long nanos = words.length > 2 ? Long.parseLong(words[2]) : System.nanoTime();
        if (seen.add(Integer.parseInt(words[0]))) {
          first = Math.min(first, nanos);
          last = Math.max(last, nanos);
        }
      }
      if (seen.size() >= count) {
        return new Span(first, last);
      }
      if (System.nanoTime() > end) {
        throw new IOException(
            "%d of %d services are up after %d s".formatted(seen.size(), count, bound.toSeconds()));
      }
      Thread.sleep(1);
    }
  }

  /// Forgets what was said and not waited for.
  ///
  /// @return how many lines that were
  int skip() throws IOException {
    return (int) next().lines().count();
  }

  /// The whole lines that are new.
  private String next() throws IOException {
    while (file.read(buffer.clear()) > 0) {
      rest.append(StandardCharsets.ISO_8859_1.decode(buffer.flip()));
    }
    int end = rest.lastIndexOf("\n") + 1;
    String lines = rest.substring(0, end);
    rest.delete(0, end);
    return lines;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
