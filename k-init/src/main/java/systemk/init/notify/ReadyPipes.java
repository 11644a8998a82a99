package systemk.init.notify;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import systemk.init.loop.Reactor;
import systemk.linux.Descriptors;

/// The pipes on which services say with a newline that they are ready, as s6 has them.
public final class ReadyPipes {
  /*
   * The pipe has a name, and the service's end can also be read. So it outlives k.init: a service
   * that writes while no k.init lives is neither ended by SIGPIPE nor held up, and the next k.init
   * finds the newline, provided the service has not closed its end by then.
   */
  private static final String SUFFIX = ".ready";
  private static final int READS_PER_TURN = 4;
  private static final int BUFFER_BYTES = 4096;
  // Whoever writes so much before a newline means something else.
  private static final int MAX_BYTES = 64 << 10;

  private static final class Open {
    private final Path path;
    private final int descriptor;
    private int read;

    private Open(Path path, int descriptor) {
      this.path = path;
      this.descriptor = descriptor;
    }
  }

  private final Reactor loop;
  private final Path directory;
  private final LongConsumer ready;
  private final Map<Long, Open> pipes = new HashMap<>();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);

  /// @param ready told of a contract that is
  public ReadyPipes(Reactor loop, Path directory, LongConsumer ready) {
    this.loop = loop;
    this.directory = directory;
    this.ready = ready;
  }

  /// Makes a pipe for a contract whose process is about to be made. Answers the service's end,
  /// which is the caller's to close.
  public int open(long contract, String owner) {
    Path path = path(owner);
    List.copyOf(pipes.entrySet()).stream()
        .filter(older -> older.getValue().path.equals(path))
        .forEach(older -> close(older.getKey()));
    try {
      Names.prepare(directory);
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make readiness pipe " + path, e);
    }
    resume(contract, owner);
    return Descriptors.writeFifo(path.toString());
  }

  /// Listens to the pipe an earlier k.init made.
  public void resume(long contract, String owner) {
    Path path = path(owner);
    Descriptors.makeFifo(path.toString());
    Open open = new Open(path, Descriptors.readFifo(path.toString()));
    pipes.put(contract, open);
    loop.watch(open.descriptor, (_, _) -> read(contract, open, READS_PER_TURN));
  }

  private Path path(String owner) {
    return directory.resolve(Names.file(owner) + SUFFIX);
  }

  private void read(long contract, Open open, int reads) {
    for (int i = 0; i < reads && pipes.get(contract) == open; i++) {
      buffer.clear();
      int count = Descriptors.read(open.descriptor, buffer);
      if (count == Descriptors.WOULD_BLOCK) {
        return;
      }
      if (count > 0 && hasNewline(count)) {
        close(contract);
        ready.accept(contract);
      } else if (count <= 0 || (open.read += count) > MAX_BYTES) {
        close(contract);
      }
    }
  }

  private boolean hasNewline(int count) {
    for (int i = 0; i < count; i++) {
      if (buffer.get(i) == '\n') {
        return true;
      }
    }
    return false;
  }

  /// Takes all that has been written for a contract.
  public void drain(long contract) {
    Open open = pipes.get(contract);
    if (open != null) {
      read(contract, open, MAX_BYTES / BUFFER_BYTES + 1);
    }
  }

  /// Nobody will be listened to for this contract.
  public void close(long contract) {
    Open open = pipes.remove(contract);
    if (open == null) {
      return;
    }
    loop.unwatch(open.descriptor);
    Descriptors.close(open.descriptor);
    try {
      Files.deleteIfExists(open.path);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove readiness pipe " + open.path, e);
    }
  }
}
