package systemk.startd;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Queue;
import java.util.SequencedMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import systemk.api.protocol.FromServer;
import systemk.api.protocol.Notification;
import systemk.api.protocol.Response;
import systemk.core.Next;
import systemk.core.Time;
import systemk.core.engine.Event;
import systemk.core.engine.Machine;
import systemk.core.engine.Model;
import systemk.core.engine.Purpose;
import systemk.core.fmri.InstanceFmri;
import systemk.core.repository.Author;
import systemk.core.repository.Change;
import systemk.core.repository.Committed;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Revision;
import systemk.core.repository.Transaction;
import systemk.core.restarter.Effect;

/// Owns the model: takes one message at a time, lets the core decide, and sees that what was
/// decided is recorded, then done, then told.
/* Persist, act, announce. What is taken in one turn makes one batch: a transaction with everything that
 * was decided, for all instances, and the acts that follow from it. Transactions are sent in order, each
 * at the end of its turn; acts wait in a queue until the transaction of their batch, and so every one
 * before it, is on record. A turn is as many messages as were there: one if little happens, so that it
 * is not held up, and hundreds while k.configd and k.init have more to say than one at a time.
 * While k.configd is away decisions go on being made, transactions and acts queue up, and nothing that
 * runs is touched; when it is back they are sent again under the same request identities.
 *
 * Why this makes the process expendable: what was decided and not recorded was not done either, and
 * what led to it is told again, k.init's events because they were not acknowledged, requests and wishes
 * because they are in the repository. What was recorded and not done is asked for again by the engine
 * when it reads the record, and k.init does it once.
 *
 * The loop itself belongs to one thread, or to a test that steps it. It never blocks; Startd runs it.
 */
final class EventLoop {
  private static final Logger LOG = LoggerFactory.getLogger(EventLoop.class);

  /// Thrown when this process should end and leave the rest to the next one.
  static final class Hopeless extends RuntimeException {
    private static final long serialVersionUID = 1;

    Hopeless(String message) {
      super(message);
    }
  }

  /// What decides: the machine of the core, or one that is watched.
  @FunctionalInterface
  interface Decision {
    Next<Model, Effect> step(Model model, Event event, Time now);
  }

  /// How many messages may become one transaction. What they lead to waits for the last of them.
  private static final int MESSAGES_PER_TURN = 256;

  private final Outside outside;
  private final Decision decision;
  private final Author author;
  private final String incarnation;
  private final SequencedMap<Long, Batch> batches = new LinkedHashMap<>();
  private final Deque<Message> early = new ArrayDeque<>();
  private Gathering gathering = new Gathering();
  private Purpose purpose;
  private Model model;
  private final Mirror mirror = new Mirror();
  private Option<Vector<Event.LivingContract>> contracts = Option.none();
  private final Timers timers = new Timers();
  private boolean connected;
  private boolean recovered;
  private boolean shutdownAsked;
  private long lastId;

  /// @param incarnation unlike that of any other k.startd; it begins the identities of requests
  EventLoop(Outside outside, Author author, String incarnation, String logDirectory) {
    this(outside, Machine::step, author, incarnation, logDirectory, Purpose.NONE);
  }

  EventLoop(
      Outside outside,
      Decision decision,
      Author author,
      String incarnation,
      String logDirectory,
      Purpose purpose) {
    this.outside = outside;
    this.decision = decision;
    this.author = author;
    this.incarnation = incarnation;
    this.purpose = purpose;
    this.model = Model.empty(logDirectory);
  }

  Model model() {
    return model;
  }

  /// Whether the turn is to be ended.
  boolean isGathering() {
    return !gathering.isEmpty();
  }

  /// When the loop wants to be asked for due timers; [Time#NEVER] if it does not.
  long nextDeadline() {
    return timers.next();
  }

  /// Takes a message and those that wait behind it, as many as make one transaction, and ends the
  /// turn.
  ///
  /// @throws Hopeless if this process cannot go on
  void takeTurn(Message first, Queue<Message> waiting, Supplier<Time> clock) {
    take(first, clock.get());
    for (int taken = 1; taken < MESSAGES_PER_TURN && !gathering.isFull(); taken++) {
      Message next = waiting.poll();
      if (next == null) {
        break;
      }
      take(next, clock.get());
    }
    endTurn(clock.get());
  }

  /// Takes a message. What is decided about it is recorded at the end of the turn.
  ///
  /// @throws Hopeless if this process cannot go on
  void take(Message message, Time now) {
    switch (message) {
      case Message.RepositoryConnected _ -> connected();
      case Message.RepositoryLost(String why) -> lost(why);
      case Message.FromRepository(FromServer said) -> heard(said, now);
      case Message.Greeted(var living) -> {
        contracts = Option.some(living);
        recoverIfReady(now);
      }
      case Message.Happened happened -> {
        if (recovered) {
          step(happened.event(), happened.number(), now);
          if (happened.event() instanceof Event.Emptied(_, _, long contract)) {
            gathering.emptied(contract);
          }
        } else {
          early.add(happened);
        }
      }
      case Message.Noted(long number) -> {
        if (recovered) {
          // Behind what is still to be recorded: acknowledging this acknowledges all before it.
          gathering.acknowledge(number);
        } else {
          early.add(message);
        }
      }
      case Message.Answered(Event event, var notApplied) -> {
        if (event instanceof Event.Spawned spawned && !notApplied.isEmpty()) {
          unlimited(spawned.fmri(), String.join(", ", notApplied), now);
        }
        step(event, 0, now);
      }
      case Message.Checked(var verdict) -> {
        if (recovered) {
          step(verdict, 0, now);
        }
      }
      case Message.Woken(var fmri) -> step(new Event.Woke(fmri), 0, now);
      case Message.Pinged _ -> outside.pong();
      case Message.ShuttingDown _ -> shutDown(now);
      case Message.InitLost(String why) -> throw new Hopeless("lost k.init: " + why);
    }
  }

  /// Steps every instance whose time has come.
  void fireTimers(Time now) {
    for (InstanceFmri fmri : timers.take(now.nanos())) {
      step(new Event.Woke(fmri), 0, now);
    }
  }

  private void unlimited(InstanceFmri fmri, String limits, Time now) {
    LOG.warn("fmri={} runs without limits={}", fmri, limits);
    outside.log(
        model.logFile(fmri),
        now,
        "Running without these resource limits, which cannot be set here: " + limits + ".");
  }

  private void shutDown(Time now) {
    shutdownAsked = true;
    if (recovered) {
      step(new Event.ShutdownRequested(), 0, now);
    }
  }

  // The repository

  private void connected() {
    connected = true;
    outside.subscribe(mirror.known().map(RepositoryState::revision), identity(""));
    for (Batch batch : batches.values()) {
      batch.record().forEach(record -> outside.commit(batch.id(), record));
    }
  }

  private void lost(String why) {
    if (connected) {
      LOG.warn("lost k.configd, waiting for it: {}", why);
    }
    connected = false;
    mirror.disconnected();
  }

  private void heard(FromServer said, Time now) {
    switch (said) {
      case Notification.Announced(var entry) -> mirror.committed(entry);
      case Response.Services _ -> mirror.begin(said, false);
      case Response.Since _ -> mirror.begin(said, true);
      case Response.SnapshotEnd _ -> {
        mirror.begin(said, true);
        if (recovered) {
          step(new Event.Reread(mirror.known().get()), 0, now);
        } else {
          recoverIfReady(now);
        }
      }
      case Response.Done(long id, var revision) -> recorded(id, revision, now);
      case Response.Repeated(long id, var revision) -> recorded(id, revision, now);
      case Response.ReadOnly(long id, String reason) -> recordWhatCanBe(id, reason);
      case Response.Rejected(_, var reasons) ->
          throw new Hopeless("k.configd refused a record: " + String.join("; ", reasons));
      case Response.Failed(_, String reason) ->
          throw new Hopeless("k.configd refused a request: " + reason);
      default -> {}
    }
    follow(now);
  }

  /// Looks at what has been committed, by whomever, as far as all before it is known.
  private void follow(Time now) {
    Option<Committed> next;
    while ((next = mirror.next()).isDefined()) {
      if (recovered) {
        Vector<Change> changes = next.get().transaction().changes();
        step(new Event.Committed(mirror.known().get(), changes), 0, now);
      }
    }
    if (mirror.waiting().exists(entry -> !isOwn(entry)) && allAreAnswered()) {
      throw new Hopeless("k.configd told of a transaction, but not of those before it");
    }
  }

  private boolean isOwn(Committed entry) {
    return entry.transaction().request().exists(name -> name.startsWith(identity("")));
  }

  private boolean allAreAnswered() {
    return batches.values().stream().allMatch(batch -> batch.record().isEmpty());
  }

  /// The identity of a request. That of an empty one begins all of this process.
  private String identity(String request) {
    return incarnation + "/" + request;
  }

  private void recoverIfReady(Time now) {
    if (recovered || contracts.isEmpty() || mirror.known().isEmpty()) {
      return;
    }
    recovered = true;
    RepositoryState repository = mirror.known().get();
    LOG.info(
        "recovering generation={} instances={} contracts={}",
        repository.revision().generation(),
        repository.instances().size(),
        contracts.get().size());
    step(new Event.Recovered(repository, contracts.get()), 0, now);
    while (!early.isEmpty()) {
      take(early.remove(), now);
    }
    if (shutdownAsked) {
      step(new Event.ShutdownRequested(), 0, now);
    }
  }

  // Batches

  /// Lets the core decide about an event, and about what it wants to look at on the way: looking
  /// changes nothing, so it need not wait for a record.
  private void step(Event event, long number, Time now) {
    gathering.acknowledge(number);
    Deque<Event> open = new ArrayDeque<>();
    open.add(event);
    while (!open.isEmpty()) {
      for (Effect effect : decide(open.remove(), now)) {
        if (effect instanceof Effect.CheckFiles(var fmri, var files)) {
          open.add(new Event.FilesChecked(fmri, outside.look(files)));
        } else {
          gathering.add(effect);
        }
      }
    }
  }

  private Vector<Effect> decide(Event event, Time now) {
    Next<Model, Effect> next = decision.step(model, event, now);
    purpose = purpose.after(event);
    Option<Purpose.End> end = purpose.end(model, event, next.state());
    model = next.state();
    // Nothing has to be on record for it; if this process dies first, the event is told again.
    end.forEach(outside::end);
    return next.effects();
  }

  /// Ends a turn: sends what was decided in it, and does what waits for nothing.
  void endTurn(Time now) {
    if (gathering.isEmpty()) {
      return;
    }
    long id = ++lastId;
    Batch batch = gathering.batch(id, author, identity(Long.toString(id)), now);
    gathering = new Gathering();
    add(batch);
    if (connected) {
      batch.record().forEach(transaction -> outside.commit(id, transaction));
    }
    pump();
  }

  /// What was decided is on record, and its place in history known.
  private void recorded(long id, Revision revision, Time now) {
    Batch batch = batches.get(id);
    if (batch != null && batch.record().isDefined()) {
      mirror.committed(new Committed(revision, now.wall(), batch.record().get()));
      recorded(batch);
    }
  }

  private void recorded(Batch batch) {
    add(batch.recorded());
    pump();
  }

  /// A repository that takes no persistent changes still takes the others; what instances are doing
  /// is among those, and it must not stop for a full disk.
  private void recordWhatCanBe(long id, String reason) {
    Batch batch = batches.get(id);
    if (batch == null || batch.record().isEmpty()) {
      return;
    }
    Transaction whole = batch.record().get();
    Vector<Change> rest =
        whole.changes().filter(c -> c instanceof Change.Report || c instanceof Change.Consume);
    LOG.warn("the repository is read-only, recording states only: {}", reason);
    if (rest.isEmpty()) {
      recorded(batch);
      return;
    }
    Transaction smaller = Transaction.of(author, rest).withRequest(identity(id + "/states"));
    if (smaller.changes().equals(whole.changes())) {
      throw new Hopeless("k.configd records no states: " + reason);
    }
    add(batch.withRecord(smaller));
    outside.commit(id, smaller);
  }

  /// Puts a batch at the end, or in the place of what it was before.
  private void add(Batch batch) {
    batches.put(batch.id(), batch);
  }

  /// Does what is on record, in order, up to the first batch that is not.
  private void pump() {
    while (!batches.isEmpty() && batches.firstEntry().getValue().record().isEmpty()) {
      Batch batch = batches.pollFirstEntry().getValue();
      batch.acts().forEach(effect -> act(effect, batch.time()));
      if (batch.acknowledges() > 0) {
        outside.acknowledge(batch.acknowledges());
      }
    }
  }

  private void act(Effect effect, Time time) {
    switch (effect) {
      case Effect.RunMethod run -> outside.run(run, model.logFile(run.fmri()));
      case Effect.SignalContract(long contract, String signal) -> outside.signal(contract, signal);
      case Effect.KillContract(long contract) -> outside.kill(contract);
      case Effect.AbandonContract(long contract) -> outside.abandon(contract);
      case Effect.ReleaseDescriptors(var fmri) -> outside.release(fmri);
      case Effect.WakeAt(var fmri, long nanos) -> timers.set(fmri, nanos);
      case Effect.Log(var fmri, String line) -> outside.log(model.logFile(fmri), time, line);
      case Effect.Announce(var change) -> outside.announce(change);
      case Effect.ShutdownComplete _ -> outside.shutdownComplete();
      case Effect.Persist _, Effect.CheckFiles _ ->
          throw new IllegalStateException("not an act: " + effect);
    }
  }
}
