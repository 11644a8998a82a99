package systemk.init.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import systemk.init.notify.Message;
import systemk.json.Json;
import systemk.linux.ProcessId;

/// All processes of one run of one method, and what their owner has yet to learn about them. A
/// value: the transitions answer the contract as it is afterwards.
///
/// @param token chosen by the caller, one to one with the contract
/// @param owner for whom it runs: an FMRI, or the name of a daemon
/// @param kind whether the owner is told of events by message or is k.init itself
/// @param record whether the exit code is also left in a file by the process itself
/// @param voice what it says of itself
/// @param unacknowledged events by rising number
public record Contract(
    long id,
    String token,
    String owner,
    Kind kind,
    boolean record,
    Voice voice,
    Life life,
    List<Event> unacknowledged) {
  /// Deaths of helpers are told only up to so many at a time, or one wild service could fill the
  /// memory of k.init while nobody listens.
  static final int MAX_HELPER_EVENTS = 64;

  /// Whose a contract is.
  public enum Kind {
    SERVICE,
    DAEMON
  }

  public Contract {
    unacknowledged = List.copyOf(unacknowledged);
  }

  /// @param uid the user whose processes may speak for it
  static Contract intended(long id, SpawnRequest request, int uid) {
    return new Contract(
        id,
        request.token(),
        request.owner(),
        request.kind(),
        request.record(),
        request.supervision().equals(Supervision.NONE)
            ? Voice.NONE
            : Voice.of(request.supervision(), uid),
        new Life.Intended(),
        List.of());
  }

  Contract spawned(ProcessId first) {
    return with(new Life.Running(first), null);
  }

  /// The process that stands for the contract: the one it was made for, or its successor.
  public Optional<ProcessId> main() {
    return switch (life) {
      case Life.Running(var first) -> Optional.of(first);
      case Life.Led(_, _, _, var leader) -> Optional.ofNullable(leader);
      case Life.Intended _, Life.Empty _ -> Optional.empty();
    };
  }

  /// The number of the process it was made for; 0 before there is one.
  public int pid() {
    return switch (life) {
      case Life.Intended _ -> 0;
      case Life.Running(var first) -> first.pid();
      case Life.Led led -> led.firstPid();
      case Life.Empty empty -> empty.firstPid();
    };
  }

  public long startTime() {
    return switch (life) {
      case Life.Intended _ -> 0;
      case Life.Running(var first) -> first.startTime();
      case Life.Led led -> led.firstStart();
      case Life.Empty empty -> empty.firstStart();
    };
  }

  /// How the process it was made for ended, once it has.
  public Optional<Ending> ending() {
    return switch (life) {
      case Life.Intended _, Life.Running _ -> Optional.empty();
      case Life.Led led -> Optional.of(led.ending());
      case Life.Empty empty -> Optional.of(empty.ending());
    };
  }

  public boolean isAlive() {
    return !(life instanceof Life.Empty);
  }

  /// A process of the contract ended.
  ///
  /// @param number of the event, should there be one
  /// @param next who is the main process if this one was; null if nobody
  Contract exited(ProcessId process, Ending ending, @Nullable ProcessId next, long number) {
    int leader = next == null ? 0 : next.pid();
    return switch (life) {
      case Life.Running(var first) when first.equals(process) ->
          with(
              new Life.Led(first.pid(), first.startTime(), ending, next),
              new Event.Exited(number, process.pid(), true, ending, leader));
      case Life.Led(int pid, long start, var firstEnding, var led) when process.equals(led) ->
          with(
              new Life.Led(pid, start, firstEnding, next),
              new Event.Exited(number, process.pid(), true, ending, leader));
      case Life.Intended _, Life.Running _, Life.Led _, Life.Empty _ ->
          helperExited(process, ending, number);
    };
  }

  private Contract helperExited(ProcessId process, Ending ending, long number) {
    long told = unacknowledged.stream().filter(Event::isOfHelper).count();
    return ending instanceof Ending.Killed && told < MAX_HELPER_EVENTS
        ? with(
            life,
            new Event.Exited(
                number, process.pid(), false, ending, main().map(ProcessId::pid).orElse(0)))
        : this;
  }

  /// Nobody lives any more. Says nothing before the main process has been seen to end, so that
  /// `exited` always comes before `emptied`.
  Contract emptied(long number) {
    return life instanceof Life.Led(int pid, long start, var ending, _)
        ? with(new Life.Empty(pid, start, ending), new Event.Emptied(number))
        : this;
  }

  /// Another member takes the place of a main process nobody found before.
  Contract led(ProcessId leader) {
    return life instanceof Life.Led(int pid, long start, var ending, _)
        ? with(new Life.Led(pid, start, ending, leader), null)
        : this;
  }

  /// Something was said of the contract. Whatever the owner knows already is no event, and an event
  /// takes up the one before it that is not acknowledged and tells the like; only alarms are told
  /// by themselves. So there are never more of them to keep than one beside each event of another
  /// kind.
  Contract notified(SortedMap<String, String> heard, long number) {
    SortedMap<String, String> news = voice.news(heard);
    // An alarm is told once, until it is acknowledged.
    unacknowledged.forEach(event -> news.entrySet().removeAll(event.alarms().entrySet()));
    if (news.isEmpty() || kind == Kind.DAEMON || !isAlive()) {
      return this;
    }
    List<Event> events = new ArrayList<>(unacknowledged);
    SortedMap<String, String> all = news;
    boolean together = Voice.alarms(news).isEmpty();
    if (together
        && !events.isEmpty()
        && events.getLast() instanceof Event.Notified(_, var before)
        && events.getLast().alarms().isEmpty()) {
      events.removeLast();
      all = Message.merge(before, news);
    }
    events.add(new Event.Notified(number, all));
    return new Contract(id, token, owner, kind, record, voice.saying(news), life, events);
  }

  /// The names of the resource limits it was to have and could not get.
  public List<String> notApplied() {
    return voice.notApplied();
  }

  /// Some limits could not be applied.
  Contract without(List<String> limits) {
    return limits.isEmpty()
        ? this
        : new Contract(id, token, owner, kind, record, voice.without(limits), life, unacknowledged);
  }

  Contract acknowledged(long upTo) {
    return new Contract(
        id,
        token,
        owner,
        kind,
        record,
        voice,
        life,
        unacknowledged.stream().filter(event -> event.number() > upTo).toList());
  }

  /// Whether nobody needs its record any more.
  boolean isFinished() {
    return !isAlive() && unacknowledged.isEmpty();
  }

  private Contract with(Life next, @Nullable Event event) {
    List<Event> events = new ArrayList<>(unacknowledged);
    if (event != null && kind == Kind.SERVICE) {
      events.add(event);
    }
    return new Contract(id, token, owner, kind, record, voice, next, events);
  }

  /// Adds what every event names.
  Json.Builder identify(Json.Builder json) {
    return json.put("contract", id).put("token", token).put("owner", owner);
  }
}
