package systemk.configd;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.time.Duration;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import systemk.core.repository.Change;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.ScheduledEnd;
import systemk.shell.Outcome.Reply;
import systemk.shell.svcadm.Milestone;

/// Has the machine end when that is scheduled, and people told before.
final class Schedule {
  private static final Logger LOG = LoggerFactory.getLogger(Schedule.class);

  /// A clock that is set is noticed after this time.
  private static final Duration LONGEST = Duration.ofSeconds(5);

  private final Clerk clerk;
  private final InitLink init;
  private final InstantSource clock;

  Schedule(Clerk clerk, InitLink init, InstantSource clock) {
    this.clerk = clerk;
    this.init = init;
    this.clock = clock;
  }

  /// Does what is due, and answers when to look again, by [System#nanoTime()].
  long look(RepositoryState state) throws InterruptedException {
    Duration rest = LONGEST;
    Option<ScheduledEnd> pending = ScheduledEnd.pending(state);
    if (pending.isDefined()) {
      switch (pending.get().next(clock.millis())) {
        case ScheduledEnd.Step.Due _ -> end(pending.get());
        case ScheduledEnd.Step.Tell(long seconds) -> tell(pending.get(), seconds);
        case ScheduledEnd.Step.Rest(long millis) ->
            rest = Duration.ofMillis(Math.min(millis, LONGEST.toMillis()));
      }
    }
    return System.nanoTime() + rest.toNanos();
  }

  /// It is no longer scheduled once it has begun; whoever kills k.configd in between finds it begun
  /// or still scheduled.
  private void end(ScheduledEnd end) throws InterruptedException {
    init.announce(end.announcement(0));
    Reply reply =
        end.how().equals(ScheduledEnd.SINGLE_USER)
            ? init.singleUser()
            : init.end(end.how(), end.reason(), false);
    if (reply instanceof Reply.Failed(String reason)) {
      LOG.atError().addKeyValue("reason", reason).log("cannot end the machine as scheduled");
    }
    clerk.commit(
        "",
        newest ->
            ScheduledEnd.pending(newest).map(ScheduledEnd::at).contains(end.at())
                ? ScheduledEnd.cancelled(newest).appendAll(milestone(newest, end))
                : Vector.empty());
  }

  private static Vector<Change> milestone(RepositoryState newest, ScheduledEnd end) {
    return end.how().equals(ScheduledEnd.SINGLE_USER)
        ? Milestone.untilReboot(newest, Milestone.SINGLE_USER)
        : Vector.empty();
  }

  private void tell(ScheduledEnd end, long seconds) throws InterruptedException {
    init.announce(end.announcement(seconds));
    clerk.commit(
        "",
        newest ->
            ScheduledEnd.pending(newest).contains(end)
                ? end.toldAt(seconds).scheduled(newest)
                : Vector.empty());
  }
}
