package systemk.core.restarter;

import io.vavr.collection.Map;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.time.Instant;
import systemk.core.fmri.InstanceFmri;
import systemk.core.method.MethodKind;
import systemk.core.property.ValueType;

/// All the restarter knows about one instance. It is written into the repository whenever it
/// changes ([LifecycleRecord]), so that a restarter that is killed at any moment is replaced by one
/// that knows the same.
///
/// @param phase what is under way
/// @param enabled what the configuration said when it was last acted upon
/// @param waitStatus how the last start method ended, as wait(2) packs it; none if it did not
public record Lifecycle(
    InstanceFmri fmri,
    Status status,
    Phase phase,
    Watch watch,
    Tally tally,
    Option<Boolean> enabled,
    Option<Integer> waitStatus) {

  /// The state and what there is to say about it.
  ///
  /// @param next where a method that runs will lead; none if nothing is under way
  /// @param requestedBy the service that asked for the state, if one did (`auxiliary_fmri`)
  /// @param since when the state or what is under way in it last changed
  public record Status(
      InstanceState state,
      Option<InstanceState> next,
      Reason reason,
      Option<String> requestedBy,
      Instant since) {}

  /// The processes of the service.
  ///
  /// @param contract their contract; none if there are none, or none that are watched
  /// @param mainPid the process whose end is the end of the service; 0 if unknown
  /// @param empty whether the contract is known to have no process left
  /// @param fault why the instance must be stopped as soon as what is under way is over
  /// @param voice what they said
  public record Watch(
      Option<Long> contract, long mainPid, boolean empty, Option<StopCause> fault, Voice voice) {
    static final Watch NOTHING = new Watch(Option.none(), 0, false, Option.none(), Voice.SILENT);
  }

  /// What the processes of a service said about themselves since they were started, and which limit
  /// they hit.
  ///
  /// @param ready whether they said that they are
  /// @param status in the words of the service; none if it said nothing
  /// @param limit the last one hit: `memory` or `pids`; none if none was
  public record Voice(boolean ready, Option<String> status, Option<String> limit) {
    private static final int MAX_STATUS = 256;

    static final Voice SILENT = new Voice(false, Option.none(), Option.none());

    Voice with(Map<String, String> said) {
      return new Voice(
          ready || said.get("READY").contains("1"),
          said.get("STATUS").map(Voice::line).orElse(status),
          said.get("LIMIT")
              .filter(word -> word.equals("memory") || word.equals("pids"))
              .orElse(limit));
    }

    /// What can be kept of a text somebody else wrote: one line of a bounded length.
    private static String line(String text) {
      String cut = text.length() > MAX_STATUS ? text.substring(0, MAX_STATUS) : text;
      String plain = cut.replaceAll("[\\p{Cntrl}\\p{Cs}]", " ");
      return ValueType.ASTRING.canonical(plain).getOrElse("");
    }
  }

  /// What is counted.
  ///
  /// @param failures how many methods failed in a row
  /// @param runs how many runs were begun, for tokens
  public record Tally(int failures, StartHistory history, long runs) {}

  /// An instance nobody has looked at yet.
  public static Lifecycle fresh(InstanceFmri fmri, Instant now) {
    return new Lifecycle(
        fmri,
        new Status(InstanceState.UNINITIALIZED, Option.none(), Reason.NONE, Option.none(), now),
        new Phase.Idle(),
        Watch.NOTHING,
        new Tally(0, StartHistory.NONE, 0),
        Option.none(),
        Option.none());
  }

  public InstanceState state() {
    return status.state();
  }

  public Option<InstanceState> next() {
    return status.next();
  }

  public Reason reason() {
    return status.reason();
  }

  public Option<Long> contract() {
    return watch.contract();
  }

  /// The contracts the instance has to do with: it watches one, runs a method in it, or is getting
  /// rid of it.
  public Vector<Long> contracts() {
    Option<Long> cleaning =
        phase instanceof Phase.Cleaning(long contract, _, _)
            ? Option.some(contract)
            : Option.none();
    return contract()
        .toVector()
        .appendAll(phase.currentRun().flatMap(Run::contract))
        .appendAll(cleaning)
        .distinct();
  }

  public boolean isRunning() {
    return state().isRunning();
  }

  /// Whether processes of it may be alive or about to be: it runs, or something is under way.
  public boolean isActive() {
    return isRunning() || phase.isBusy();
  }

  /// The token of the next run: never used before, not even by an earlier instance of this name,
  /// because it holds the time.
  String nextToken(MethodKind kind, long nanos) {
    return fmri + "#" + kind.token() + "#" + (tally.runs() + 1) + "#" + nanos;
  }

  /// Whether the token is that of a run of this method that is on record as begun.
  boolean hasRun(String token, MethodKind kind) {
    String before = fmri + "#" + kind.token() + "#";
    int end = token.indexOf('#', before.length());
    return token.startsWith(before)
        && end > 0
        && token.substring(before.length(), end).chars().allMatch(Character::isDigit)
        && Long.parseLong(token, before.length(), end, 10) <= tally.runs();
  }

  Lifecycle withStatus(Status changed) {
    return new Lifecycle(fmri, changed, phase, watch, tally, enabled, waitStatus);
  }

  Lifecycle withPhase(Phase changed) {
    return new Lifecycle(fmri, status, changed, watch, tally, enabled, waitStatus);
  }

  Lifecycle withWatch(Watch changed) {
    return new Lifecycle(fmri, status, phase, changed, tally, enabled, waitStatus);
  }

  Lifecycle withTally(Tally changed) {
    return new Lifecycle(fmri, status, phase, watch, changed, enabled, waitStatus);
  }

  /// The instance after the configured enabled state was acted upon.
  public Lifecycle withEnabled(boolean acted) {
    return new Lifecycle(fmri, status, phase, watch, tally, Option.some(acted), waitStatus);
  }

  Lifecycle withWaitStatus(int packed) {
    return new Lifecycle(fmri, status, phase, watch, tally, enabled, Option.some(packed));
  }

  /// The instance with a run begun that leads to `target`.
  Lifecycle running(Phase changed, InstanceState target, Instant now) {
    return withPhase(changed)
        .withTally(new Tally(tally.failures(), tally.history(), tally.runs() + 1))
        .withStatus(new Status(state(), Option.some(target), reason(), status.requestedBy(), now));
  }

  /// The instance in a state, with nothing under way.
  Lifecycle in(InstanceState changed, Reason why, Instant now) {
    Option<String> by = status.requestedBy().filter(_ -> why == Reason.SERVICE_REQUEST);
    return withPhase(new Phase.Idle()).withStatus(new Status(changed, Option.none(), why, by, now));
  }

  Lifecycle towards(Option<InstanceState> target) {
    return withStatus(new Status(state(), target, reason(), status.requestedBy(), status.since()));
  }

  /// The instance with the service that asked for what comes next, if one did.
  Lifecycle requestedBy(Option<String> service) {
    return withStatus(new Status(state(), next(), reason(), service, status.since()));
  }

  Lifecycle watching(long contract, long mainPid) {
    return withWatch(
        new Watch(Option.some(contract), mainPid, false, watch.fault(), watch.voice()));
  }

  Lifecycle watchingNothing() {
    return withWatch(Watch.NOTHING);
  }

  /// The instance without its processes. What was held back because of them is dropped; what was
  /// because of others is not.
  Lifecycle unwatched() {
    return watchingNothing()
        .withFault(
            watch
                .fault()
                .filter(f -> f == StopCause.DEPENDENCY || f == StopCause.DEPENDENCY_FAULT));
  }

  /// Whether something happened that stops the instance as soon as nothing is under way.
  boolean isHoldingBack() {
    return watch.fault().isDefined() || (watch.empty() && watch.contract().isDefined());
  }

  /// The instance with one more reason to stop it later. The first one counts.
  Lifecycle holding(StopCause cause) {
    return watch.fault().isDefined() ? this : withFault(Option.some(cause));
  }

  Lifecycle ledBy(long mainPid) {
    return withWatch(
        new Watch(watch.contract(), mainPid, watch.empty(), watch.fault(), watch.voice()));
  }

  Lifecycle emptied() {
    return withWatch(
        new Watch(watch.contract(), watch.mainPid(), true, watch.fault(), watch.voice()));
  }

  Lifecycle withFault(Option<StopCause> cause) {
    return withWatch(
        new Watch(watch.contract(), watch.mainPid(), watch.empty(), cause, watch.voice()));
  }

  Lifecycle withVoice(Voice changed) {
    return withWatch(
        new Watch(watch.contract(), watch.mainPid(), watch.empty(), watch.fault(), changed));
  }

  Lifecycle withFailures(int count) {
    return withTally(new Tally(count, tally.history(), tally.runs()));
  }

  Lifecycle withStart(long nanos) {
    return withTally(new Tally(tally.failures(), tally.history().with(nanos), tally.runs()));
  }

  /// The instance with all failures forgiven.
  Lifecycle forgiven() {
    return withTally(new Tally(0, StartHistory.NONE, tally.runs()));
  }
}
