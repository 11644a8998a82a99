package systemk.configd;

import io.vavr.collection.TreeSet;
import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import systemk.core.fmri.ServiceFmri;
import systemk.core.history.Differences;
import systemk.core.history.Patch;
import systemk.core.plan.Convergence;
import systemk.core.repository.Boots;
import systemk.core.repository.Change;
import systemk.core.repository.Landmarks;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Transaction;
import systemk.core.repository.Transactions;
import systemk.repo.Repository;
import systemk.shell.svcadm.Milestone;

/// Sees whether the boots of a machine reach their milestone, and goes back when two have not.
final class BootWatch {
  private static final Logger LOG = LoggerFactory.getLogger(BootWatch.class);

  /// The name of the backups that are made of what reached its milestone, which is what a damaged
  /// repository is restored from.
  private static final String BACKUP = "boot";

  private final Repository repository;
  private final Clerk clerk;
  private final InstantSource clock;

  BootWatch(Repository repository, Clerk clerk, InstantSource clock) {
    this.repository = repository;
    this.clerk = clerk;
    this.clock = clock;
  }

  /// Goes back to the last configuration that reached its milestone, if this boot is to.
  ///
  /// @param milestone what the kernel's command line names; empty if it names none
  void fallBack(String milestone) throws InterruptedException {
    RepositoryState state = repository.read();
    Option<Long> to = Boots.of(state).wayBack(state).filter(_ -> isUsual(milestone));
    if (to.isEmpty()) {
      return;
    }
    Either<String, RepositoryState> target = repository.at(to.get());
    if (target.isLeft()) {
      LOG.atError()
          .addKeyValue("generation", to.get())
          .addKeyValue("reason", target.getLeft())
          .log("cannot go back to the last configuration that reached its milestone");
      return;
    }
    boolean done =
        clerk.commit(
            Boots.PATIENCE
                + " boots missed their milestone: back to generation "
                + to.get()
                + ", which had reached it",
            newest -> back(newest, target.get(), to.get()));
    if (done) {
      LOG.atWarn()
          .addKeyValue("from", state.revision().generation())
          .addKeyValue("to", to.get())
          .log("boots missed their milestone; the last configuration that reached it is used");
    }
  }

  private Vector<Change> back(RepositoryState newest, RepositoryState target, long to) {
    TreeSet<ServiceFmri> services =
        Differences.all(newest, target).filter(s -> !Landmarks.isAboutRepository(s));
    Vector<Change> changes = Patch.between(newest, target, services);
    if (changes.isEmpty()) {
      return changes;
    }
    long stamp = clock.millis() * 1_000_000L;
    return Transactions.apply(newest, Transaction.of(clerk.author(), changes))
        .map(then -> Convergence.effective(newest, then, changes, stamp))
        .getOrElse(changes)
        .appendAll(Boots.fellBack(newest, to))
        .appendAll(
            Landmarks.naming(newest, Landmarks.ROLLBACK, newest.revision().generation())
                .reject(change -> change instanceof Change.AddService));
  }

  /// What is put on record of a boot that begins now.
  static Vector<Change> begun(RepositoryState state, String milestone) {
    if (isUsual(milestone)) {
      return Boots.begun(state).reject(change -> change instanceof Change.AddService);
    }
    Option<String> known = Milestone.major(milestone);
    if (known.isEmpty()) {
      LOG.atWarn()
          .addKeyValue("milestone", milestone)
          .log("the kernel's command line names no milestone; the usual one is booted to");
      return begun(state, "");
    }
    return Milestone.untilReboot(state, known.get());
  }

  private static boolean isUsual(String milestone) {
    return milestone.isEmpty();
  }

  /// Puts on record that the boot has reached its milestone, once it has.
  void look(RepositoryState state) throws InterruptedException {
    if (!Boots.isReached(state)) {
      return;
    }
    long generation = state.revision().generation();
    boolean forget =
        Boots.of(state).fallback().exists(back -> clerk.isNewsSince(back.at(), generation));
    boolean news = clerk.isNews(Landmarks.LAST_BOOT, generation);
    boolean done =
        clerk.commit(
            "the boot reached its milestone",
            newest ->
                Boots.awaited(newest).isEmpty()
                    ? Vector.empty()
                    : Boots.reached(newest, forget)
                        .appendAll(
                            news
                                ? Landmarks.naming(newest, Landmarks.LAST_BOOT, generation)
                                : Vector.empty()));
    if (done) {
      repository
          .backup(BACKUP)
          .peekLeft(why -> LOG.atWarn().addKeyValue("reason", why).log("cannot back up"));
    }
  }
}
