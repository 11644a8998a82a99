package systemk.shell;

import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import systemk.core.fmri.InstanceFmri;
import systemk.core.manifest.Location;
import systemk.core.property.Property;
import systemk.core.property.ValueType;
import systemk.core.repository.Author;
import systemk.core.repository.Change;
import systemk.core.repository.Committed;
import systemk.core.repository.Dialogue;
import systemk.core.repository.Rejection;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Transaction;
import systemk.core.repository.Transactions;
import systemk.core.rights.Concealment;
import systemk.core.rights.Principal;
import systemk.core.rights.Refusal;
import systemk.core.rights.Requirement;
import systemk.core.rights.Rights;
import systemk.shell.manifest.FileRecords;
import systemk.shell.manifest.Mirror;

/// Hosts commands as k.configd does, on a repository and files in memory.
public final class Host {
  public static final Instant NOW = Instant.parse("2026-03-10T12:00:00Z");
  private static final Author AUTHOR = new Author(0, 0, 42, "test");

  private RepositoryState state = RepositoryState.EMPTY;
  private final Map<String, String> files = new TreeMap<>();
  private final Deque<Runnable> events = new ArrayDeque<>();
  private Vector<Outcome.ProcessLine> processes = Vector.empty();
  private Principal principal = Principal.ALL;
  private boolean typed;
  private boolean terminal;
  private String asker = "";
  private ZoneId zone = ZoneOffset.UTC;
  private int commits;
  private Vector<Requirement> refused = Vector.empty();
  private Vector<Refusal> refusals = Vector.empty();
  private String damage = "";
  private io.vavr.collection.Map<String, String> environment = io.vavr.collection.HashMap.empty();
  private final Map<Long, RepositoryState> past = new TreeMap<>();
  private Vector<Committed> ledger = Vector.empty();
  private Option<Dialogue> dialogue = Option.none();
  private Option<String> prompt = Option.none();
  private Function<String, Outcome.Reply> editor = Outcome.Reply.Text::new;
  private String edited = "";
  private Vector<String> machine = Vector.empty();
  private String noMachine = "";

  public RepositoryState state() {
    return state;
  }

  public int commits() {
    return commits;
  }

  public Host file(String name, String text) {
    files.put(name, text);
    return this;
  }

  public String file(String name) {
    return files.getOrDefault(name, "");
  }

  public Host readOnly() {
    return as(Principal.NOBODY);
  }

  /// Runs what follows for somebody else.
  public Host as(Principal other) {
    principal = other;
    return this;
  }

  /// What is on record of refusals.
  public Host refusals(Refusal... all) {
    refusals = Vector.of(all);
    return this;
  }

  /// Makes the repository refuse changes for this reason.
  public Host damaged(String reason) {
    damage = reason;
    return this;
  }

  public Host terminal() {
    terminal = true;
    return this;
  }

  /// Somebody types the commands.
  public Host typed() {
    typed = true;
    return this;
  }

  /// The commands are called by a process of this instance.
  public Host askedBy(String instance) {
    asker = instance;
    return this;
  }

  public Host environment(String name, String value) {
    environment = environment.put(name, value);
    return this;
  }

  public Host remove(String file) {
    files.remove(file);
    return this;
  }

  public Host in(ZoneId other) {
    zone = other;
    return this;
  }

  public Host process(long contract, long pid, String comm, String args) {
    processes =
        processes.append(
            new Outcome.ProcessLine(
                contract, pid, NOW.minusSeconds(5).toEpochMilli(), comm, args, false));
    return this;
  }

  /// What happens while a command waits, one at a time.
  public Host then(Runnable event) {
    events.add(event);
    return this;
  }

  /// Begins a dialogue, of which every command is a line from now on.
  public Host dialogue() {
    dialogue = Option.some(Dialogue.START);
    return this;
  }

  /// What the dialogue shows before the next line; none if it is over.
  public Option<String> prompt() {
    return prompt;
  }

  /// What the user does in an editor.
  public Host editor(Function<String, Outcome.Reply> does) {
    editor = does;
    return this;
  }

  /// What the user was shown in an editor.
  public String edited() {
    return edited;
  }

  public Host commit(Change... changes) {
    return commit(Vector.of(changes));
  }

  public Host commit(Vector<Change> changes) {
    apply(Transaction.of(AUTHOR, changes))
        .getOrElseThrow(
            reasons -> new AssertionError(reasons.map(Rejection::message).mkString(", ")));
    return this;
  }

  private Either<Vector<Rejection>, RepositoryState> apply(Transaction transaction) {
    Either<Vector<Rejection>, RepositoryState> next = Transactions.apply(state, transaction);
    for (RepositoryState after : next) {
      past.put(state.revision().generation(), state);
      if (after.revision().generation() != state.revision().generation()) {
        ledger = ledger.append(new Committed(after.revision(), NOW, transaction));
      }
      state = after;
    }
    past.put(state.revision().generation(), state);
    return next;
  }

  /// The state as it was right after a generation.
  private Outcome.Reply at(long generation) {
    RepositoryState found = past.get(generation);
    return found == null
        ? new Outcome.Reply.Failed("generation " + generation + " is no longer on record")
        : new Outcome.Reply.State(Concealment.of(state).seenBy(principal, found.withoutVolatile()));
  }

  /// Imports a manifest at once.
  public Host manifest(String text) {
    Outcome.Exit exit = file("/m.json", text).run("svccfg", "import", "/m.json");
    if (exit.status() != 0) {
      throw new AssertionError(exit.err());
    }
    return this;
  }

  /// Reports a state, entered some seconds before now, as a restarter does.
  public Host report(String fmri, String now, String next, long secondsAgo, String... more) {
    Vector<Property> properties =
        Vector.of(
            Property.of("state", now),
            Property.of("next_state", next),
            Property.of(
                "state_timestamp",
                ValueType.TIME,
                NOW.minusSeconds(secondsAgo).getEpochSecond() + ".000000000"));
    for (String one : more) {
      int equals = one.indexOf('=');
      String name = one.substring(0, equals);
      String value = one.substring(equals + 1);
      properties =
          properties.append(
              switch (name) {
                case "contract", "start_pid" ->
                    new Property(name, ValueType.COUNT, Vector.of(value.split(",", -1)));
                case "start_method_waitstatus" -> Property.of(name, ValueType.INTEGER, value);
                default -> Property.of(name, value);
              });
    }
    return commit(
        new Change.Report(
            InstanceFmri.of(fmri), "restarter", "framework", properties, Vector.empty()));
  }

  public Host online(String fmri, long secondsAgo) {
    return report(fmri, "online", "none", secondsAgo);
  }

  public Outcome.Exit run(String... words) {
    return finish(Commands.run(invocation(words), seen()));
  }

  /// What was refused, oldest first.
  public Vector<Requirement> refused() {
    return refused;
  }

  private RepositoryState seen() {
    return Concealment.of(state).seenBy(principal);
  }

  public Invocation invocation(String... words) {
    return new Invocation(
        words[0],
        Vector.ofAll(Arrays.asList(words)).tail(),
        "/work",
        typed,
        terminal,
        80,
        AUTHOR,
        principal,
        NOW,
        zone,
        dialogue,
        "/",
        environment);
  }

  private Outcome.Exit finish(Outcome start) {
    StringBuilder out = new StringBuilder();
    StringBuilder err = new StringBuilder();
    Outcome outcome = start;
    while (true) {
      switch (outcome) {
        case Outcome.Exit exit -> {
          return new Outcome.Exit(out + exit.out(), err + exit.err(), exit.status());
        }
        case Outcome.Emit emit -> {
          out.append(emit.out());
          err.append(emit.err());
          outcome = emit.next().get();
        }
        case Outcome.Edit edit -> outcome = decide(edit.decide().apply(seen()));
        case Outcome.Await await -> outcome = await(await);
        case Outcome.Need need -> outcome = need.next().apply(answer(need.question()));
        case Outcome.Put put -> {
          files.put(put.file(), put.content());
          outcome = put.next().apply(new Outcome.Reply.Text(""));
        }
        case Outcome.PutTree tree -> outcome = tree.next().apply(put(tree));
        case Outcome.Keep keep -> {
          dialogue = Option.some(keep.dialogue());
          prompt = keep.prompt();
          outcome = keep.next().get();
        }
      }
    }
  }

  private Outcome.Reply put(Outcome.PutTree tree) {
    String prefix = tree.directory() + "/";
    Vector<String> gone =
        Vector.ofAll(files.entrySet())
            .filter(file -> file.getKey().startsWith(prefix))
            .filter(file -> file.getValue().startsWith("{\n  \"systemk-dump\""))
            .map(file -> file.getKey().substring(prefix.length()))
            .filter(name -> !tree.files().containsKey(name));
    gone.forEach(name -> files.remove(prefix + name));
    tree.files().forEach((name, text) -> files.put(prefix + name, text));
    return new Outcome.Reply.Names(gone);
  }

  private Outcome decide(Outcome.Decision decision) {
    return switch (decision) {
      case Outcome.Decision.Answer(var outcome) -> outcome;
      case Outcome.Decision.Denied(var unmet, var then) -> {
        refused = refused.appendAll(unmet);
        yield decide(then);
      }
      case Outcome.Decision.Commit commit -> {
        Vector<Requirement> unmet = Rights.unmet(principal, state, commit.changes());
        if (!unmet.isEmpty()) {
          refused = refused.appendAll(unmet);
          yield commit
              .refused()
              .apply(unmet.map(one -> new Rejection.Denied(one.entity(), one.group())));
        }
        Either<Vector<Rejection>, RepositoryState> next =
            apply(Transaction.of(AUTHOR, commit.changes()).withComment(commit.comment()));
        if (next.isLeft()) {
          yield commit.refused().apply(next.getLeft());
        }
        commits++;
        yield commit.then().apply(seen());
      }
    };
  }

  /// What was asked of the machine so far.
  public Vector<String> machine() {
    return machine;
  }

  /// Makes the machine refuse what is asked of it.
  public Host withoutMachine(String reason) {
    noMachine = reason;
    return this;
  }

  /// What k.init says of an upgrade, one after the other.
  private Vector<Outcome.Reply> upgrades = Vector.empty();

  public void upgrading(Outcome.Reply... replies) {
    upgrades = Vector.of(replies);
  }

  private Outcome.Reply upgrade(String home) {
    machine = machine.append("upgrade " + home);
    Outcome.Reply reply = upgrades.headOption().getOrElse(new Outcome.Reply.Text("done"));
    upgrades = upgrades.drop(1);
    return reply;
  }

  private Outcome.Reply onMachine(String what) {
    if (!noMachine.isEmpty()) {
      return new Outcome.Reply.Failed(noMachine);
    }
    machine = machine.append(what);
    return new Outcome.Reply.Text("");
  }

  private Outcome await(Outcome.Await await) {
    while (true) {
      Option<Outcome> done = await.until().apply(seen());
      if (done.isDefined()) {
        return done.get();
      }
      Runnable event = events.poll();
      if (event == null) {
        return await.onTimeout().get();
      }
      event.run();
    }
  }

  private Outcome.Reply answer(Outcome.Question question) {
    return switch (question) {
      case Outcome.Question.ReadFile(String file) -> {
        String text = files.get(file);
        yield text == null
            ? new Outcome.Reply.Failed("No such file or directory")
            : new Outcome.Reply.Text(text);
      }
      case Outcome.Question.ListFiles(String directory) -> {
        String prefix = directory.endsWith("/") ? directory : directory + "/";
        Vector<String> below = Vector.ofAll(files.keySet()).filter(name -> name.startsWith(prefix));
        yield below.isEmpty()
            ? new Outcome.Reply.Failed("Not a directory")
            : new Outcome.Reply.Names(below);
      }
      case Outcome.Question.Edited(String text) -> {
        edited = text;
        yield editor.apply(text);
      }
      case Outcome.Question.Processes(var contracts) ->
          new Outcome.Reply.Running(processes.filter(p -> contracts.contains(p.contract())));
      case Outcome.Question.Asker _ -> new Outcome.Reply.Text(asker);
      case Outcome.Question.MirroredFiles _ ->
          new Outcome.Reply.Files(
              Vector.ofAll(files.entrySet())
                  .filter(file -> Location.mirrored("/", file.getKey()).isDefined())
                  .map(
                      file -> new Mirror.Listed(file.getKey(), FileRecords.hash(file.getValue()))));
      case Outcome.Question.MirroredFile(String file) ->
          answer(new Outcome.Question.ReadFile(file));
      case Outcome.Question.Newest _ -> new Outcome.Reply.State(seen());
      case Outcome.Question.Refusals _ -> new Outcome.Reply.Refused(refusals, 0);
      case Outcome.Question.StateAt(long generation) -> at(generation);
      case Outcome.Question.Ledger(long from, long to) ->
          new Outcome.Reply.Entries(
              ledger.filter(
                  e -> e.revision().generation() >= from && e.revision().generation() <= to));
      case Outcome.Question.Verify _ -> new Outcome.Reply.Text("all sound");
      case Outcome.Question.Backup(String name) -> new Outcome.Reply.Text("/backup-" + name);
      case Outcome.Question.ReadOnly _ -> new Outcome.Reply.Text(damage);
      case Outcome.Question.Restore(String file) -> new Outcome.Reply.Text("/damaged " + file);
      case Outcome.Question.RepositoryFile _ -> new Outcome.Reply.Failed("No such file");
      case Outcome.Question.Present(var paths) ->
          new Outcome.Reply.Names(paths.filter(files::containsKey));
      case Outcome.Question.Machine _ ->
          noMachine.isEmpty() ? new Outcome.Reply.Text("") : new Outcome.Reply.Failed(noMachine);
      case Outcome.Question.End(String how, String reason, boolean force) ->
          onMachine((force ? "force " : "") + how + " " + reason);
      case Outcome.Question.Announce(String text) -> onMachine("announce " + text);
      case Outcome.Question.Upgrade(String home) -> upgrade(home);
      case Outcome.Question.SingleUser _ -> onMachine("console");
      case Outcome.Question.Unknown(var users, var groups) ->
          new Outcome.Reply.Names(
              users.appendAll(groups).filter(name -> name.startsWith("nobody-knows")));
    };
  }
}
