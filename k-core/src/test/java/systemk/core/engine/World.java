package systemk.core.engine;

import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;
import systemk.core.Next;
import systemk.core.Time;
import systemk.core.fmri.FileFmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.property.Layer;
import systemk.core.property.Property;
import systemk.core.repository.Author;
import systemk.core.repository.Change;
import systemk.core.repository.Rejection;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Snapshot;
import systemk.core.repository.Transaction;
import systemk.core.repository.Transactions;
import systemk.core.restarter.Effect;
import systemk.core.restarter.InstanceState;
import systemk.core.restarter.Lifecycle;

/// A restarter and all it lives among, simulated: repository, k.init, files and time.
/* The loop is that of k.startd: each event makes one batch, whose record is sent at once and whose acts
 * wait until it, and every one before it, is on record; an event of k.init is acknowledged after the
 * acts of its batch. Between any two of these something else may happen: what may happen next is a list
 * of moves, and who drives the world chooses. The same choices make the same run.
 */
public final class World {
  /// Sees every step the machine takes.
  public interface Observer {
    void stepped(World world, Model before, Event event, Next<Model, Effect> next);

    /// The restarter died and the next one is about to begin.
    default void crashed(World world) {}
  }

  private record Batch(boolean recorded, Vector<Effect> acts, long acknowledges) {}

  private record Sent(Vector<Change> changes) {}

  private static final Author RESTARTER = new Author(0, 0, 1, "k.startd");
  private static final Author ADMINISTRATOR = new Author(0, 0, 2, "svcadm");
  private static final int PATIENCE = 20_000;

  private final FakeKernel kernel = new FakeKernel();
  private final List<Observer> observers;
  private final Set<String> files = new HashSet<>(Set.of(Spec.START));
  private final List<String> log = new ArrayList<>();
  private @Nullable FakeRestarter other;
  private RepositoryState repository = RepositoryState.EMPTY;
  private Model model = Model.empty("/var/svc/log");
  private long nanos = 1_000_000_000L;
  private boolean shutdownAsked;
  private int shutdownsComplete;
  private long lastStamp;

  // What the restarter loses when it dies.
  private final Deque<Batch> batches = new ArrayDeque<>();
  private final Deque<Sent> sent = new ArrayDeque<>();
  private final Deque<Object> fromRepository = new ArrayDeque<>();
  private final Deque<Event> answers = new ArrayDeque<>();
  private final Map<InstanceFmri, Long> timers = new TreeMap<>();
  private long heardUpTo;

  private enum Reply {
    DONE
  }

  public World(Observer... observers) {
    this.observers = List.of(observers);
  }

  // What there is

  public Model model() {
    return model;
  }

  public RepositoryState repository() {
    return repository;
  }

  public FakeKernel kernel() {
    return kernel;
  }

  public Time now() {
    return new Time(nanos, Instant.EPOCH.plusNanos(nanos));
  }

  public Lifecycle lifecycle(InstanceFmri fmri) {
    return model.lifecycle(fmri).getOrElseThrow(() -> new AssertionError("no " + fmri));
  }

  public InstanceState state(InstanceFmri fmri) {
    return lifecycle(fmri).state();
  }

  /// Every line the restarter put into the log of an instance.
  public List<String> log() {
    return log;
  }

  public int shutdownsComplete() {
    return shutdownsComplete;
  }

  // What others do

  /// Commits what an administrator asks for; it must be acceptable.
  public void commit(Vector<? extends Change> changes) {
    Either<Vector<Rejection>, RepositoryState> after =
        Transactions.apply(repository, Transaction.of(ADMINISTRATOR, changes));
    repository = after.getOrElseThrow(reasons -> new AssertionError(reasons.toString()));
    fromRepository.add(new Event.Committed(repository, Vector.narrow(changes)));
  }

  /// Configures a service that does not exist yet.
  public void add(Spec spec) {
    kernel.setChild(spec.fmri(), spec.isChild());
    commit(spec.changes(repository));
  }

  public void addAll(Iterable<Spec> specs) {
    Vector<Change> changes = Vector.empty();
    RepositoryState state = repository;
    for (Spec spec : specs) {
      kernel.setChild(spec.fmri(), spec.isChild());
      Vector<Change> more = spec.changes(state);
      state = Transactions.apply(state, Transaction.of(ADMINISTRATOR, more)).get();
      changes = changes.appendAll(more);
    }
    commit(changes);
  }

  public void enable(InstanceFmri fmri, boolean enabled) {
    commit(
        Vector.of(
            new Change.SetProperty(
                fmri, "general", Property.of("enabled", enabled), Layer.ADMIN, Option.none())));
  }

  /// Makes a request of an instance, as svcadm(8) does.
  public void ask(InstanceFmri fmri, String action) {
    lastStamp++;
    Change request =
        new Change.Report(
            fmri,
            Actions.GROUP,
            "framework",
            Vector.of(Property.integer(action, lastStamp)),
            Vector.empty());
    commit(
        action.equals("refresh")
            ? Vector.of(new Change.TakeSnapshot(fmri, Snapshot.RUNNING), request)
            : Vector.of(request));
  }

  /// Limits what may run to a milestone, as svcadm(8) does.
  ///
  /// @param name `all`, `none` or an FMRI
  public void milestone(String name) {
    Vector<Change> restarter =
        repository.exists(Model.RESTARTER)
            ? Vector.empty()
            : Vector.of(
                new Change.AddService(Model.RESTARTER.service()),
                new Change.AddInstance(Model.RESTARTER));
    commit(
        restarter.append(
            new Change.Report(
                Model.RESTARTER,
                "options_ovr",
                "framework",
                Vector.of(Property.of("milestone", name)),
                Vector.empty())));
  }

  /// Lets another restarter live here, too.
  void join(FakeRestarter restarter) {
    other = restarter;
  }

  public void delete(InstanceFmri fmri) {
    commit(Vector.of(new Change.DeleteInstance(fmri)));
  }

  public void createFile(String path) {
    files.add(path);
  }

  public void removeFile(String path) {
    files.remove(path);
  }

  public void shutDown() {
    shutdownAsked = true;
    step(new Event.ShutdownRequested(), 0);
  }

  // The restarter

  /// Starts the first restarter.
  public void boot() {
    fromRepository.clear();
    step(new Event.Recovered(repository, kernel.greeting()), 0);
  }

  /// Kills the restarter and starts the next one.
  ///
  /// @param arrived how many of the records on their way reach the repository all the same
  public void crash(int arrived) {
    for (int i = 0; i < arrived && !sent.isEmpty(); i++) {
      keep(sent.remove());
    }
    batches.clear();
    sent.clear();
    fromRepository.clear();
    answers.clear();
    timers.clear();
    heardUpTo = 0;
    model = Model.empty("/var/svc/log");
    kernel.restarterDied();
    observers.forEach(observer -> observer.crashed(this));
    step(new Event.Recovered(repository, kernel.greeting()), 0);
    if (shutdownAsked) {
      step(new Event.ShutdownRequested(), 0);
    }
  }

  /// Loses what the repository would tell of changes, as a line that breaks does, and reads anew.
  public void rereads() {
    fromRepository.removeIf(Event.Committed.class::isInstance);
    step(new Event.Reread(repository), 0);
  }

  /// How many records are on their way to the repository.
  public int recordsUnderWay() {
    return sent.size();
  }

  /// Gives the machine an event, whether anything led to it or not.
  public Next<Model, Effect> step(Event event, long number) {
    nanos += 1_000;
    Model before = model;
    Next<Model, Effect> next = Machine.step(model, event, now());
    model = next.state();
    Vector<Change> changes =
        next.effects()
            .flatMap(e -> e instanceof Effect.Persist(var kept) ? kept : Vector.<Change>empty());
    Vector<Effect> acts = next.effects().filter(e -> !(e instanceof Effect.Persist));
    observers.forEach(observer -> observer.stepped(this, before, event, next));
    batches.add(new Batch(changes.isEmpty(), acts, number));
    if (!changes.isEmpty()) {
      sent.add(new Sent(changes));
    }
    pump();
    return next;
  }

  /// Puts a record into the repository. Says whether it was accepted.
  private boolean keep(Sent record) {
    Either<Vector<Rejection>, RepositoryState> after =
        Transactions.apply(repository, Transaction.of(RESTARTER, record.changes));
    if (after.isLeft()) {
      return false;
    }
    repository = after.get();
    fromRepository.add(new Event.Committed(repository, record.changes));
    fromRepository.add(Reply.DONE);
    return true;
  }

  private void pump() {
    while (!batches.isEmpty() && batches.element().recorded()) {
      Batch batch = batches.remove();
      batch.acts().forEach(this::act);
      if (batch.acknowledges() > 0) {
        kernel.acknowledge(batch.acknowledges());
      }
    }
  }

  private void act(Effect effect) {
    switch (effect) {
      case Effect.RunMethod run -> answers.add(kernel.run(run));
      case Effect.SignalContract(long contract, String signal) ->
          kernel.signal(contract, Integer.parseInt(signal));
      case Effect.KillContract(long contract) -> kernel.signal(contract, 9);
      case Effect.AbandonContract(long contract) -> kernel.abandon(contract);
      case Effect.WakeAt(var fmri, long at) -> timers.put(fmri, at);
      case Effect.CheckFiles(var fmri, var wanted) -> answers.add(look(fmri, wanted));
      case Effect.Log(var fmri, String line) -> log.add(fmri + " " + line);
      case Effect.Announce _, Effect.ReleaseDescriptors _ -> {}
      case Effect.ShutdownComplete _ -> shutdownsComplete++;
      case Effect.Persist _ -> throw new AssertionError("a record among acts");
    }
  }

  private Event look(InstanceFmri fmri, Vector<FileFmri> wanted) {
    return new Event.FilesChecked(
        fmri, wanted.toSortedMap(file -> file, file -> files.contains(file.path())));
  }

  // The moves

  /// What may happen next, in the order of preference of who does not care.
  private List<FakeKernel.Move> moves(int atMost) {
    List<FakeKernel.Move> moves = new ArrayList<>();
    if (!answers.isEmpty()) {
      moves.add(new FakeKernel.Move("answer", () -> step(answers.remove(), 0)));
    }
    long number = kernel.eventAfter(heardUpTo);
    // k.init answers a request before it tells what came of it.
    if (number > 0 && answers.isEmpty()) {
      moves.add(new FakeKernel.Move("event", () -> hear(number)));
    }
    if (!fromRepository.isEmpty()) {
      moves.add(new FakeKernel.Move("notification", this::read));
    }
    if (!sent.isEmpty()) {
      moves.add(new FakeKernel.Move("commit", this::commitNext));
    }
    if (moves.size() >= atMost) {
      return moves;
    }
    moves.addAll(kernel.moves(atMost));
    if (other != null) {
      FakeRestarter restarter = other;
      restarter
          .steps(repository)
          .forEach(
              (fmri, step) ->
                  moves.add(
                      new FakeKernel.Move(
                          "another restarter's step for " + fmri,
                          () -> {
                            restarter.did(step);
                            commit(step);
                          })));
    }
    timers.forEach(
        (fmri, at) -> {
          if (at <= nanos) {
            moves.add(new FakeKernel.Move("timer", () -> wake(fmri)));
          }
        });
    return moves;
  }

  private void hear(long number) {
    heardUpTo = number;
    step(kernel.event(number), number);
  }

  private void commitNext() {
    if (!keep(sent.remove())) {
      // As k.startd does: what it knows is out of date, so it ends and the next one reads anew.
      crash(0);
    }
  }

  private void read() {
    if (fromRepository.remove() instanceof Event.Committed committed) {
      step(committed, 0);
    } else {
      Deque<Batch> rest = new ArrayDeque<>();
      while (!batches.isEmpty() && batches.element().recorded()) {
        rest.add(batches.remove());
      }
      Batch next = batches.remove();
      batches.addFirst(new Batch(true, next.acts(), next.acknowledges()));
      rest.descendingIterator().forEachRemaining(batches::addFirst);
      pump();
    }
  }

  private void wake(InstanceFmri fmri) {
    timers.remove(fmri);
    step(new Event.Woke(fmri), 0);
  }

  /// Lets one thing happen, if anything can before time has to pass.
  ///
  /// @param choice chooses among what can; any number will do
  public boolean move(int choice) {
    List<FakeKernel.Move> moves = moves(choice == 0 ? 1 : Integer.MAX_VALUE);
    if (moves.isEmpty()) {
      return false;
    }
    nanos += 1_000;
    moves.get(Math.floorMod(choice, moves.size())).work().run();
    return true;
  }

  /// Lets time pass until the next timer is due, if there is one.
  public boolean passTime() {
    Option<Long> next = Vector.ofAll(timers.values()).min();
    next.forEach(at -> nanos = Math.max(nanos, at));
    return next.isDefined();
  }

  public void passTime(long seconds) {
    nanos += seconds * 1_000_000_000L;
  }

  /// Lets everything happen that can, without waiting for timers.
  public void settleNow() {
    settleNow(_ -> 0);
  }

  public void settleNow(IntUnaryOperator chooser) {
    int i = 0;
    while (move(chooser.applyAsInt(i))) {
      if (++i > PATIENCE) {
        throw new AssertionError("no rest after " + PATIENCE + " moves");
      }
    }
  }

  /// Lets everything happen that can until only what hangs is left.
  public void settle() {
    settle(_ -> 0);
  }

  public void settle(IntUnaryOperator chooser) {
    int i = 0;
    while (move(chooser.applyAsInt(i)) || passTime()) {
      if (++i > PATIENCE) {
        throw new AssertionError("no rest after " + PATIENCE + " moves");
      }
    }
  }
}
