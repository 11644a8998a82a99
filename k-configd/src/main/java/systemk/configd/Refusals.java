package systemk.configd;

import io.vavr.collection.Vector;
import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import systemk.core.repository.Author;
import systemk.core.rights.Refusal;
import systemk.core.rights.Requirement;
import systemk.repo.RefusalLog;
import systemk.shell.Outcome.Reply;

/// Puts what was refused on record, a bounded number of attempts in a time, on a thread of its own,
/// so that whoever keeps trying costs neither the disk nor those who are served.
final class Refusals implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
  private static final int WAITING = 256;
  private static final long STOP_SECONDS = 2;

  private final RefusalLog log;
  private final InstantSource clock;
  private final RefusalBudget budget = new RefusalBudget();
  private final BlockingQueue<Vector<Refusal>> waiting = new ArrayBlockingQueue<>(WAITING);
  private final Thread writer = Thread.ofPlatform().daemon().name("refusals").unstarted(this::run);

  Refusals(RefusalLog log, InstantSource clock) {
    this.log = log;
    this.clock = clock;
    writer.start();
  }

  /// Notes an attempt. Never waits.
  void note(Author author, Vector<Requirement> unmet) {
    budget
        .admit(author.uid(), clock.millis())
        .ifPresent(
            unrecorded -> {
              Refusal refusal = Refusal.of(clock.instant(), author, unmet, unrecorded);
              if (!waiting.offer(Vector.of(refusal))) {
                budget.giveBack(author.uid(), unrecorded + 1);
              }
            });
  }

  /// What is on record.
  Reply read() {
    try {
      RefusalLog.Contents contents = log.read();
      return new Reply.Refused(contents.refusals(), contents.damaged());
    } catch (IOException e) {
      return new Reply.Failed(e.toString());
    }
  }

  private void run() {
    try {
      for (Vector<Refusal> next = waiting.take(); !next.isEmpty(); next = waiting.take()) {
        next.forEach(this::write);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts the writer of refusals", e);
    }
  }

  private void write(Refusal refusal) {
    try {
      log.append(refusal);
    } catch (IOException | RuntimeException e) {
      LOG.atError()
          .addKeyValue("uid", refusal.author().uid())
          .addKeyValue("command", refusal.author().command())
          .setCause(e)
          .log("cannot put a refusal on record");
    }
  }

  /// Writes what waits, if it does not take long.
  @Override
  public void close() {
    try {
      // An empty batch is the end.
      if (waiting.offer(Vector.empty(), STOP_SECONDS, TimeUnit.SECONDS)) {
        writer.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts the end", e);
    }
  }
}
