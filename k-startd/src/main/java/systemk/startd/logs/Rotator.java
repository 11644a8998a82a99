package systemk.startd.logs;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import systemk.core.engine.Model;
import systemk.core.logs.Cut;
import systemk.core.logs.LogLimits;
import systemk.core.logs.LogPiece;
import systemk.core.logs.LogPiece.Stage;
import systemk.startd.logs.LogDirectory.Kept;

/// Moves the heads of logs that have grown too large into compressed archives, while services write
/// to them.
/* A log is a file that the processes of a service append to themselves; nobody can tell them to stop.
 * The kernel can take whole blocks off the beginning of such a file under its writers (ext4, xfs), so
 * archives are cut at blocks, not at lines: the archives in their order and then the log are, byte for
 * byte, what was said. This is how a head becomes an archive, and what is found after a kill:
 *
 *   step                                 found                        then
 *   copy the head to a part              part, no marker in the log   delete the part
 *   write the marker over the head       part, its marker             go on
 *   rename the part to taken             taken, its marker            go on
 *   cut the head off, the marker too     taken, no marker             go on
 *   rename it to an archive
 *
 * The marker is what decides: it is one write of a few bytes, so it is there or not, and the head it
 * stands in is in the part already. Comparing the copy with the log instead would not do, because a
 * service may say the same for ever. Its nonce keeps a service from writing one. Everything is made
 * durable before the step after it, so the table holds after a power failure, too.
 *
 * Where the file system cannot do that, the log is renamed when the service is started next, which is
 * when nobody writes to it. What was renamed is compressed when the next one is, because a process
 * that was left behind may have it open until then.
 *
 * All state is in the names of files. One thread runs this; only `beforeStart` is for another.
 */
public final class Rotator {
  private static final Logger LOG = LoggerFactory.getLogger(Rotator.class);
  private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(2);

  /// Looking may take this part of a processor, so that a large fleet is looked at less often.
  private static final long SHARE = 100;

  /// What failed is tried again every so many sweeps only, because it may have cost a lot to fail.
  private static final long RETRY_SWEEPS = 30;

  private final LogDirectory files;
  private final Supplier<LogRules> rules;
  private final Supplier<String> nonces;
  private final TreeMap<String, Kept> pieces = new TreeMap<>();
  private final Set<String> uncuttable = new HashSet<>();
  private final Set<String> failing = new HashSet<>();
  private final Map<String, String> waiting = new ConcurrentHashMap<>();
  private final Queue<String> renamed = new ConcurrentLinkedQueue<>();
  private Option<Boolean> canCut = Option.none();
  private boolean known;
  private long sweeps;
  private long changes;

  Rotator(LogDirectory files, Supplier<LogRules> rules, Supplier<String> nonces) {
    this.files = files;
    this.rules = rules;
    this.nonces = nonces;
  }

  /// Rotates the logs of this directory as the model of the moment has it configured.
  public static Rotator of(Path directory, Supplier<Model> model) {
    return new Rotator(
        new DiskLogs(directory),
        () -> new ConfiguredRules(model.get()),
        () -> UUID.randomUUID().toString().replace("-", ""));
  }

  /// Begins to look after the logs, on a thread of its own.
  public void start() {
    Thread.ofPlatform().name("k.startd-logs").daemon().start(this::run);
  }

  private void run() {
    try {
      while (true) {
        long begin = System.nanoTime();
        boolean worked = sweep();
        long took = worked ? 0 : System.nanoTime() - begin;
        TimeUnit.NANOSECONDS.sleep(Math.max(PERIOD_NANOS, took * SHARE));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Renames a log that is too large and cannot be cut, now that nobody writes to it. For the
  /// thread that starts services: it costs nothing but where there is such a log.
  public void beforeStart(String logFile) {
    String log = logFile.substring(logFile.lastIndexOf('/') + 1);
    String name = waiting.remove(log);
    if (name == null) {
      return;
    }
    try {
      files.rename(log, name);
      renamed.add(name);
    } catch (FileAlreadyExistsException _) {
      LOG.debug("{} was renamed a moment ago", log);
    } catch (IOException e) {
      LOG.warn("cannot rename {} to {}: {}", log, name, e.toString());
    }
  }

  /// Looks at every log once, and does what is to be done. Says whether there was anything.
  boolean sweep() {
    LogRules now = rules.get();
    long before = changes;
    boolean retries = sweeps++ % RETRY_SWEEPS == 0;
    if (!known && !attempt("", this::recover)) {
      return false;
    }
    for (String name = renamed.poll(); name != null; name = renamed.poll()) {
      LogPiece piece = LogPiece.ofName(name).get();
      attempt(piece.log(), () -> remember(piece));
    }
    for (String log : now.logs()) {
      long size = files.size(log);
      if (size < LogLimits.SMALLEST || now.limits(log).next(size).isEmpty()) {
        waiting.remove(log);
      } else if (retries || !failing.contains(log)) {
        attempt(log, () -> shorten(log, now.limits(log)));
      }
    }
    if (changes != before) {
      attempt("", this::pack);
      attempt("", () -> bound(now.total()));
    }
    return changes != before;
  }

  private interface Work {
    void run() throws IOException;
  }

  /// Does something that may fail, which is told once for each log. Then the files are the only
  /// ones to know how far it came, and are asked anew.
  private boolean attempt(String log, Work work) {
    try {
      work.run();
      failing.remove(log);
      return true;
    } catch (IOException e) {
      known = false;
      if (failing.add(log)) {
        LOG.warn("cannot rotate {}: {}", log.isEmpty() ? "the logs" : log, e.toString());
      }
      return false;
    }
  }

  // What is there

  private void recover() throws IOException {
    pieces.clear();
    for (Kept kept : files.pieces()) {
      pieces.put(kept.piece().name(), kept);
    }
    known = true;
    for (Kept kept : List.copyOf(pieces.values())) {
      if (kept.piece().stage() != Stage.ARCHIVED) {
        attempt(kept.piece().log(), () -> recover(kept.piece()));
      }
    }
  }

  private void recover(LogPiece piece) throws IOException {
    if (piece.stage() == Stage.RENAMED) {
      if (pieces.containsKey(piece.at(Stage.ARCHIVED).name())) {
        delete(piece);
      }
      return;
    }
    Option<Long> marked = piece.marked(files.beginning(piece.log()));
    if (marked.isDefined()) {
      finish(piece, marked.get());
    } else if (piece.stage() == Stage.PART) {
      delete(piece);
    } else {
      move(piece, Stage.ARCHIVED);
    }
  }

  private void remember(LogPiece piece) throws IOException {
    pieces.put(piece.name(), files.look(piece));
    changes++;
  }

  private Vector<LogPiece> piecesOf(String log) {
    // The names of pieces begin with that of the log and a dot; the character after the dot is a
    // slash, which no name has.
    return Vector.ofAll(pieces.subMap(log + ".", log + "/").values()).map(Kept::piece);
  }

  private LogPiece next(String log, Stage stage, String nonce) {
    long last = piecesOf(log).map(LogPiece::number).max().getOrElse(0L);
    return new LogPiece(log, last + 1, stage, nonce);
  }

  // One log

  private void shorten(String log, LogLimits limits) throws IOException {
    if (piecesOf(log).exists(LogPiece::isUnderWay)) {
      throw new IOException("what was begun could not be finished");
    }
    // Bounded, so that a log that grows as fast as it is cut does not keep the others waiting.
    for (int i = 0; i <= limits.maxArchives() + 1; i++) {
      Option<Cut> cut = limits.next(files.size(log));
      if (cut.isEmpty() || !take(log, cut.get())) {
        break;
      }
    }
    Vector<LogPiece> done = piecesOf(log).reject(LogPiece::isUnderWay);
    for (LogPiece piece : limits.surplus(done)) {
      delete(piece);
    }
  }

  private boolean take(String log, Cut cut) throws IOException {
    if (!canBeCut(log)) {
      waiting.put(log, next(log, Stage.RENAMED, "").name());
      return false;
    }
    if (!cut.kept()) {
      LOG.debug("dropping {} bytes of {}, which no archive would keep", cut.bytes(), log);
      changes++;
      return files.cut(log, cut.bytes()) || cannotBeCut(log);
    }
    LogPiece part = next(log, Stage.PART, nonces.get());
    files.copy(log, cut.bytes(), part);
    remember(part);
    files.sync();
    files.overwrite(log, part.marker(cut.bytes()));
    return finish(part, cut.bytes());
  }

  private boolean canBeCut(String log) throws IOException {
    if (canCut.isEmpty()) {
      canCut = Option.some(files.canCut());
      if (!canCut.get()) {
        LOG.info("this file system cannot shorten logs that are in use; starts of services will");
      }
    }
    return canCut.get() && !uncuttable.contains(log);
  }

  private boolean cannotBeCut(String log) {
    uncuttable.add(log);
    return false;
  }

  /// Goes on where the marker stands in the log.
  private boolean finish(LogPiece piece, long bytes) throws IOException {
    LogPiece taken = move(piece, Stage.TAKEN);
    if (files.cut(taken.log(), bytes)) {
      move(taken, Stage.ARCHIVED);
      return true;
    }
    LogPiece part = move(taken, Stage.PART);
    files.restore(part.log(), part, part.marker(bytes).length());
    delete(part);
    return cannotBeCut(part.log());
  }

  private LogPiece move(LogPiece piece, Stage stage) throws IOException {
    LogPiece moved = piece.at(stage);
    if (moved.equals(piece)) {
      return piece;
    }
    files.rename(piece.name(), moved.name());
    pieces.remove(piece.name());
    remember(moved);
    files.sync();
    return moved;
  }

  private void delete(LogPiece piece) throws IOException {
    files.delete(piece);
    pieces.remove(piece.name());
    changes++;
  }

  // All logs

  /// Compresses renamed logs, but for the newest of each.
  private void pack() throws IOException {
    List<LogPiece> plain = new ArrayList<>();
    for (Kept kept : pieces.values()) {
      if (kept.piece().stage() == Stage.RENAMED) {
        plain.add(kept.piece());
      }
    }
    // Sorted by name, so the newest of a log is the one before another log's.
    for (int i = 0; i + 1 < plain.size(); i++) {
      LogPiece piece = plain.get(i);
      if (piece.log().equals(plain.get(i + 1).log())) {
        LogPiece part = new LogPiece(piece.log(), piece.number(), Stage.PART, nonces.get());
        files.copy(piece.name(), files.size(piece.name()), part);
        remember(part);
        files.sync();
        move(part, Stage.ARCHIVED);
        delete(piece);
      }
    }
  }

  /// Deletes the oldest archives of all logs until the rest has no more bytes than this.
  private void bound(long total) throws IOException {
    long bytes = pieces.values().stream().mapToLong(Kept::bytes).sum();
    if (bytes <= total) {
      return;
    }
    List<Kept> oldestFirst =
        pieces.values().stream()
            .filter(kept -> kept.piece().stage() == Stage.ARCHIVED)
            .sorted(Comparator.comparing(Kept::modified))
            .toList();
    for (Kept kept : oldestFirst) {
      if (bytes <= total) {
        return;
      }
      delete(kept.piece());
      bytes -= kept.bytes();
    }
    LOG.warn("all archives are deleted and the logs still take {} bytes of {}", bytes, total);
  }
}
