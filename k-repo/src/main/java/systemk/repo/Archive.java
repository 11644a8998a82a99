package systemk.repo;

import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import systemk.core.repository.Committed;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Revision;
import systemk.json.JsonException;
import systemk.repo.json.StoredTransaction;
import systemk.repo.mapdb.Checkpoint;
import systemk.repo.mapdb.CheckpointFile;

/// What the files tell of generations that memory no longer knows.
/* Reads on the thread of whoever asks, while the writer goes on: a segment is only ever appended to,
 * and what is asked for was durable long ago, so reading ends before what is being written. A file
 * may be pruned at any moment; then what was in it is no longer on record.
 *
 * A state is the newest checkpoint no younger than it and the journal from there on. The segments
 * without a gap up to the newest one are the journal; they begin right after some checkpoint, or
 * with the first generation of all.
 */
final class Archive {
  private final RepositoryDirectory directory;
  private final int frameBytes;
  private final Consumer<String> notices;

  /// @param notices hears of what cannot be read
  Archive(RepositoryDirectory directory, int frameBytes, Consumer<String> notices) {
    this.directory = directory;
    this.frameBytes = frameBytes;
    this.notices = notices;
  }

  /// The oldest generation that [#at] answers; none if there is no telling.
  Option<Long> oldest() {
    try {
      List<Path> segments = directory.segments();
      if (segments.isEmpty()) {
        return Option.none();
      }
      long before = RepositoryDirectory.generation(segments.getFirst()) - 1;
      if (before == 0) {
        return Option.some(0L);
      }
      for (Path checkpoint : directory.checkpoints()) {
        long generation = RepositoryDirectory.generation(checkpoint);
        if (generation >= before) {
          return Option.some(generation);
        }
      }
      return Option.none();
    } catch (IOException e) {
      notices.accept("cannot look into " + directory.path() + ": " + FrameLog.said(e));
      return Option.none();
    }
  }

  /// The persistent part of the state right after a generation, or why it cannot be had.
  ///
  /// @param generation one that was committed and is durable
  Either<String, RepositoryState> at(long generation) {
    String gone = "generation " + generation + " is no longer on record";
    try {
      if (Files.exists(directory.pinned(generation))) {
        return Either.right(CheckpointFile.read(directory.pinned(generation)).state());
      }
      for (Path file : directory.checkpoints().reversed()) {
        if (RepositoryDirectory.generation(file) <= generation) {
          return replayed(CheckpointFile.read(file), generation).toEither(() -> withOldest(gone));
        }
      }
      return replayed(Recovery.BEGINNING, generation).toEither(() -> withOldest(gone));
    } catch (NoSuchFileException e) {
      // It was pruned between being found and being read.
      return Either.left(withOldest(gone));
    } catch (IOException | JsonException | Replay.Impossible e) {
      return Either.left("cannot read generation " + generation + ": " + e.getMessage());
    }
  }

  private String withOldest(String gone) {
    return oldest().map(oldest -> gone + "; the oldest is " + oldest).getOrElse(gone);
  }

  /// What the journal makes of an older state; none if it does not reach from there to the
  /// generation.
  private Option<RepositoryState> replayed(Checkpoint from, long generation)
      throws IOException, Replay.Impossible {
    var replay = new Replay(from, Option.none(), List.of(), 1);
    for (Path segment : segments(replay.generation() + 1, generation)) {
      long first = RepositoryDirectory.generation(segment);
      if (first != replay.generation() + 1) {
        return Option.none();
      }
      try (var reader = new FrameReader(segment, frameBytes, Option.none())) {
        while (replay.generation() < generation) {
          Option<Frame> frame = reader.next();
          if (frame.isEmpty()) {
            break;
          }
          long seq = replay.generation() + 1;
          replay.frame(seq, until(generation, frame.get().transactions(seq)));
        }
      }
    }
    return replay.generation() == generation
        ? Option.some(replay.state().at(new Revision(generation, 0)))
        : Option.none();
  }

  private static List<StoredTransaction> until(
      long generation, List<StoredTransaction> transactions) {
    return transactions.stream().filter(t -> t.revision().generation() <= generation).toList();
  }

  /// The segments that hold something of the generations from `from` to `to`.
  private List<Path> segments(long from, long to) throws IOException {
    List<Path> all = directory.segments();
    List<Path> found = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      boolean isBefore =
          i + 1 < all.size() && RepositoryDirectory.generation(all.get(i + 1)) <= from;
      if (!isBefore && RepositoryDirectory.generation(all.get(i)) <= to) {
        found.add(all.get(i));
      }
    }
    return found;
  }

  /// The transactions that made the generations from `from` to `to`, as far as they are on record.
  Vector<Committed> ledger(long from, long to) {
    Vector<Committed> found = Vector.empty();
    try {
      for (Path segment : from > to ? List.<Path>of() : segments(from, to)) {
        found = found.appendAll(entries(segment, from, to));
      }
    } catch (IOException e) {
      notices.accept("cannot read the ledger: " + FrameLog.said(e));
    }
    return found;
  }

  private List<Committed> entries(Path segment, long from, long to) throws IOException {
    List<Committed> found = new ArrayList<>();
    long seq = RepositoryDirectory.generation(segment);
    try (var reader = new FrameReader(segment, frameBytes, Option.none())) {
      while (seq <= to) {
        Option<Frame> frame = reader.next();
        if (frame.isEmpty()) {
          if (reader.end() instanceof FrameReader.End.Damaged(var why)) {
            notices.accept(segment + " is damaged at byte " + reader.offset() + " (" + why + ")");
          }
          break;
        }
        for (StoredTransaction stored : frame.get().transactions(seq)) {
          seq = stored.revision().generation() + 1;
          if (!stored.isVolatile() && from < seq && seq <= to + 1) {
            found.add(stored.committed());
          }
        }
      }
    } catch (NoSuchFileException e) {
      // Pruned: no longer on record.
    } catch (JsonException e) {
      notices.accept(segment + " is damaged: " + e.getMessage());
    }
    return found;
  }
}
