package systemk.repo.mapdb;

import io.vavr.control.Option;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.CRC32C;
import org.mapdb.DB;
import org.mapdb.DBMaker;
import org.mapdb.Serializer;
import org.mapdb.volume.SingleByteArrayVol;
import systemk.json.Json;
import systemk.json.JsonException;
import systemk.json.JsonText;
import systemk.repo.json.NewerVersion;

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
  private static final int TRAILER = "checkpoint 01234567\n".length();
  private static final String META = "meta";
  private static final String MAP = "documents";
  private static final String FIRST_MAP = "repository";
  private static final long MAX_BYTES = 1 << 30;
  private static final long WATCHDOG_SECONDS = 30;

  private CheckpointFile() {}

  /// Writes a new file. It is not durable yet.
  public static void write(Path path, Checkpoint checkpoint) throws IOException {
    watched(
        path,
        () -> {
          writeEntries(path, Documents.of(checkpoint));
          String trailer = trailer(Files.readAllBytes(path));
          return Files.writeString(path, trailer, StandardOpenOption.APPEND);
        });
  }

  /// What stands behind the database: a checksum of every byte, also of those it does not use,
  /// which MapDB's own leaves out.
  private static String trailer(byte[] database) {
    var crc = new CRC32C();
    crc.update(database);
    return "checkpoint %08x\n".formatted(crc.getValue());
  }

  private static void writeEntries(Path path, SortedMap<String, byte[]> entries) {
    try (DB db = DBMaker.fileDB(path.toFile()).fileChannelEnable().checksumStoreEnable().make()) {
      var sink = db.treeMap(MAP, Serializer.STRING, Serializer.BYTE_ARRAY).createFromSink();
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        sink.put(entry.getKey(), entry.getValue());
      }
      sink.create();
    }
  }

  /// Reads a file.
  ///
  /// @throws IOException if it is not a whole and undamaged checkpoint
  /// @throws NewerVersion if a later program wrote it
  public static Checkpoint read(Path path) throws IOException {
    if (Files.size(path) > MAX_BYTES) {
      throw new IOException(path + " is larger than any checkpoint");
    }
    Entries entries = entries(path);
    try {
      return switch (entries) {
        case Entries.First(var texts) -> FirstDocuments.checkpoint(texts);
        case Entries.Now(var documents) -> Documents.checkpoint(documents);
      };
    } catch (NewerVersion e) {
      throw e.in(path);
    } catch (JsonException e) {
      throw new IOException(path + " is damaged: " + e.getMessage(), e);
    }
  }

  /// What tells the content of a file of this version from that of others.
  ///
  /// @param checksum of all services and requests
  public record Summary(long generation, long count, String checksum) {}

  /// Says briefly what a file holds, without reading all of it; none if it is of an earlier
  /// version.
  ///
  /// @throws IOException if it is not a checkpoint
  public static Option<Summary> summary(Path path) throws IOException {
    byte[] bytes = Files.readAllBytes(path);
    byte[] database = Arrays.copyOf(bytes, Math.max(0, bytes.length - TRAILER));
    byte[] meta = watched(path, () -> meta(database));
    if (meta.length == 0) {
      return Option.none();
    }
    try {
      Json.Obj object = JsonText.parse(meta).asObj(META);
      return Option.some(
          new Summary(
              object.integer("generation"), object.integer("count"), object.string("checksum")));
    } catch (JsonException e) {
      throw new IOException(path + " is damaged: " + e.getMessage(), e);
    }
  }

  private static byte[] meta(byte[] database) {
    try (DB db = opened(database)) {
      byte[] meta =
          db.exists(MAP)
              ? db.treeMap(MAP, Serializer.STRING, Serializer.BYTE_ARRAY).open().get(META)
              : null;
      return meta == null ? new byte[0] : meta;
    }
  }

  private static DB opened(byte[] database) {
    return DBMaker.volumeDB(new SingleByteArrayVol(database), true)
        .readOnly()
        .checksumStoreEnable()
        .make();
  }

  /// What a file holds, as this version writes it or as the first did.
  private sealed interface Entries {
    record First(SortedMap<String, String> texts) implements Entries {}

    record Now(SortedMap<String, byte[]> documents) implements Entries {}
  }

  private static Entries entries(Path path) throws IOException {
    byte[] bytes = Files.readAllBytes(path);
    int end = Math.max(0, bytes.length - TRAILER);
    byte[] database = Arrays.copyOf(bytes, end);
    byte[] trailer = Arrays.copyOfRange(bytes, end, bytes.length);
    if (Arrays.equals(trailer, trailer(database).getBytes(StandardCharsets.US_ASCII))) {
      return watched(path, () -> entries(database));
    }
    Entries entries = watched(path, () -> entries(bytes));
    if (entries instanceof Entries.Now) {
      throw new IOException(path + " is damaged: its checksum is wrong");
    }
    return entries;
  }

  private static Entries entries(byte[] bytes) {
    try (DB db = opened(bytes)) {
      return db.exists(FIRST_MAP)
          ? new Entries.First(
              new TreeMap<>(db.treeMap(FIRST_MAP, Serializer.STRING, Serializer.STRING).open()))
          : new Entries.Now(
              new TreeMap<>(db.treeMap(MAP, Serializer.STRING, Serializer.BYTE_ARRAY).open()));
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
