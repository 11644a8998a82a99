package systemk.configd;

import io.vavr.collection.TreeSet;
import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.time.Duration;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import systemk.core.fmri.InstanceFmri;
import systemk.core.fmri.ServiceFmri;
import systemk.core.history.Differences;
import systemk.core.history.Undo;
import systemk.core.plan.Convergence;
import systemk.core.property.Layer;
import systemk.core.property.Property;
import systemk.core.property.PropertyGroup;
import systemk.core.repository.Boots;
import systemk.core.repository.Change;
import systemk.core.repository.Committed;
import systemk.core.repository.Confirmation;
import systemk.core.repository.Landmarks;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Transaction;
import systemk.core.repository.Transactions;
import systemk.repo.Repository;

/// Looks after the repository by itself: reverts what nobody confirms, and remembers the last
/// configuration everything came up with.
/* A commit that waits to be confirmed is on record, its deadline in a non-persistent group beside it.
 * So a k.configd that is killed is followed by one that keeps the same deadline, by the monotonic clock
 * of the boot, which jumps with no wall clock. After a reboot the deadline is gone and the wait is not:
 * then the commit is reverted before anything starts, because a machine that had to be rebooted is what
 * the wait was for.
 *
 * Reverting is a transaction like any other. If it is refused or cannot be written, it is tried again.
 */
final class Keeper implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);
  private static final ServiceFmri WHERE = Landmarks.REPOSITORY;
  private static final String SESSION = "session";
  private static final String FRAMEWORK = "framework";
  private static final Duration AGAIN = Duration.ofSeconds(2);

  /// How long nothing may have happened before what is up is looked at as a whole.
  private static final Duration QUIET = Duration.ofSeconds(5);

  /// How long what is committed may go unnoticed.
  private static final Duration GATHERING = Duration.ofMillis(100);

  private final Repository repository;
  private final Feed.Cursor cursor;
  private final Clerk clerk;
  private final InstantSource clock;
  private final BootWatch boots;
  private final Schedule schedule;
  private long judged = -1;

  /// @param init who ends the machine when that is scheduled
  Keeper(
      Repository repository, Feed.Cursor cursor, InitLink init, long owner, InstantSource clock) {
    this.repository = repository;
    this.cursor = cursor;
    this.clerk = Clerk.of(repository, owner);
    this.clock = clock;
    this.boots = new BootWatch(repository, clerk, clock);
    this.schedule = new Schedule(clerk, init, clock);
  }

  /// What the first k.configd after a boot does before anybody is served.
  ///
  /// @param machine if this is a machine: the milestone the kernel's command line names, or an
  ///   empty text
  static void boot(
      Repository repository,
      InitLink init,
      Option<String> machine,
      long owner,
      InstantSource clock) {
    try (Feed.Cursor none = new Feed().open()) {
      new Keeper(repository, none, init, owner, clock).boot(machine);
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts the start", e);
    }
  }

  private void boot(Option<String> machine) throws InterruptedException {
    if (repository.read().ownGroup(WHERE, SESSION).isDefined()) {
      return;
    }
    Option<Confirmation> pending = Confirmation.pending(repository.read());
    if (pending.isDefined()) {
      revert(pending.get(), "the system was rebooted");
    }
    long generation = repository.read().revision().generation();
    if (generation > 0 && clerk.isNews(Landmarks.BOOT, generation)) {
      clerk.commit(
          "the system booted",
          state -> Landmarks.naming(state, Landmarks.BOOT, state.revision().generation()));
    }
    if (machine.isDefined()) {
      boots.fallBack(machine.get());
    }
    clerk.commit(
        "the system booted",
        state ->
            (state.exists(WHERE)
                    ? Vector.<Change>empty()
                    : Vector.<Change>of(new Change.AddService(WHERE)))
                .append(new Change.AddGroup(WHERE, SESSION, FRAMEWORK, false, Layer.ADMIN, false))
                .appendAll(
                    machine
                        .map(milestone -> BootWatch.begun(state, milestone))
                        .getOrElse(Vector.empty())));
  }

  @Override
  public void run() {
    try {
      while (look()) {}
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts the keeper", e);
    }
  }

  /// Does what is due and waits for what is next. False if there will be nothing.
  private boolean look() throws InterruptedException {
    RepositoryState state = repository.read();
    long until = System.nanoTime() + QUIET.toNanos();
    Option<Confirmation> pending = Confirmation.pending(state);
    if (pending.isDefined()) {
      long deadline = deadline(state, pending.get());
      Option<String> reason = reason(state, pending.get(), deadline);
      if (reason.isDefined() && !revert(pending.get(), reason.get())) {
        until = System.nanoTime() + AGAIN.toNanos();
      } else if (reason.isEmpty()) {
        until = Math.min(until, deadline);
      }
    }
    boots.look(state);
    until = Math.min(until, schedule.look(state));
    return switch (cursor.next(until)) {
      case Feed.Step.Late _ -> {
        judge();
        yield true;
      }
      case Feed.Step.Ended _ -> false;
      case Feed.Step.Next _, Feed.Step.Lost _ -> {
        cursor.rest(GATHERING);
        yield true;
      }
    };
  }

  // Confirmations

  /// Why a commit is to be reverted now.
  private static Option<String> reason(RepositoryState state, Confirmation pending, long deadline) {
    for (InstanceFmri fmri : pending.healthy()) {
      Option<String> word = state.current(fmri).value("restarter", "state");
      if (word.contains("maintenance") || word.contains("degraded") || !state.exists(fmri)) {
        return Option.some(fmri + " is " + word.getOrElse("gone"));
      }
    }
    return deadline <= System.nanoTime()
        ? Option.some("nobody confirmed it in " + pending.within().toSeconds() + " s")
        : Option.none();
  }

  /// When the time is up, by the clock all processes of this boot share.
  private long deadline(RepositoryState state, Confirmation pending) throws InterruptedException {
    Option<PropertyGroup> session = state.ownGroup(WHERE, SESSION);
    boolean known =
        session
            .flatMap(g -> g.property("waiting"))
            .flatMap(Property::asLong)
            .contains(pending.generation());
    if (known) {
      return session
          .flatMap(g -> g.property("deadline"))
          .flatMap(Property::asLong)
          .getOrElse(System.nanoTime());
    }
    long deadline = System.nanoTime() + pending.within().toNanos();
    clerk.commit(
        "",
        newest ->
            Vector.of(
                new Change.AddGroup(WHERE, SESSION, FRAMEWORK, false, Layer.ADMIN, false),
                set(Property.integer("waiting", pending.generation())),
                set(Property.integer("deadline", deadline))));
    return deadline;
  }

  private static Change set(Property property) {
    return new Change.SetProperty(WHERE, SESSION, property, Layer.ADMIN, Option.none());
  }

  /// Says whether it is reverted.
  private boolean revert(Confirmation pending, String reason) throws InterruptedException {
    Either<String, RepositoryState> before = repository.at(pending.generation() - 1);
    Either<String, RepositoryState> after = repository.at(pending.generation());
    Vector<Committed> entry = repository.ledger(pending.generation(), pending.generation());
    if (before.isLeft() || after.isLeft() || entry.isEmpty()) {
      LOG.atError()
          .addKeyValue("generation", pending.generation())
          .addKeyValue("reason", before.isLeft() ? before.getLeft() : "no longer on record")
          .log("cannot revert an unconfirmed commit; it stays");
      return clerk.commit("it cannot be reverted", Confirmation::settled);
    }
    TreeSet<ServiceFmri> touched =
        Differences.touched(entry).filter(service -> !Landmarks.isAboutRepository(service));
    boolean done =
        clerk.commit(
            "generation " + pending.generation() + " is reverted: " + reason,
            newest ->
                Confirmation.pending(newest).contains(pending)
                    ? inverse(before.get(), after.get(), newest, touched)
                        .appendAll(Confirmation.settled(newest))
                    : Vector.empty());
    if (done) {
      LOG.atWarn()
          .addKeyValue("generation", pending.generation())
          .addKeyValue("reason", reason)
          .log("reverted an unconfirmed commit");
    }
    return done;
  }

  private Vector<Change> inverse(
      RepositoryState before,
      RepositoryState after,
      RepositoryState newest,
      TreeSet<ServiceFmri> touched) {
    Vector<Change> changes = Undo.forced(before, after, newest, touched);
    long stamp = clock.millis() * 1_000_000L;
    return Transactions.apply(newest, Transaction.of(clerk.author(), changes))
        .map(then -> Convergence.effective(newest, then, changes, stamp))
        .getOrElse(changes);
  }

  // The last good configuration

  /// Remembers the configuration if everything that is to run does. Asked only when all is quiet.
  private void judge() throws InterruptedException {
    RepositoryState state = repository.read();
    long generation = state.revision().generation();
    if (generation == judged || Confirmation.pending(state).isDefined()) {
      return;
    }
    judged = generation;
    if (Boots.allAreOnline(state) && clerk.isNews(Landmarks.LAST_GOOD, generation)) {
      clerk.commit(
          "everything is up",
          newest -> Landmarks.naming(newest, Landmarks.LAST_GOOD, newest.revision().generation()));
      judged = repository.read().revision().generation();
    }
  }
}
