package systemk.bench.crash;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A program that appends numbered lines to a file in a directory and says after each that it is
/// safe. It does so rightly, or with one of the usual mistakes.
final class Appender {
  enum Way {
    /// Makes the file and its name durable, and each line before it says so.
    RIGHT,
    /// Says so first.
    EARLY,
    /// Never asks for anything to be durable.
    NEVER,
    /// Forgets that the file's name, too, is to be made durable.
    NAMELESS
  }

  private static final int LINES = 60;

  private Appender() {}

  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0]);
    Way way = Way.valueOf(arguments[1]);
    try (FileChannel file =
        FileChannel.open(
            directory.resolve("lines"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      if (way != Way.NAMELESS && way != Way.NEVER) {
        try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
          names.force(true);
        }
      }
      for (int i = 1; i <= LINES; i++) {
        String line = i + " " + "x".repeat(700) + "\n";
        file.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)));
        if (way == Way.EARLY) {
          say(i);
        }
        if (way != Way.NEVER) {
          file.force(false);
        }
        if (way != Way.EARLY) {
          say(i);
        }
      }
    }
  }

  private static void say(int number) {
    System.out.println("safe " + number);
    System.out.flush();
  }
}
