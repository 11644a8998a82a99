package systemk.repo.mapdb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.mapdb.DB;
import org.mapdb.DBMaker;
import org.mapdb.Serializer;
import org.mapdb.volume.SingleByteArrayVol;
import systemk.json.JsonException;

/// Writes and reads checkpoint files.
/* MapDB's own transactions are not crash safe, so a file is written once, from sorted entries, and
 * never modified; whoever writes it makes it durable, reads it back and gives it its name. MapDB checks
 * its checksum of the whole file when it opens it; Documents checks a digest of the entries besides.
 * A damaged file can send MapDB's B-tree into an endless loop, so it is only touched under a watchdog.
 * The watchdog cannot end the loop, it only stops waiting for it: the thread is lost until the process
 * ends, which is why such a file is not tried twice.
 *
 * A file is read into memory before MapDB sees it: no lock, no mapping, no channel that an interrupt
 * could close.
 */
public final class CheckpointFile {
  private static final String MAP = "repository";
  private static final long MAX_BYTES = 1 << 30;
  private static final long WATCHDOG_SECONDS = 30;

  private CheckpointFile() {}

  /// Writes a new file. It is not durable yet.
  public static void write(Path path, Checkpoint checkpoint) throws IOException {
    watched(
        path,
        () -> {
          writeEntries(path, Documents.of(checkpoint));
          return path;
        });
  }

  private static void writeEntries(Path path, SortedMap<String, String> entries) {
    try (DB db = DBMaker.fileDB(path.toFile()).fileChannelEnable().checksumStoreEnable().make()) {
      var sink = db.treeMap(MAP, Serializer.STRING, Serializer.STRING).createFromSink();
      for (Map.Entry<String, String> entry : entries.entrySet()) {
        sink.put(entry.getKey(), entry.getValue());
      }
      sink.create();
    }
  }

  /// Reads a file.
  ///
  /// @throws IOException if it is not a whole and undamaged checkpoint
  public static Checkpoint read(Path path) throws IOException {
    if (Files.size(path) > MAX_BYTES) {
      throw new IOException(path + " is larger than any checkpoint");
    }
    byte[] bytes = Files.readAllBytes(path);
    SortedMap<String, String> entries = watched(path, () -> readEntries(bytes));
    try {
      return Documents.checkpoint(entries);
    } catch (JsonException e) {
      throw new IOException(path + " is damaged: " + e.getMessage(), e);
    }
  }

  private static SortedMap<String, String> readEntries(byte[] bytes) {
    try (DB db =
        DBMaker.volumeDB(new SingleByteArrayVol(bytes), true)
            .readOnly()
            .checksumStoreEnable()
            .make()) {
      return new TreeMap<>(db.treeMap(MAP, Serializer.STRING, Serializer.STRING).open());
    }
  }

  /// Does something with MapDB, within bounds.
  private static <T> T watched(Path path, Callable<T> work) throws IOException {
    var result = new CompletableFuture<T>();
    Thread.ofPlatform()
        .daemon()
        .name("k.configd-mapdb")
        .start(
            () -> {
              try {
                result.complete(work.call());
              } catch (Throwable e) {
                // MapDB meets damage with errors of every kind.
                result.completeExceptionally(e);
              }
            });
    try {
      return result.get(WATCHDOG_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IOException(path + ": " + e.getCause(), e);
    } catch (TimeoutException e) {
      throw new IOException(path + ": no end within " + WATCHDOG_SECONDS + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(path + ": interrupted", e);
    }
  }
}
