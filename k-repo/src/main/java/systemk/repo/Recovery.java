package systemk.repo;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import systemk.core.repository.RepositoryState;
import systemk.json.JsonException;
import systemk.repo.json.StoredTransaction;
import systemk.repo.mapdb.Checkpoint;
import systemk.repo.mapdb.CheckpointFile;

/// Finds out what a repository's files say. Changes none of them.
/* The newest checkpoint that can be read is the start; the older one serves if the newest is damaged,
 * because the journal is kept back to it. A checkpoint is always taken at the end of a segment, so the
 * frames after it are those of the segment named after the next generation and of all later ones; their
 * names say where each begins, so a missing one is noticed. Older segments are not read.
 *
 * The last frame of the last segment may be torn, and the last of the volatile journal; they were never
 * acknowledged. Anything else that is wrong ends the reading: the state up to there is the last good
 * one, and the damage names the file, the place and what to do. The volatile journal and the lock file
 * are witnesses, too: they tell of generations that the persistent journal has lost.
 */
final class Recovery {
  /// What was found.
  ///
  /// @param persistent where the persistent journal goes on; none if it is yet to be begun
  /// @param volatileTail where the volatile journal goes on; none if it is yet to be begun
  /// @param checkpoint the generation of the checkpoint that was read; 0 if none
  /// @param version the earliest format version among what had to be read
  /// @param damage why nothing persistent may be written, in one line
  record Found(
      Published published,
      Option<Tail> persistent,
      Option<Tail> volatileTail,
      long checkpoint,
      long version,
      Option<String> damage) {}

  /// What there is before the first transaction.
  static final Checkpoint BEGINNING =
      Checkpoint.of(RepositoryState.EMPTY, Frame.NO_HASH, Vector.empty());

  private final RepositoryDirectory directory;
  private final Path volatileFile;
  private final Options options;
  private final Option<Long> reached;
  private final List<String> damages = new ArrayList<>();
  private long version;

  private Recovery(
      RepositoryDirectory directory, Path volatileFile, Options options, Option<Long> reached) {
    this.directory = directory;
    this.volatileFile = volatileFile;
    this.options = options;
    this.reached = reached;
  }

  /// @param reached a generation that was certainly committed
  static Found of(
      RepositoryDirectory directory, Path volatileFile, Options options, Option<Long> reached)
      throws IOException {
    return new Recovery(directory, volatileFile, options, reached).found();
  }

  private Found found() throws IOException {
    List<Path> segments = directory.segments();
    Checkpoint start = checkpoint();
    version = start.version();
    VolatileJournal volatileJournal = volatileJournal();
    var replay =
        new Replay(
            start,
            volatileJournal.base(),
            volatileJournal.entries(),
            options.limits().remembered());
    Option<Tail> tail = Option.none();
    try {
      if (reached.isDefined() || !segments.isEmpty() || !directory.checkpoints().isEmpty()) {
        tail = Option.some(replayed(replay, segments, start));
      }
      checkReached(replay);
      finish(replay);
    } catch (Damage e) {
      damages.add(e.getMessage());
    }
    if (start.version() == 1) {
      try {
        readHistory(replay, segments, start);
      } catch (Damage e) {
        damages.add(e.getMessage());
      }
    }
    return new Found(
        new Published(replay.state(), replay.history()),
        tail,
        volatileJournal.tail(),
        generationAfter(start),
        version,
        damages.isEmpty() ? Option.none() : Option.some(String.join("; ", damages)));
  }

  private static long generationAfter(Checkpoint checkpoint) {
    return checkpoint.state().revision().generation();
  }

  /// The newest checkpoint that can be read, or the beginning of all things.
  private Checkpoint checkpoint() throws IOException {
    for (Path file : directory.checkpoints().reversed()) {
      try {
        Checkpoint checkpoint = CheckpointFile.read(file);
        if (generationAfter(checkpoint) == RepositoryDirectory.generation(file)) {
          return checkpoint;
        }
        options.notices().accept(file + " holds another generation than its name says: not used");
      } catch (IOException e) {
        options.notices().accept("checkpoint not used: " + e.getMessage());
      }
    }
    return BEGINNING;
  }

  private VolatileJournal volatileJournal() throws IOException {
    try {
      return VolatileJournal.read(volatileFile, options);
    } catch (Damage e) {
      damages.add(e.getMessage());
      return VolatileJournal.NONE;
    }
  }

  /// Replays the segments from the checkpoint on.
  private Tail replayed(Replay replay, List<Path> segments, Checkpoint start)
      throws IOException, Damage {
    long first = generationAfter(start) + 1;
    Tail tail = new Tail(directory.segment(first), 0, start.head(), first);
    List<Path> later = new ArrayList<>();
    for (Path segment : segments) {
      if (RepositoryDirectory.generation(segment) >= first) {
        later.add(segment);
      }
    }
    if (later.isEmpty()) {
      throw missing(directory.segment(first));
    }
    while (!later.isEmpty()) {
      Path segment = later.removeFirst();
      if (!segment.equals(directory.segment(tail.seq()))) {
        throw missing(directory.segment(tail.seq()));
      }
      tail = segment(replay, segment, tail, later);
    }
    return tail;
  }

  private static Damage missing(Path segment) {
    return new Damage(
        "journal segment "
            + segment
            + " is missing, or no checkpoint can be read: restore the directory from a backup");
  }

  /// Replays one segment.
  ///
  /// @param later the segments behind it
  private Tail segment(Replay replay, Path segment, Tail before, List<Path> later)
      throws IOException, Damage {
    long seq = before.seq();
    int limit = options.limits().frameBytes();
    try (var reader = new FrameReader(segment, limit, Option.some(before.head()))) {
      try {
        for (Option<Frame> frame = reader.next(); frame.isDefined(); frame = reader.next()) {
          version = Math.min(version, frame.get().version());
          replay.frame(seq, frame.get().transactions(seq));
          seq = replay.generation() + 1;
        }
        checkEnd(reader, later.isEmpty());
      } catch (Replay.Impossible | JsonException e) {
        String command =
            "truncate -s %d %s && rm -f %s"
                .formatted(
                    reader.offset(),
                    segment,
                    Stream.concat(later.stream(), Stream.of(directory.lock(), volatileFile))
                        .map(Path::toString)
                        .collect(Collectors.joining(" ")));
        throw new Damage(segment, reader.offset(), String.valueOf(e.getMessage()), command);
      }
      return new Tail(segment, reader.offset(), reader.head(), seq);
    }
  }

  private void checkEnd(FrameReader reader, boolean last) {
    switch (reader.end()) {
      case FrameReader.End.Clean _ -> {}
      case FrameReader.End.Torn _ -> {
        if (!last) {
          throw new JsonException("a frame is cut short and another segment follows");
        }
        options
            .notices()
            .accept("torn last frame at byte " + reader.offset() + " of " + reader.path());
      }
      case FrameReader.End.Damaged(String why) -> throw new JsonException(why);
    }
  }

  private void checkReached(Replay replay) throws Damage {
    if (reached.exists(generation -> generation > replay.generation())) {
      throw new Damage(
          "the journal in %s ends at generation %d and %d was committed: restore it from a backup, or give up what is missing with: rm -f %s %s"
              .formatted(
                  directory.path(),
                  replay.generation(),
                  reached.get(),
                  directory.lock(),
                  volatileFile));
    }
  }

  private void finish(Replay replay) throws Damage {
    try {
      replay.finish();
    } catch (Replay.Impossible e) {
      throw new Damage(volatileFile, 0, String.valueOf(e.getMessage()), "rm -f " + volatileFile);
    }
  }

  /// Reads as many older segments as requests are remembered from: a checkpoint of version 1 does
  /// not have them.
  private void readHistory(Replay replay, List<Path> segments, Checkpoint start)
      throws IOException, Damage {
    List<Path> earlier = new ArrayList<>();
    long wanted = replay.generation() - options.limits().remembered();
    for (Path segment : segments.reversed()) {
      boolean before = RepositoryDirectory.generation(segment) <= generationAfter(start);
      boolean enough =
          !earlier.isEmpty() && RepositoryDirectory.generation(earlier.getFirst()) <= wanted + 1;
      if (before && !enough) {
        earlier.addFirst(segment);
      }
    }
    Option<String> head = Option.none();
    for (Path segment : earlier) {
      head = Option.some(history(replay, segment, head));
    }
    if (head.exists(hash -> !hash.equals(start.head()))) {
      throw new Damage(
          earlier.getLast()
              + " does not end where the checkpoint begins: restore it from a backup, or give up the"
              + " history in it with: rm -f "
              + earlier.getLast());
    }
  }

  /// Reads one segment for the history and answers the hash of its last frame.
  private String history(Replay replay, Path segment, Option<String> head)
      throws IOException, Damage {
    int limit = options.limits().frameBytes();
    long seq = RepositoryDirectory.generation(segment);
    try (var reader = new FrameReader(segment, limit, head)) {
      try {
        for (Option<Frame> frame = reader.next(); frame.isDefined(); frame = reader.next()) {
          List<StoredTransaction> transactions = frame.get().transactions(seq);
          replay.remember(seq, transactions);
          seq = transactions.getLast().revision().generation() + 1;
        }
        checkEnd(reader, false);
      } catch (JsonException e) {
        throw new Damage(
            segment, reader.offset(), String.valueOf(e.getMessage()), "rm -f " + segment);
      }
      return reader.head();
    }
  }
}
