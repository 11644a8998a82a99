package systemk.startd;

import io.vavr.Tuple;
import io.vavr.collection.TreeMap;
import io.vavr.collection.TreeSet;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import systemk.core.Next;
import systemk.core.Time;
import systemk.core.engine.Event;
import systemk.core.engine.FakeKernel;
import systemk.core.engine.Invariants;
import systemk.core.engine.Machine;
import systemk.core.engine.Model;
import systemk.core.engine.Purpose;
import systemk.core.engine.Rest;
import systemk.core.engine.Spec;
import systemk.core.fmri.FileFmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.repository.Author;
import systemk.core.repository.Revision;
import systemk.core.repository.Transaction;
import systemk.core.restarter.Effect;
import systemk.core.restarter.StateChange;

/// A long life of a dozen services under the real event loop, made of one number: the same number,
/// the same life. k.init, k.configd, the lines to it, another restarter, files and time are
/// simulated.
/* What may happen next is a list of moves; the number chooses. k.startd may die between any two things
 * it does to the world, k.configd between any two it does, and both at once. After a while everybody
 * behaves, and then all must come to rest.
 */
final class Simulation implements Outside {
  /// A mistake made on purpose, to see that it is found.
  enum Flaw {
    NONE,
    /// Now and then what was decided is not put on record.
    RECORDS_ARE_SKIPPED,
    /// Nobody remembers who is on the way down.
    STARTS_DO_NOT_WAIT_FOR_STOPS,
    /// k.init loses what a k.startd that died had not acknowledged.
    EVENTS_ARE_LOST
  }

  /// k.startd was killed between two acts.
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1;

    Killed() {
      super("killed", null, false, false);
    }
  }

  private static final int PATIENCE = 50_000;
  private static final int THOROUGH_ONE_IN = 40;

  private final SplittableRandom random;
  private final Flaw flaw;
  private final Administrator administrator;
  private final FakeKernel kernel = new FakeKernel();
  private final SimulatedConfigd configd = new SimulatedConfigd();
  private final SimulatedRestarter restarter =
      new SimulatedRestarter(Administrator.INETD, kernel, configd);
  private final Set<String> files = new HashSet<>(Set.of(Spec.START));
  private final Invariants invariants = new Invariants();
  private final List<String> transcript = new ArrayList<>();
  private final boolean writing;
  private long nanos = 1_000_000_000L;
  private long events;
  private int lives;

  // What k.startd loses when it dies.
  private EventLoop loop;
  private final Deque<Message> answers = new ArrayDeque<>();
  private long heardUpTo;
  private int actsToLive = Integer.MAX_VALUE;

  /// @param writing whether to keep a transcript
  Simulation(long seed, Flaw flaw, boolean writing) {
    this.random = new SplittableRandom(seed);
    this.flaw = flaw;
    this.writing = writing;
    this.administrator = new Administrator(random, kernel, configd, restarter, files);
    this.loop = begin();
  }

  /// How many messages k.startd has taken.
  long events() {
    return events;
  }

  /// Everything that was decided, event by event.
  List<String> transcript() {
    return transcript;
  }

  /// Lives for this many acts of administrators, users and fate, and comes to rest.
  void run(int acts) {
    administrator.configure();
    for (int i = 0; i < acts; i++) {
      fate();
      for (int moves = random.nextInt(14); moves > 0; moves--) {
        move();
      }
    }
    administrator.mendEverything();
    rest();
    new Rest(loop.model(), configd.state(), kernel, now()).check();
  }

  private void fate() {
    int which = random.nextInt(100);
    if (which < 78) {
      administrator.act();
    } else if (which < 84) {
      configd.disconnect(random.nextInt(4));
      take(new Message.RepositoryLost("simulated"));
    } else if (which < 88) {
      dies();
    } else if (which < 95) {
      actsToLive = random.nextInt(4);
    } else if (which < 97) {
      configd.disconnect(random.nextInt(3));
      restarter.breakLine();
      dies();
    } else if (which < 98) {
      restarter.breakLine();
    } else {
      passTime();
    }
  }

  // k.startd

  private EventLoop begin() {
    lives++;
    EventLoop begun =
        new EventLoop(
            this,
            this::decide,
            new Author(0, 0, 3, "k.startd"),
            "life-" + lives,
            "/var/svc/log",
            Purpose.NONE);
    answers.add(new Message.Greeted(kernel.greeting()));
    if (configd.isConnected()) {
      configd.disconnect(0);
    }
    return begun;
  }

  private void dies() {
    answers.clear();
    heardUpTo = 0;
    actsToLive = Integer.MAX_VALUE;
    if (flaw == Flaw.EVENTS_ARE_LOST) {
      kernel.loseEvents();
    }
    kernel.restarterDied();
    invariants.restarterDied();
    loop = begin();
  }

  private void take(Message message) {
    events++;
    nanos += 1_000;
    try {
      loop.take(message, now());
      // A turn may be of one message or of many; what is not sent yet dies with k.startd.
      if (random.nextInt(3) > 0) {
        loop.endTurn(now());
      }
    } catch (Killed | EventLoop.Hopeless e) {
      dies();
    }
  }

  private void endTurn() {
    try {
      loop.endTurn(now());
    } catch (Killed e) {
      dies();
    }
  }

  private Time now() {
    return new Time(nanos, Instant.EPOCH.plusNanos(nanos));
  }

  private Next<Model, Effect> decide(Model model, Event event, Time now) {
    Model given = flaw == Flaw.STARTS_DO_NOT_WAIT_FOR_STOPS ? forgetful(model) : model;
    Next<Model, Effect> next = Machine.step(given, event, now);
    if (flaw == Flaw.RECORDS_ARE_SKIPPED && random.nextInt(50) == 0) {
      next = new Next<>(next.state(), next.effects().filter(e -> !(e instanceof Effect.Persist)));
    }
    invariants.check(now, model, event, next);
    if (flaw == Flaw.NONE && random.nextInt(THOROUGH_ONE_IN) == 0) {
      Invariants.isSettled(now, model, event, next);
    }
    if (writing) {
      transcript.add(event.getClass().getSimpleName() + " " + next.effects().mkString(" "));
    }
    return next;
  }

  private static Model forgetful(Model model) {
    return new Model(
        model.repository(),
        model.graph(),
        model.lifecycles(),
        model.problems(),
        model.consumed(),
        model.files(),
        model.orders(),
        TreeSet.empty(),
        model.outside(),
        model.shuttingDown(),
        model.logDirectory());
  }

  // The moves

  private List<FakeKernel.Move> moves() {
    List<FakeKernel.Move> moves = new ArrayList<>();
    if (!configd.isConnected()) {
      moves.add(new FakeKernel.Move("connection", this::connect));
    }
    if (!answers.isEmpty()) {
      moves.add(new FakeKernel.Move("answer", () -> take(answers.remove())));
    }
    long number = kernel.eventAfter(heardUpTo);
    // k.init greets, and answers a request, before it tells what came of it.
    if (number > 0 && answers.isEmpty()) {
      moves.add(new FakeKernel.Move("event", () -> hear(number)));
    }
    if (!configd.announcements.isEmpty()) {
      moves.add(
          new FakeKernel.Move(
              "announcement",
              () -> take(new Message.FromRepository(configd.announcements.remove()))));
    }
    if (!configd.answers.isEmpty()) {
      moves.add(
          new FakeKernel.Move(
              "acknowledgement", () -> take(new Message.FromRepository(configd.answers.remove()))));
    }
    if (configd.hasWork()) {
      moves.add(new FakeKernel.Move("commit", configd::work));
    }
    if (loop.isGathering()) {
      moves.add(new FakeKernel.Move("end of turn", this::endTurn));
    }
    moves.addAll(kernel.moves(Integer.MAX_VALUE));
    moves.addAll(restarter.moves());
    if (loop.nextDeadline() <= nanos) {
      moves.add(new FakeKernel.Move("timer", this::fireTimers));
    }
    return moves;
  }

  private boolean move() {
    List<FakeKernel.Move> moves = moves();
    if (moves.isEmpty()) {
      return false;
    }
    nanos += 1_000;
    moves.get(random.nextInt(moves.size())).work().run();
    return true;
  }

  private void connect() {
    configd.connect();
    take(new Message.RepositoryConnected());
  }

  private void hear(long number) {
    heardUpTo = number;
    take(new Message.Happened(number, kernel.event(number)));
  }

  private void fireTimers() {
    events++;
    try {
      loop.fireTimers(now());
      loop.endTurn(now());
    } catch (Killed | EventLoop.Hopeless e) {
      dies();
    }
  }

  private boolean passTime() {
    long next = loop.nextDeadline();
    if (next == Time.NEVER) {
      return false;
    }
    nanos = Math.max(nanos, next);
    return true;
  }

  private void rest() {
    for (int i = 0; move() || passTime(); i++) {
      if (i > PATIENCE) {
        throw new AssertionError("no rest after " + PATIENCE + " moves");
      }
    }
  }

  // What k.startd does to the world

  private void live() {
    if (--actsToLive < 0) {
      throw new Killed();
    }
  }

  @Override
  public void subscribe(Option<Revision> from, String except) {
    configd.subscribe(from, except);
  }

  @Override
  public void commit(long id, Transaction transaction) {
    live();
    configd.commit(id, transaction);
  }

  @Override
  public void run(Effect.RunMethod method, String logFile) {
    live();
    answers.add(new Message.Answered(kernel.run(method)));
  }

  @Override
  public void signal(long contract, String signal) {
    live();
    kernel.signal(contract, Integer.parseInt(signal));
  }

  @Override
  public void kill(long contract) {
    live();
    kernel.signal(contract, 9);
  }

  @Override
  public void abandon(long contract) {
    live();
    kernel.abandon(contract);
  }

  @Override
  public void release(InstanceFmri fmri) {}

  @Override
  public void acknowledge(long event) {
    live();
    kernel.acknowledge(event);
  }

  @Override
  public void pong() {}

  @Override
  public void end(Purpose.End end) {
    throw new AssertionError("no container: " + end);
  }

  @Override
  public void shutdownComplete() {}

  @Override
  public TreeMap<FileFmri, Boolean> look(Vector<FileFmri> wanted) {
    return TreeMap.ofEntries(wanted.map(file -> Tuple.of(file, files.contains(file.path()))));
  }

  @Override
  public void log(String logFile, Time time, String line) {}

  @Override
  public void announce(StateChange change) {}
}
