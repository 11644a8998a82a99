package systemk.core.restarter;

import io.vavr.collection.HashMap;
import io.vavr.collection.Map;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.time.Instant;
import java.util.Locale;
import systemk.core.Time;
import systemk.core.fmri.InstanceFmri;
import systemk.core.graph.Severity;
import systemk.core.method.MethodKind;
import systemk.core.property.Property;
import systemk.core.property.ValueType;
import systemk.core.repository.Change;
import systemk.core.repository.Composition;

/// The form a [Lifecycle] has in the repository: the non-persistent group `restarter`.
/* What SMF's tools know has SMF's names and types (smf.md §2.6). The rest of what the restarter must
 * know again after it was killed is in one property, `engine`, a list of `key=value` texts of ours.
 * Reading back what was written gives the same lifecycle; what cannot be read counts as idle, in the
 * state that is written there, because the state is what others rely on.
 */
public final class LifecycleRecord {
  /// The group.
  public static final String GROUP = "restarter";

  /// The group in which administrators leave requests (smf.md §3.2).
  public static final String ACTIONS = "restarter_actions";

  private static final String ENGINE = "engine";
  private static final String CYCLIC = "cyclic";

  /// What the service said about itself (`STATUS=` of sd_notify(3)).
  public static final String STATUS_TEXT = "status_text";

  /// Which limit of its resources the service hit last: `memory` or `pids`.
  public static final String LIMIT = "limit";

  /// The property that tells with which generation of its configuration an instance runs: what it
  /// was started with, or what its refresh method last read.
  public static final String GENERATION = "generation";

  private static final Vector<String> OPTIONAL =
      Vector.of(
          "auxiliary_fmri", "contract", "start_pid", "start_method_waitstatus", STATUS_TEXT, LIMIT);

  private LifecycleRecord() {}

  /// The change that records the lifecycle.
  ///
  /// @param logFile where the output of the instance's methods goes
  /// @param cyclic whether the instance was found to close a cycle of dependencies
  public static Change.Report report(Lifecycle instance, String logFile, boolean cyclic) {
    Vector<Property> set = properties(instance, cyclic).append(Property.of("logfile", logFile));
    Vector<String> written = set.map(Property::name);
    return new Change.Report(
        instance.fmri(), GROUP, "framework", set, OPTIONAL.filter(name -> !written.contains(name)));
  }

  /// The record of an instance that from now on runs with what was configured at this generation.
  public static Change.Report runningWith(Change.Report report, long generation) {
    return new Change.Report(
        report.instance(),
        report.group(),
        report.type(),
        report.set().append(Property.count(GENERATION, generation)),
        report.removed());
  }

  /// Whether the instance was found to close a cycle. It is not the state that tells: an instance
  /// may be in maintenance for another reason as well.
  public static boolean isCyclic(Composition live) {
    return engine(live).get(CYCLIC).contains("true");
  }

  /// The state a restarter has recorded; `uninitialized` if none has.
  ///
  /// @param live the instance's configuration as it is now
  public static InstanceState state(Composition live) {
    return live.value(GROUP, "state")
        .flatMap(InstanceState::ofToken)
        .getOrElse(InstanceState.UNINITIALIZED);
  }

  private static Vector<Property> properties(Lifecycle instance, boolean cyclic) {
    Lifecycle.Status status = instance.status();
    Vector<Property> set =
        Vector.of(
            Property.of("state", status.state().token()),
            Property.of("next_state", status.next().map(InstanceState::token).getOrElse("none")),
            Property.of("auxiliary_state", status.reason().token()),
            Property.of("state_timestamp", ValueType.TIME, time(status.since())),
            new Property(ENGINE, ValueType.ASTRING, engine(instance, cyclic)));
    for (String service : status.requestedBy()) {
      set = set.append(Property.of("auxiliary_fmri", service));
    }
    for (long contract : instance.contract()) {
      set = set.append(Property.count("contract", contract));
      set = set.append(Property.count("start_pid", instance.watch().mainPid()));
    }
    for (String text : instance.watch().voice().status()) {
      set = set.append(Property.of(STATUS_TEXT, text));
    }
    for (String limit : instance.watch().voice().limit()) {
      set = set.append(Property.of(LIMIT, limit));
    }
    for (int packed : instance.waitStatus()) {
      set = set.append(Property.integer("start_method_waitstatus", packed));
    }
    return set;
  }

  /// A time as the repository has it: seconds and nanoseconds.
  public static String time(Instant instant) {
    return String.format(Locale.ROOT, "%d.%09d", instant.getEpochSecond(), instant.getNano());
  }

  private static Vector<String> engine(Lifecycle instance, boolean cyclic) {
    Vector<String> pairs =
        Vector.of(
            "failures=" + instance.tally().failures(),
            "runs=" + instance.tally().runs(),
            "starts=" + instance.tally().history().starts().mkString(","));
    pairs = pairs.appendAll(instance.enabled().map(e -> "enabled=" + e));
    pairs = pairs.appendAll(instance.watch().fault().map(c -> "fault=" + c.name()));
    if (instance.watch().empty()) {
      pairs = pairs.append("empty=true");
    }
    if (instance.watch().voice().ready()) {
      pairs = pairs.append("ready=true");
    }
    if (cyclic) {
      pairs = pairs.append(CYCLIC + "=true");
    }
    return pairs.appendAll(phase(instance.phase()));
  }

  private static Vector<String> phase(Phase phase) {
    return switch (phase) {
      case Phase.Idle _ -> Vector.of("phase=idle");
      case Phase.Starting(Run run) -> run(run).prepend("phase=starting");
      case Phase.Readying(long deadline) -> Vector.of("phase=readying", "deadline=" + deadline);
      case Phase.Refreshing(Run run) -> run(run).prepend("phase=refreshing");
      case Phase.Signalling(String signal, boolean refreshing, long until) ->
          Vector.of(
              "phase=signalling",
              "signal=" + signal,
              "refreshing=" + refreshing,
              "deadline=" + until);
      case Phase.Stopping(Run run, Stop stop) ->
          run(run).appendAll(stop(stop)).prepend("phase=stopping");
      case Phase.Emptying(Stop stop, var signal, long deadline, boolean killed) ->
          stop(stop)
              .prepend("phase=emptying")
              .append("deadline=" + deadline)
              .append("killed=" + killed)
              .appendAll(signal.map(s -> "signal=" + s));
      case Phase.Cleaning(long contract, var verdict, long deadline) ->
          Vector.of("phase=cleaning", "cleaning=" + contract, "deadline=" + deadline)
              .appendAll(verdict.map(reason -> "verdict=" + reason.token()));
      case Phase.Waiting(long until) -> Vector.of("phase=waiting", "deadline=" + until);
    };
  }

  private static Vector<String> run(Run run) {
    return Vector.of(
            "method=" + run.kind().token(),
            "token=" + run.token(),
            "pid=" + run.pid(),
            "deadline=" + run.deadline(),
            "timed_out=" + run.timedOut())
        .appendAll(run.contract().map(id -> "run_contract=" + id));
  }

  private static Vector<String> stop(Stop stop) {
    return Vector.of(
        "cause=" + stop.cause().name(),
        "then=" + stop.then().token(),
        "stop_reason=" + stop.reason().token(),
        "severity=" + stop.severity().name());
  }

  /// The lifecycle that was recorded for an instance; a fresh one if none was.
  ///
  /// @param live the instance's configuration as it is now, non-persistent groups included
  public static Lifecycle read(InstanceFmri fmri, Composition live, Instant now) {
    Option<InstanceState> state = live.value(GROUP, "state").flatMap(InstanceState::ofToken);
    if (state.isEmpty()) {
      return Lifecycle.fresh(fmri, now);
    }
    Map<String, String> engine = engine(live);
    Phase phase = phase(engine).getOrElse(new Phase.Idle());
    return new Lifecycle(
        fmri,
        new Lifecycle.Status(
            state.get(),
            live.value(GROUP, "next_state")
                .flatMap(InstanceState::ofToken)
                .filter(_ -> !(phase instanceof Phase.Idle)),
            live.value(GROUP, "auxiliary_state").flatMap(Reason::ofToken).getOrElse(Reason.NONE),
            live.value(GROUP, "auxiliary_fmri"),
            live.value(GROUP, "state_timestamp").flatMap(LifecycleRecord::instant).getOrElse(now)),
        phase,
        new Lifecycle.Watch(
            live.property(GROUP, "contract").flatMap(Property::asLong),
            live.property(GROUP, "start_pid").flatMap(Property::asLong).getOrElse(0L),
            engine.get("empty").contains("true"),
            engine.get("fault").flatMap(StopCause::ofName),
            new Lifecycle.Voice(
                engine.get("ready").contains("true"),
                live.value(GROUP, STATUS_TEXT),
                live.value(GROUP, LIMIT))),
        new Lifecycle.Tally(
            (int) number(engine, "failures", 0), starts(engine), number(engine, "runs", 0)),
        engine.get("enabled").map("true"::equals),
        live.property(GROUP, "start_method_waitstatus")
            .flatMap(Property::asLong)
            .map(Long::intValue));
  }

  private static Map<String, String> engine(Composition live) {
    Map<String, String> pairs = HashMap.empty();
    for (String pair : live.property(GROUP, ENGINE).toVector().flatMap(Property::values)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        pairs = pairs.put(pair.substring(0, equals), pair.substring(equals + 1));
      }
    }
    return pairs;
  }

  /// Administrators can write here too, so what does not look as written here is nothing.
  private static Option<Instant> instant(String time) {
    int dot = time.indexOf('.');
    return dot < 0
        ? Option.none()
        : parse(time.substring(0, dot))
            .flatMap(
                seconds ->
                    parse(time.substring(dot + 1))
                        .flatMap(
                            nanos ->
                                Math.abs(seconds) < Instant.MAX.getEpochSecond() / 2
                                    ? Option.some(Instant.ofEpochSecond(seconds, nanos))
                                    : Option.none()));
  }

  private static StartHistory starts(Map<String, String> engine) {
    return new StartHistory(
        engine
            .get("starts")
            .toVector()
            .flatMap(list -> Vector.of(list.split(",")))
            .flatMap(LifecycleRecord::parse)
            .takeRight(StartHistory.SIZE));
  }

  private static long number(Map<String, String> engine, String key, long otherwise) {
    return engine.get(key).flatMap(LifecycleRecord::parse).getOrElse(otherwise);
  }

  private static Option<Long> parse(String text) {
    try {
      return Option.some(Long.parseLong(text));
    } catch (NumberFormatException e) {
      return Option.none();
    }
  }

  private static Option<Phase> phase(Map<String, String> engine) {
    long deadline = number(engine, "deadline", Time.NEVER);
    return switch (engine.get("phase").getOrElse("idle")) {
      case "starting" -> run(engine).map(Phase.Starting::new);
      case "readying" -> Option.some(new Phase.Readying(deadline));
      case "refreshing" -> run(engine).map(Phase.Refreshing::new);
      case "signalling" ->
          engine
              .get("signal")
              .map(
                  signal ->
                      new Phase.Signalling(
                          signal, engine.get("refreshing").contains("true"), deadline));
      case "stopping" ->
          run(engine).flatMap(run -> stop(engine).map(stop -> new Phase.Stopping(run, stop)));
      case "emptying" ->
          stop(engine)
              .map(
                  stop ->
                      new Phase.Emptying(
                          stop,
                          engine.get("signal"),
                          deadline,
                          engine.get("killed").contains("true")));
      case "cleaning" ->
          engine
              .get("cleaning")
              .flatMap(LifecycleRecord::parse)
              .map(
                  contract ->
                      new Phase.Cleaning(
                          contract, engine.get("verdict").flatMap(Reason::ofToken), deadline));
      case "waiting" -> Option.some(new Phase.Waiting(deadline));
      default -> Option.none();
    };
  }

  private static Option<Run> run(Map<String, String> engine) {
    return engine
        .get("method")
        .flatMap(MethodKind::ofToken)
        .flatMap(
            kind ->
                engine
                    .get("token")
                    .map(
                        token ->
                            new Run(
                                kind,
                                token,
                                engine.get("run_contract").flatMap(LifecycleRecord::parse),
                                number(engine, "pid", 0),
                                number(engine, "deadline", Time.NEVER),
                                engine.get("timed_out").contains("true"))));
  }

  private static Option<Stop> stop(Map<String, String> engine) {
    return engine
        .get("cause")
        .flatMap(StopCause::ofName)
        .map(
            cause ->
                new Stop(
                    cause,
                    engine
                        .get("then")
                        .flatMap(InstanceState::ofToken)
                        .getOrElse(InstanceState.OFFLINE),
                    engine.get("stop_reason").flatMap(Reason::ofToken).getOrElse(cause.reason()),
                    engine
                        .get("severity")
                        .filter(name -> Severity.names().contains(name))
                        .map(Severity::valueOf)
                        .getOrElse(cause.severity())));
  }
}
