package systemk.repo;

import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import systemk.core.repository.Committed;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Revision;
import systemk.repo.GroupCommit.Job;
import systemk.repo.json.NewerVersion;

/// The repository on disk.
/* The truth is a journal of frames, one line of JSON each. The whole state is in memory, immutable; a
 * checkpoint is a copy of it on disk, so that a start need not replay all of history.
 *
 *   proposals ──► queue ──► committer ──► frame ──► disk ──► published state ──► listeners ──► results
 *                                                               ▲
 *                                              readers ─────────┘  (one volatile read)
 *
 * One thread commits. It takes what is queued, asks each proposal on the state the ones before it led
 * to, and writes all accepted transactions as one frame: a group commit is whole or not there. Then
 * the new state is published by one volatile write, the listeners hear of it, and the proposers get
 * their results. Nobody can read or be told what is not yet as safe as it is to be.
 *
 * Two journals. What is not to outlive the boot (Steps in k-core says exactly what that is) must survive
 * a kill of this process but not a power failure, so it is written and not forced. A group commit goes
 * to one journal whole: to the persistent one, forced, if any transaction in it is persistent, else to
 * the volatile one. So whatever instant the process is killed at, the frames that are there are a prefix
 * of the group commits in their order, and no transaction is there without one it may rest on. The
 * volatile journal begins with a base, all that was volatile at one revision; Replay says how the two
 * are merged. It is written anew when it has grown, and always before a checkpoint, because everything
 * between a checkpoint and the base is replayed without its volatile part: the base must not be older.
 *
 * What must hold:
 *   - Nothing is acknowledged before its frame is written; nothing persistent before it is forced.
 *   - The last segment is forced when it is opened, before anything is appended to it.
 *   - A directory is synced after a name in it was made or changed, before anybody relies on the name.
 *   - After a failed force nothing is written to that journal any more: Linux drops the pages it could
 *     not write, and trying again succeeds. Writing goes on in other files only: see Mending. A write
 *     that failed (a full disk) is cut off again, refused with its reason, and the next commit tries
 *     anew.
 *   - A checkpoint counts after it was read back. Two are kept, and the journal from the older one on.
 *   - Damage is never repaired by guessing. The repository opens on the last good state and refuses
 *     persistent changes; volatile ones it keeps in memory, so that services run all the same.
 *   - No thread here is ever interrupted: that would close the channels for everybody.
 *
 * Not handled: two machines writing one directory on a network file system without locks; a disk that
 * lies about having written; a journal cut at the end of a frame while the process was down, which looks
 * like one that ended there, unless the lock file, a checkpoint or the volatile journal of the same boot
 * knows of a later generation.
 */
public final class JournalRepository implements Repository {
  private static final String CLOSED = "the repository is closed";

  private final Options options;
  private final Lock lock;
  private final Writer writer;
  private final Backups backups;
  private final CompletableFuture<Void> bootBackup;
  private final Past past = new Past();
  private final Archive archive;
  private final List<Consumer<Committed>> listeners = new CopyOnWriteArrayList<>();
  private final LinkedBlockingQueue<Work> queue = new LinkedBlockingQueue<>();
  private final ReentrantLock intake = new ReentrantLock();
  private final Thread committer;
  private boolean closed;

  /// What the committer is asked to do.
  private sealed interface Work {
    /// Commit a proposal.
    record Commit(Job job) implements Work {}

    /// Stop, with or without leaving everything in order.
    record Stop(boolean orderly) implements Work {}
  }

  /// Opens a repository, or makes one where there is none.
  ///
  /// @throws RepositoryInUse if somebody else has it open
  /// @throws RepositoryException if it cannot be read at all, or is of a later version
  public static JournalRepository open(Options options) {
    return open(options, Disk.REAL);
  }

  static JournalRepository open(Options options, Disk disk) {
    try {
      makeDirectory(options.volatileDirectory(), disk);
      return locked(options, disk, new RepositoryDirectory(options.directory()));
    } catch (NewerVersion e) {
      throw new RepositoryException("cannot open the repository: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new RepositoryException(
          "cannot open the repository in " + options.directory() + ": " + words(e), e);
    }
  }

  /// Which file and what about it.
  private static String words(IOException e) {
    return switch (e) {
      // The only one of its kind that does not say it.
      case AccessDeniedException denied -> denied.getFile() + ": Permission denied";
      case FileSystemException failed -> String.valueOf(failed.getMessage());
      default -> e.toString();
    };
  }

  /// Makes a directory with all it needs above it. Each new name is synced: a repository in a
  /// directory that a power failure takes away is lost with it.
  private static void makeDirectory(Path path, Disk disk) throws IOException {
    if (!Files.isDirectory(path)) {
      Path parent = path.toAbsolutePath().getParent();
      if (parent != null) {
        makeDirectory(parent, disk);
      }
      Files.createDirectories(path);
      disk.syncName(path);
    }
  }

  private static JournalRepository locked(Options options, Disk disk, RepositoryDirectory directory)
      throws IOException {
    var lock = new Lock(directory.lock());
    Option<String> unwritable = Option.none();
    try {
      makeDirectory(options.directory(), disk);
      if (!lock.take(disk)) {
        throw new RepositoryInUse(
            "the repository in " + directory.path() + " is in use by another k.configd");
      }
    } catch (AccessDeniedException e) {
      unwritable = Option.some(words(e));
    } catch (FileSystemException e) {
      if (!"Read-only file system".equals(e.getReason())) {
        throw e;
      }
      unwritable = Option.some(String.valueOf(e.getMessage()));
    }
    boolean opened = false;
    try {
      var repository = new JournalRepository(options, disk, directory, lock, unwritable);
      opened = true;
      return repository;
    } finally {
      if (!opened) {
        lock.close();
      }
    }
  }

  /// @param unwritable why nothing can be written to the directory, if so
  private JournalRepository(
      Options options,
      Disk disk,
      RepositoryDirectory directory,
      Lock lock,
      Option<String> unwritable)
      throws IOException {
    this.options = options;
    this.lock = lock;
    this.archive = new Archive(directory, options.limits().frameBytes(), options.notices());
    Path volatileFile = VolatileJournal.path(options.volatileDirectory(), options.boot());
    Recovery.Found found =
        Recovery.of(directory, volatileFile, options, lock.generation(options.notices()));
    var checkpoints = new Checkpoints(directory, disk, options, found.checkpoint(), lock, archive);
    this.writer =
        new Writer(
            options, directory, volatileFile, disk, checkpoints, lock, found, this::announce);
    writer.open(found, unwritable);
    if (found.damage().isEmpty() && unwritable.isEmpty()) {
      lock.reached(found.published().state().revision().generation());
    }
    this.backups = new Backups(directory, disk);
    this.bootBackup =
        options.backsUp() ? bootBackup(found) : CompletableFuture.completedFuture(null);
    this.committer = Thread.ofPlatform().daemon().name("k.configd-committer").unstarted(this::run);
    committer.start();
  }

  /// Backs up what a new boot found, before anything is changed in it; nobody waits for it.
  private CompletableFuture<Void> bootBackup(Recovery.Found found) {
    Published start = found.published();
    boolean isNew = found.volatileTail().isEmpty() && start.generation() > 0;
    var done = new CompletableFuture<Void>();
    if (!isNew || found.damage().isDefined()) {
      done.complete(null);
      return done;
    }
    Thread.ofPlatform()
        .daemon()
        .name("k.configd-backup")
        .start(
            () -> {
              try {
                backups.make("boot", start, options.clock().instant()).peekLeft(options.notices());
              } finally {
                done.complete(null);
              }
            });
    return done;
  }

  @Override
  public Either<String, Path> backup(String name) {
    return backups.make(name, writer.published(), options.clock().instant());
  }

  @Override
  public Verification verify() {
    return verified(
        new RepositoryDirectory(options.directory()),
        options.limits().frameBytes(),
        Option.some(writer.published().generation()));
  }

  /// Looks at every record of a repository that nobody has open.
  public static Verification verify(Path directory) {
    return verified(
        new RepositoryDirectory(directory), Options.Limits.DEFAULT.frameBytes(), Option.none());
  }

  private static Verification verified(
      RepositoryDirectory directory, int frameBytes, Option<Long> until) {
    try {
      return Verifier.of(directory, frameBytes, until);
    } catch (IOException e) {
      throw new RepositoryException(
          "cannot verify the repository in " + directory.path() + ": " + FrameLog.said(e), e);
    }
  }

  @Override
  public RepositoryState read() {
    return writer.published().state();
  }

  @Override
  public Option<Vector<Committed>> since(Revision revision) {
    return writer.published().history().recent().since(revision);
  }

  @Override
  public Either<String, RepositoryState> at(long generation) {
    Option<RepositoryState> inMemory = past.at(writer::published, generation);
    if (inMemory.isDefined()) {
      return Either.right(inMemory.get());
    }
    long newest = writer.published().generation();
    return generation > newest
        ? Either.left(Past.unknown(generation, newest, newest))
        : archive.at(generation);
  }

  @Override
  public Vector<Committed> ledger(long from, long to) {
    Published now = writer.published();
    return archive
        .ledger(from, Math.min(to, now.oldest()))
        .appendAll(now.history().ledger().between(Math.max(from, now.oldest() + 1), to));
  }

  @Override
  public long oldest() {
    return archive.oldest().getOrElse(() -> writer.published().oldest());
  }

  @Override
  public Option<String> readOnly() {
    return writer.readOnly();
  }

  @Override
  public void listen(Consumer<Committed> listener) {
    listeners.add(listener);
  }

  @Override
  public CompletionStage<CommitResult> submit(Proposal proposal) {
    var job = new Job(proposal, new CompletableFuture<>());
    intake.lock();
    try {
      if (closed) {
        job.result().complete(new CommitResult.ReadOnly(CLOSED));
      } else {
        queue.add(new Work.Commit(job));
      }
    } finally {
      intake.unlock();
    }
    return job.result().minimalCompletionStage();
  }

  /// The committer's life.
  private void run() {
    try {
      while (true) {
        List<Work> taken = new ArrayList<>();
        taken.add(take());
        queue.drainTo(taken, options.limits().batch() - 1);
        List<Job> jobs = new ArrayList<>();
        for (Work work : taken) {
          switch (work) {
            case Work.Commit(var job) -> jobs.add(job);
            case Work.Stop(var orderly) -> {
              if (orderly) {
                commit(jobs);
                writer.finish();
              }
              return;
            }
          }
        }
        commit(jobs);
      }
    } finally {
      refuseWaiting();
    }
  }

  private void commit(List<Job> jobs) {
    try {
      writer.commit(jobs);
    } catch (RuntimeException | Error e) {
      jobs.forEach(job -> job.result().completeExceptionally(e));
      throw e;
    }
  }

  private Work take() {
    while (true) {
      try {
        return queue.take();
      } catch (InterruptedException e) {
        // Nobody has a reason to interrupt this thread, and it has none to stop.
        report(e);
      }
    }
  }

  /// Leaves nobody waiting, also if the committer ends by an error.
  private void refuseWaiting() {
    intake.lock();
    try {
      closed = true;
    } finally {
      intake.unlock();
    }
    for (Work work = queue.poll(); work != null; work = queue.poll()) {
      if (work instanceof Work.Commit(var job)) {
        job.result().complete(new CommitResult.ReadOnly(CLOSED));
      }
    }
  }

  private void announce(Committed entry) {
    for (Consumer<Committed> listener : listeners) {
      try {
        listener.accept(entry);
      } catch (RuntimeException e) {
        // A listener's trouble must not become everybody's.
        report(e);
      }
    }
  }

  private void report(Exception e) {
    Thread current = Thread.currentThread();
    current.getUncaughtExceptionHandler().uncaughtException(current, e);
  }

  /// Commits what was submitted, takes a checkpoint and lets go of the files.
  @Override
  public void close() {
    stop(true);
  }

  /// Lets go of the files without finishing anything, as a kill would.
  void abandon() {
    stop(false);
  }

  private void stop(boolean orderly) {
    intake.lock();
    try {
      if (!closed) {
        closed = true;
        queue.add(new Work.Stop(orderly));
      }
    } finally {
      intake.unlock();
    }
    awaitCommitter();
    bootBackup.join();
    writer.release();
    try {
      lock.close();
    } catch (IOException e) {
      throw new RepositoryException("cannot unlock " + options.directory() + ": " + e, e);
    }
  }

  /// Waits for the committer, whose every step is bounded. An interrupt is kept for later.
  private void awaitCommitter() {
    boolean interrupted = false;
    while (committer.isAlive()) {
      try {
        committer.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
