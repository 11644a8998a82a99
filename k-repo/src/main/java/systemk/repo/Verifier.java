package systemk.repo;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import systemk.core.repository.RepositoryState;
import systemk.json.JsonException;
import systemk.repo.json.NewerVersion;
import systemk.repo.json.StoredTransaction;
import systemk.repo.mapdb.Checkpoint;
import systemk.repo.mapdb.CheckpointFile;

/// Looks at every record of a repository.
/* Every frame: its checksum, that it names the one before it, also across segments, that it has the
 * number that follows, and that each transaction in it leads from the state before it to the revision
 * it is filed under. Every checkpoint: its checksum and every document; and that it holds what the
 * journal leads to, which is told from the outside of it only where version 2 wrote the journal: how a
 * snapshot's generation is counted changed with it. Where something is wrong the look goes on at the
 * next segment, from the next checkpoint.
 *
 * Files are read while a writer may go on. What it appends after the look began is not part of it, and
 * a file it prunes meanwhile is not missed.
 */
final class Verifier {
  private final RepositoryDirectory directory;
  private final int frameBytes;
  private final Option<Long> until;
  private final Map<Long, Checkpoint> checkpoints = new HashMap<>();
  private Vector<String> wrong = Vector.empty();
  private Option<Replay> replay = Option.none();
  private Option<String> head = Option.none();
  private boolean comparable = true;
  private long next;
  private int segments;
  private long frames;
  private long transactions;
  private int states;
  private long services;

  /// @param until the last generation to look at, of a repository that is being written
  private Verifier(RepositoryDirectory directory, int frameBytes, Option<Long> until) {
    this.directory = directory;
    this.frameBytes = frameBytes;
    this.until = until;
  }

  static Verification of(RepositoryDirectory directory, int frameBytes, Option<Long> until)
      throws IOException {
    return new Verifier(directory, frameBytes, until).look();
  }

  private Verification look() throws IOException {
    List<Path> journal = directory.segments();
    for (Path file :
        Stream.concat(directory.checkpoints().stream(), directory.pinned().stream()).toList()) {
      checkpoint(file);
    }
    for (int i = 0; i < journal.size(); i++) {
      segment(journal.get(i), i == 0, i + 1 == journal.size());
    }
    lock();
    long reached = next == 0 ? 0 : next - 1;
    return new Verification(segments, frames, transactions, states, services, reached, wrong);
  }

  private void isWrong(String what) {
    wrong = wrong.append(what);
  }

  private void checkpoint(Path file) {
    long generation = RepositoryDirectory.generation(file);
    try {
      Checkpoint checkpoint = CheckpointFile.read(file);
      states++;
      services += checkpoint.state().services().size();
      if (checkpoint.state().revision().generation() != generation) {
        isWrong(file + " holds generation " + checkpoint.state().revision().generation());
      } else {
        Checkpoint other = checkpoints.putIfAbsent(generation, checkpoint);
        if (other != null && !other.state().equals(checkpoint.state())) {
          isWrong(file + " does not hold what the checkpoint of the same generation holds");
        }
      }
    } catch (IOException | NewerVersion e) {
      if (Files.exists(file)) {
        isWrong("cannot read " + file + ": " + e.getMessage());
      }
    }
  }

  private void segment(Path segment, boolean first, boolean last) throws IOException {
    long begin = RepositoryDirectory.generation(segment);
    if (first) {
      head = begin == 1 ? Option.some(Frame.NO_HASH) : Option.none();
    } else if (next != 0 && begin != next) {
      isWrong(directory.segment(next) + " is missing: " + segment + " begins with " + begin);
      lose();
    }
    next = begin;
    compare(segment);
    try (var reader = new FrameReader(segment, frameBytes, head)) {
      segments++;
      frames(reader, segment, last);
    } catch (NoSuchFileException e) {
      lose();
    } catch (NewerVersion e) {
      isWrong(String.valueOf(e.getMessage()));
      lose();
    }
  }

  /// Nothing is known any more of what should be before the next record.
  private void lose() {
    head = Option.none();
    replay = Option.none();
  }

  private void frames(FrameReader reader, Path segment, boolean last) throws IOException {
    while (until.isEmpty() || next <= until.get()) {
      Option<Frame> frame = reader.next();
      if (frame.isEmpty()) {
        end(reader, segment, last);
        return;
      }
      try {
        List<StoredTransaction> stored = frame.get().transactions(next);
        comparable &= frame.get().version() > 1;
        order(stored);
        if (replay.isDefined()) {
          replay.get().frame(next, stored);
        }
        frames++;
        transactions += stored.size();
        next = stored.getLast().revision().generation() + 1;
        head = Option.some(reader.head());
      } catch (JsonException | Replay.Impossible e) {
        isWrong(at(segment, reader, String.valueOf(e.getMessage())));
        lose();
        return;
      }
      compare(segment);
    }
  }

  private void order(List<StoredTransaction> stored) {
    long generation = next - 1;
    for (StoredTransaction one : stored) {
      generation += one.isVolatile() ? 0 : 1;
      if (one.revision().generation() != generation) {
        throw new JsonException(
            "transaction " + one.revision() + " stands where generation " + generation + " should");
      }
    }
  }

  private void end(FrameReader reader, Path segment, boolean last) {
    switch (reader.end()) {
      case FrameReader.End.Clean _ -> {}
      case FrameReader.End.Torn _ -> {
        boolean beingWritten = last && until.isDefined();
        if (!beingWritten) {
          isWrong(at(segment, reader, "the record is cut short"));
          lose();
        }
      }
      case FrameReader.End.Damaged(var why) -> {
        isWrong(at(segment, reader, why));
        lose();
      }
    }
  }

  private String at(Path segment, FrameReader reader, String why) {
    return "%s is damaged at byte %d, in the record of generation %d: %s"
        .formatted(segment, reader.offset(), next, why);
  }

  /// Compares the checkpoint there may be of the state that was reached, or goes on from it.
  private void compare(Path segment) {
    Checkpoint checkpoint = next == 1 ? Recovery.BEGINNING : checkpoints.get(next - 1);
    if (checkpoint == null) {
      return;
    }
    boolean restored = checkpoint.head().equals(Frame.NO_HASH);
    if (!restored && head.exists(hash -> !hash.equals(checkpoint.head()))) {
      isWrong(directory.checkpoint(next - 1) + " does not name the last record of " + segment);
    }
    if (replay.isEmpty()) {
      replay = Option.some(new Replay(checkpoint, Option.none(), List.of(), 1));
      head = restored ? head : Option.some(checkpoint.head());
      return;
    }
    RepositoryState reached = replay.get().state();
    boolean same = reached.services().equals(checkpoint.state().services());
    if (comparable && !same) {
      isWrong(
          directory.checkpoint(next - 1)
              + " does not hold what the journal leads to at generation "
              + (next - 1));
    }
  }

  private void lock() throws IOException {
    // A process that has the lock would lose it by opening the file a second time.
    if (until.isDefined()) {
      return;
    }
    String content = Lock.content(directory.lock());
    Option<Long> generation = Lock.generation(content);
    if (generation.isEmpty() && !content.isEmpty()) {
      isWrong(directory.lock() + " is damaged");
    }
    if (generation.exists(reached -> reached >= Math.max(1, next))) {
      isWrong(
          "the journal ends at generation "
              + (next - 1)
              + " and "
              + directory.lock()
              + " tells of generation "
              + generation.get());
    }
  }
}
