package systemk.repo;

import io.vavr.control.Option;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import systemk.core.repository.Committed;
import systemk.repo.GroupCommit.Job;
import systemk.repo.json.StoredCodec;

/// The two journals of an open repository and what is done to them. Used by one thread; only what
/// is published is read by others.
final class Writer {
  private static final long AHEAD = 1 << 18;
  private static final Duration AGAIN = Duration.ofSeconds(2);

  private final Options options;
  private final RepositoryDirectory directory;
  private final Path volatileFile;
  private final Disk disk;
  private final Checkpoints checkpoints;
  private final Lock lock;
  private final Consumer<Committed> announce;

  private Option<FrameLog> persistent = Option.none();
  private Option<FrameLog> volatileLog = Option.none();
  private long checkpointAt;
  private long rebaseAt;
  private CompletableFuture<Void> checkpoint = CompletableFuture.completedFuture(null);
  // How persistent changes can be taken again, if they are refused, and when that was tried last.
  private Option<Mending> mending = Option.none();
  private Instant triedAt = Instant.MIN;
  // Why changes that are not volatile are refused, and why all are.
  private Option<String> broken = Option.none();
  private Option<String> volatileBroken = Option.none();
  // Whether volatile changes are kept in memory only, because the files are damaged.
  private boolean inMemory;

  private volatile Option<String> readOnly = Option.none();
  private volatile Published published;

  /// @param announce hears of every transaction, after it can be read and before its proposer
  Writer(
      Options options,
      RepositoryDirectory directory,
      Path volatileFile,
      Disk disk,
      Checkpoints checkpoints,
      Lock lock,
      Recovery.Found found,
      Consumer<Committed> announce) {
    this.options = options;
    this.directory = directory;
    this.volatileFile = volatileFile;
    this.disk = disk;
    this.published = found.published();
    this.announce = announce;
    this.checkpointAt = options.limits().checkpointBytes();
    this.checkpoints = checkpoints;
    this.lock = lock;
  }

  Published published() {
    return published;
  }

  Option<String> readOnly() {
    return readOnly;
  }

  /// Makes the journals ready to be appended to, or leaves damaged ones as they are.
  ///
  /// @param unwritable why nothing can be written to the persistent directory, if so
  void open(Recovery.Found found, Option<String> unwritable) throws IOException {
    if (found.damage().isDefined()) {
      inMemory = true;
      refusePersistent(found.damage().get(), Option.none());
      return;
    }
    if (unwritable.isDefined()) {
      refusePersistent("backend is read-only: " + unwritable.get(), Option.some(this::openAgain));
    } else {
      begin(found);
    }
    for (Path other : VolatileJournal.others(options.volatileDirectory(), volatileFile)) {
      disk.delete(other);
    }
    if (found.volatileTail().isDefined()) {
      volatileLog = Option.some(reopened(found.volatileTail().get(), 0));
      rebaseAt = options.limits().rebaseBytes();
    } else {
      rebase();
    }
    boolean isOld = found.version() < StoredCodec.VERSION && published.generation() > 0;
    if (isOld && persistent.isDefined()) {
      upgrade();
    }
  }

  private void begin(Recovery.Found found) throws IOException {
    disk.delete(directory.unfinished());
    disk.delete(directory.unfinishedSegment());
    persistent = Option.some(openSegment(found.persistent()));
    // A segment begins where a checkpoint is to be written. If that one is missing, whoever was to
    // write it was killed or failed, and it is due again: starts must not read ever more journal.
    Path after = directory.segment(checkpoints.newest() + 1);
    if (!persistent.get().path().equals(after)) {
      checkpointAt = 0;
    }
  }

  /* Mending. What could not be written is tried again when somebody wants to commit, two seconds after
   * the last try at the earliest (smf.md §5.4).
   *
   * A directory that was read-only is opened as at the start, if nobody has changed it meanwhile.
   *
   * After a failed force the kernel may have dropped pages and calls the next force a success, so the
   * segment's end is unknown for good and the file is not forced again. All that was acknowledged was
   * forced before and is in memory. So the published state goes to a checkpoint, a new file whose own
   * force tells the truth about it and which is read back; and the journal goes on in another new
   * file. A start reads that checkpoint and nothing of the old segment's end. Where the old segment
   * has no frame that counts, the new one takes its very name, by a rename.
   */
  private void mend() {
    Instant now = options.clock().instant();
    boolean due = now.isBefore(triedAt) || !now.isBefore(triedAt.plus(AGAIN));
    if (!due || (mending.isEmpty() && volatileBroken.isEmpty())) {
      return;
    }
    triedAt = now;
    if (volatileBroken.isDefined() && rebase()) {
      volatileBroken = Option.none();
    }
    try {
      if (mending.isDefined() && checkpoint.isDone() && mending.get().mended()) {
        mending = Option.none();
        broken = Option.none();
        readOnly = Option.none();
        options.notices().accept("the repository can be written again");
      }
    } catch (IOException e) {
      options.notices().accept("the repository still cannot be written: " + FrameLog.said(e));
    }
  }

  /// A way back to where persistent changes can be written.
  @FunctionalInterface
  private interface Mending {
    /// Whether it led there.
    boolean mended() throws IOException;
  }

  /// Opens for writing what could only be read.
  private boolean openAgain() throws IOException {
    Files.createDirectories(directory.path());
    if (!lock.take(disk)) {
      return false;
    }
    Recovery.Found found =
        Recovery.of(directory, volatileFile, options, lock.generation(options.notices()));
    Option<String> changed =
        found.published().generation() == published.generation()
            ? found.damage()
            : Option.some("the repository was changed by somebody else: restart k.configd");
    if (changed.isDefined()) {
      refusePersistent(changed.get(), Option.none());
      return false;
    }
    begin(found);
    lock.reached(published.generation());
    return true;
  }

  /// Goes on in new files after a force that failed.
  private boolean startOver() throws IOException {
    FrameLog old = persistent.get();
    Path path = directory.segment(published.generation() + 1);
    if (!rebase()) {
      return false;
    }
    Path unfinished = directory.unfinishedSegment();
    disk.delete(unfinished);
    FrameLog fresh = freshSegment(unfinished, old.head()).as(path);
    disk.rename(unfinished, path);
    disk.syncDirectory(directory.path());
    closeQuietly(Option.some(old));
    persistent = Option.some(fresh);
    checkpointAt = options.limits().checkpointBytes();
    checkpoints.write(published, fresh.head());
    return true;
  }

  /// Leaves files of an earlier format version behind: they are kept beside the repository, which
  /// goes on from a checkpoint and with a segment of this version. If that fails, files of both
  /// versions go on together, and the next start tries again.
  private void upgrade() {
    try {
      Path kept = Upgrade.keep(directory, disk, options.clock().instant());
      if (rebase() && rotate()) {
        checkpoints.write(published, persistent.get().head());
        options.notices().accept("repository upgraded; what it was before is kept in " + kept);
      }
    } catch (IOException e) {
      options.notices().accept("cannot upgrade the repository: " + FrameLog.said(e));
    }
  }

  private FrameLog openSegment(Option<Tail> tail) throws IOException {
    if (tail.isEmpty()) {
      Path first = directory.segment(published.state().revision().generation() + 1);
      return freshSegment(first, Frame.NO_HASH);
    }
    FrameLog segment = reopened(tail.get(), ahead());
    // A frame of a process that was killed may be in memory only; what follows must not outlive it.
    segment.force();
    return segment;
  }

  private FrameLog freshSegment(Path path, String head) throws IOException {
    Disk.WritableFile file = disk.open(path);
    try {
      file.force();
      disk.syncDirectory(directory.path());
    } catch (IOException e) {
      file.close();
      throw e;
    }
    return new FrameLog(new Tail(path, 0, head, 0), file, ahead());
  }

  /// Opens a journal where recovery says it ends, without the torn frame there may be.
  private FrameLog reopened(Tail tail, int ahead) throws IOException {
    Disk.WritableFile file = disk.open(tail.path());
    if (file.size() > tail.length()) {
      file.truncate(tail.length());
    }
    return new FrameLog(tail, file, ahead);
  }

  /// How much of a segment is filled with zeros ahead.
  private int ahead() {
    return (int) Math.min(AHEAD, options.limits().checkpointBytes());
  }

  /// Commits proposals, in as few frames as they fit in.
  void commit(List<Job> jobs) {
    if (!jobs.isEmpty()) {
      mend();
    }
    int next = 0;
    while (next < jobs.size()) {
      var group = new GroupCommit(published, options.limits(), options.clock(), broken);
      while (next < jobs.size() && group.ask(jobs.get(next))) {
        next++;
      }
      commit(group);
    }
    tidy();
  }

  private void commit(GroupCommit group) {
    if (group.isEmpty()) {
      group.answer();
      return;
    }
    switch (append(group)) {
      case FrameLog.Outcome.Written _ -> {
        readOnly = broken;
        published = group.after();
        group.entries().forEach(announce);
        group.answer();
      }
      case FrameLog.Outcome.NotWritten(var reason) -> {
        readOnly = broken.orElse(Option.some(reason));
        group.fail(reason);
      }
      case FrameLog.Outcome.Broken(var reason) -> {
        if (!group.isPersistent()) {
          volatileBroken = Option.some(reason);
        }
        refusePersistent(reason, Option.some(this::startOver));
        group.fail(reason);
      }
    }
  }

  private FrameLog.Outcome append(GroupCommit group) {
    byte[] members = Frame.members(group.texts());
    if (group.isPersistent()) {
      long seq = published.state().revision().generation() + 1;
      return persistent.get().append(seq, members, true);
    }
    if (volatileBroken.isDefined()) {
      return new FrameLog.Outcome.NotWritten(volatileBroken.get());
    }
    if (inMemory) {
      return new FrameLog.Outcome.Written();
    }
    if (volatileLog.isEmpty() && !rebase()) {
      return new FrameLog.Outcome.NotWritten("cannot begin " + volatileFile);
    }
    FrameLog log = volatileLog.get();
    return log.append(log.seq(), members, false);
  }

  private void refusePersistent(String reason, Option<Mending> way) {
    mending = way;
    broken = Option.some(reason);
    readOnly = broken;
    triedAt = options.clock().instant();
    options.notices().accept(reason);
  }

  private void tidy() {
    if (volatileLog.exists(log -> log.length() > rebaseAt)) {
      rebase();
    }
    boolean due = broken.isEmpty() && persistent.exists(log -> log.length() > checkpointAt);
    if (due && checkpoint.isDone()) {
      startCheckpoint();
    }
  }

  /// Writes the volatile journal anew, beginning with what is volatile now. False if that failed;
  /// then the old one goes on.
  private boolean rebase() {
    Path unfinished = VolatileJournal.unfinished(options.volatileDirectory());
    var base = VolatileBase.of(options.boot(), published.state(), published.history()).members();
    byte[] frame = Frame.encode(0, Frame.NO_HASH, base);
    rebaseAt = Math.max(options.limits().rebaseBytes(), 2L * frame.length);
    if (frame.length > options.limits().frameBytes()) {
      options.notices().accept(volatileFile + " cannot be written anew: too much is volatile");
      return false;
    }
    try {
      disk.delete(unfinished);
      FrameLog fresh = begun(unfinished, frame);
      closeQuietly(volatileLog);
      volatileLog = Option.some(fresh);
      return true;
    } catch (IOException e) {
      rebaseAt += volatileLog.map(FrameLog::length).getOrElse(0L);
      options.notices().accept("cannot write " + volatileFile + " anew: " + FrameLog.said(e));
      return false;
    }
  }

  /// A volatile journal of one frame, in place of the old.
  private FrameLog begun(Path unfinished, byte[] frame) throws IOException {
    Disk.WritableFile file = disk.open(unfinished);
    try {
      file.write(ByteBuffer.wrap(frame), 0);
      disk.rename(unfinished, volatileFile);
    } catch (IOException e) {
      file.close();
      throw e;
    }
    return new FrameLog(new Tail(volatileFile, frame.length, Frame.hash(frame), 1), file, 0);
  }

  private void startCheckpoint() {
    if (!rebase() || !rotate()) {
      checkpointAt += options.limits().checkpointBytes();
      return;
    }
    Published now = published;
    String head = persistent.get().head();
    var done = new CompletableFuture<Void>();
    checkpoint = done;
    Thread.ofPlatform()
        .daemon()
        .name("k.configd-checkpoint")
        .start(
            () -> {
              try {
                writeCheckpoint(now, head);
              } finally {
                // Whatever ends it, nobody must wait for it for ever.
                done.complete(null);
              }
            });
  }

  private void writeCheckpoint(Published now, String head) {
    try {
      checkpoints.write(now, head);
    } catch (IOException e) {
      options.notices().accept("no checkpoint, the journal goes on: " + FrameLog.said(e));
    }
  }

  /// Begins a new segment. False if that failed; then the old one goes on.
  private boolean rotate() {
    FrameLog old = persistent.get();
    if (old.length() == 0) {
      return true;
    }
    Path path = directory.segment(published.state().revision().generation() + 1);
    try {
      persistent = Option.some(freshSegment(path, old.head()));
      checkpointAt = options.limits().checkpointBytes();
      end(old);
      closeQuietly(Option.some(old));
      return true;
    } catch (IOException e) {
      options.notices().accept("cannot begin " + path + ": " + FrameLog.said(e));
      abandon(path);
      return false;
    }
  }

  /// Removes a segment that could not be begun, for the old one would seem to end before it.
  private void abandon(Path path) {
    try {
      disk.delete(path);
      disk.syncDirectory(directory.path());
    } catch (IOException e) {
      refusePersistent(
          "cannot remove " + path + ": " + FrameLog.said(e), Option.some(this::startOver));
    }
  }

  /// Lets go of the files as they are, once the thread that used them has ended. Whoever takes the
  /// lock next must find nobody writing, so a checkpoint that is under way is waited for.
  void release() {
    checkpoint.join();
    closeQuietly(persistent);
    closeQuietly(volatileLog);
  }

  /// Ends with a checkpoint, if anything was committed since the last.
  void finish() {
    checkpoint.join();
    boolean changed = published.generation() > checkpoints.newest();
    if (broken.isEmpty() && changed && rebase() && rotate()) {
      writeCheckpoint(published, persistent.get().head());
    }
    if (broken.isEmpty()) {
      persistent.forEach(this::end);
      markEnd();
    }
  }

  /// Takes off the zeros behind the last frame.
  private void end(FrameLog log) {
    try {
      log.end();
    } catch (IOException e) {
      // They are known for what they are when the file is read.
      options.notices().accept("cannot shorten " + log.path() + ": " + FrameLog.said(e));
    }
  }

  /// Notes where the journal ends, so that it is noticed if it is cut while nobody has it open.
  private void markEnd() {
    try {
      lock.reached(published.generation());
    } catch (IOException e) {
      options.notices().accept("cannot write " + lock.path() + ": " + FrameLog.said(e));
    }
  }

  private void closeQuietly(Option<FrameLog> log) {
    try {
      if (log.isDefined()) {
        log.get().close();
      }
    } catch (IOException e) {
      // Nothing is lost: whatever had to be durable was forced before it was acknowledged.
      options.notices().accept("cannot close " + log.get().path() + ": " + FrameLog.said(e));
    }
  }
}
