package systemk.core.restarter;

import io.vavr.collection.HashMap;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.function.BiFunction;
import systemk.core.Time;
import systemk.core.fmri.FileFmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.graph.Severity;
import systemk.core.method.Configuration;
import systemk.core.method.ExitStatus;
import systemk.core.method.HealthCheck;
import systemk.core.method.MethodKind;
import systemk.core.property.Property;
import systemk.core.repository.Composition;

/// Everything the restarter does with one instance, as a table: each situation an instance can be
/// in, and each thing that can happen to it there.
final class RestarterTable {
  /// Where an instance is, with something of everything it can have there.
  record Situation(String words, Lifecycle lifecycle) {}

  /// What happens: a method of the engine, called with arguments that fit the situation.
  ///
  /// @param method the name of the engine's method
  record Happening(
      String words, String method, BiFunction<RestarterEngine, Lifecycle, Step> work) {}

  private static final InstanceFmri WEB = InstanceFmri.of("svc:/web:default");
  private static final long CONTRACT = 7;
  private static final long OTHER = 8;
  private static final long PID = 70;
  private static final Time NOW =
      new Time(Duration.ofHours(1).toNanos(), Instant.ofEpochSecond(1_000_000));
  private static final long SOON = NOW.after(Duration.ofSeconds(30));
  private static final Time LATER =
      new Time(NOW.after(Duration.ofMinutes(2)), NOW.wall().plusSeconds(120));

  private RestarterTable() {}

  // Situations

  static Vector<Situation> situations() {
    Stop stop = Stop.of(StopCause.RESTART, InstanceState.OFFLINE);
    return Vector.of(
        at("uninitialized", InstanceState.UNINITIALIZED, new Phase.Idle(), false),
        at("disabled", InstanceState.DISABLED, new Phase.Idle(), false),
        at("maintenance", InstanceState.MAINTENANCE, new Phase.Idle(), false),
        at("offline", InstanceState.OFFLINE, new Phase.Idle(), false),
        at("offline, start held back", InstanceState.OFFLINE, new Phase.Waiting(SOON), false),
        at(
            "offline, start asked for",
            InstanceState.OFFLINE,
            new Phase.Starting(run(MethodKind.START, Option.none())),
            false),
        at(
            "offline, start method runs",
            InstanceState.OFFLINE,
            new Phase.Starting(run(MethodKind.START, Option.some(CONTRACT))),
            false),
        at("offline, to become ready", InstanceState.OFFLINE, new Phase.Readying(SOON), true),
        at(
            "offline, leftovers being killed",
            InstanceState.OFFLINE,
            new Phase.Cleaning(CONTRACT, Option.none(), SOON),
            false),
        at("online", InstanceState.ONLINE, new Phase.Idle(), true),
        at("degraded", InstanceState.DEGRADED, new Phase.Idle(), true),
        because(
            Reason.HEALTH_CHECK_FAILED,
            at("degraded by its health check", InstanceState.DEGRADED, new Phase.Idle(), true)),
        at(
            "online, refresh method runs",
            InstanceState.ONLINE,
            new Phase.Refreshing(run(MethodKind.REFRESH, Option.some(OTHER))),
            true),
        at(
            "online, signal being sent",
            InstanceState.ONLINE,
            new Phase.Signalling("1", true, SOON),
            true),
        at(
            "online, stop method runs",
            InstanceState.ONLINE,
            new Phase.Stopping(run(MethodKind.STOP, Option.some(OTHER)), stop),
            true),
        at(
            "online, processes asked to end",
            InstanceState.ONLINE,
            new Phase.Emptying(stop, Option.some("15"), SOON, false),
            true),
        at(
            "online, processes being killed",
            InstanceState.ONLINE,
            new Phase.Emptying(stop.failed(Reason.METHOD_FAILED), Option.none(), Time.NEVER, true),
            true));
  }

  private static Run run(MethodKind kind, Option<Long> contract) {
    return new Run(kind, token(kind), contract, contract.isDefined() ? PID : 0, SOON, false);
  }

  private static String token(MethodKind kind) {
    return WEB + "#" + kind.token() + "#3#1";
  }

  private static Situation at(String words, InstanceState state, Phase phase, boolean watched) {
    Lifecycle fresh = Lifecycle.fresh(WEB, Instant.EPOCH);
    return new Situation(
        words,
        new Lifecycle(
            WEB,
            new Lifecycle.Status(
                state,
                phase.isBusy() ? Option.some(state) : Option.none(),
                Reason.NONE,
                Option.none(),
                Instant.EPOCH),
            phase,
            watched
                ? new Lifecycle.Watch(
                    Option.some(CONTRACT), PID, false, Option.none(), Lifecycle.Voice.SILENT)
                : fresh.watch(),
            new Lifecycle.Tally(0, StartHistory.NONE, 3),
            Option.some(true),
            Option.none()));
  }

  private static Situation because(Reason reason, Situation situation) {
    Lifecycle l = situation.lifecycle();
    return new Situation(situation.words(), l.in(l.state(), reason, l.status().since()));
  }

  // Happenings

  static Vector<Happening> happenings() {
    return requests().appendAll(processes()).appendAll(words()).appendAll(rest());
  }

  private static Vector<Happening> requests() {
    Option<String> nobody = Option.none();
    return Vector.of(
        new Happening("enable", "enable", RestarterEngine::enable),
        new Happening("disable", "disable", RestarterEngine::disable),
        new Happening("start", "start", RestarterEngine::start),
        new Happening(
            "start, without its method",
            "missing",
            (e, l) -> e.missing(l, new FileFmri("/bin/start"))),
        new Happening("stop", "stop", (e, l) -> e.stop(l, StopCause.RESTART)),
        new Happening("refresh", "refresh", RestarterEngine::refresh),
        new Happening("dump", "dump", RestarterEngine::dump),
        new Happening(
            "maintenance",
            "maintain",
            (e, l) -> e.maintain(l, StopCause.MAINTENANCE, Reason.ADMINISTRATIVE_REQUEST, nobody)),
        new Happening(
            "maintenance at once",
            "maintainImmediately",
            (e, l) -> e.maintainImmediately(l, Reason.ADMINISTRATIVE_REQUEST, nobody)),
        new Happening("clear", "clear", RestarterEngine::clear),
        new Happening(
            "maintenance is over",
            "leave",
            (e, l) -> e.leave(l, "its dependencies changed", Reason.DEPENDENCY_ACTIVITY)),
        new Happening(
            "degrade", "degrade", (e, l) -> e.degrade(l, Reason.ADMINISTRATIVE_REQUEST, nobody)),
        new Happening("configuration gone", "retire", RestarterEngine::retire));
  }

  private static Vector<Happening> processes() {
    return Vector.of(
        new Happening(
            "method's process made", "spawned", (e, l) -> e.spawned(l, mine(l), contract(l), PID)),
        new Happening(
            "method's process refused", "refused", (e, l) -> e.refused(l, mine(l), "refused")),
        exit("method exits 0", new ExitStatus.Code(0)),
        exit("method exits 1", new ExitStatus.Code(1)),
        exit("method exits 94", new ExitStatus.Code(94)),
        exit("method exits 95", new ExitStatus.Code(95)),
        exit("method exits 97", new ExitStatus.Code(97)),
        exit("method ended unseen", new ExitStatus.Unknown()),
        new Happening(
            "service exits 0",
            "exited",
            (e, l) -> exited(e, l, CONTRACT, true, new ExitStatus.Code(0))),
        new Happening(
            "service exits 96",
            "exited",
            (e, l) -> exited(e, l, CONTRACT, true, new ExitStatus.Code(96))),
        new Happening(
            "service killed by signal",
            "exited",
            (e, l) -> exited(e, l, CONTRACT, true, new ExitStatus.Signalled(9, false))),
        new Happening(
            "helper dumps core",
            "exited",
            (e, l) -> exited(e, l, CONTRACT, false, new ExitStatus.Signalled(11, true))),
        new Happening("contract empty", "emptied", (e, l) -> e.emptied(l, "", CONTRACT)),
        new Happening(
            "method's contract empty", "emptied", (e, l) -> e.emptied(l, mine(l), contract(l))));
  }

  private static Vector<Happening> words() {
    return Vector.of(
        said("service says it is ready", "READY", "1"),
        said("service wants more time", "EXTEND_TIMEOUT_USEC", "120000000"),
        said("service has another main process", "MAINPID", "99"),
        said("service is silent too long", "WATCHDOG", "late"),
        said("memory limit was hit", "LIMIT", "memory"),
        new Happening(
            "health checks fail",
            "checked",
            (e, l) -> e.checked(l, CONTRACT, false, HealthCheck.Action.RESTART, "sick")),
        new Happening(
            "health checks fail, to degrade",
            "checked",
            (e, l) -> e.checked(l, CONTRACT, false, HealthCheck.Action.DEGRADED, "sick")),
        new Happening(
            "health checks succeed again",
            "checked",
            (e, l) -> e.checked(l, CONTRACT, true, HealthCheck.Action.DEGRADED, "well")),
        new Happening(
            "health is not checked any more", "checkedNoLonger", RestarterEngine::checkedNoLonger));
  }

  private static Happening said(String words, String key, String value) {
    return new Happening(
        words, "notified", (e, l) -> e.notified(l, mine(l), CONTRACT, HashMap.of(key, value)));
  }

  private static Vector<Happening> rest() {
    return Vector.of(
        new Happening(
            "end of a process long forgotten",
            "exited",
            (e, l) -> e.exited(l, "old", 1, 1, true, new ExitStatus.Code(1), 0)),
        new Happening("fault", "fault", (e, l) -> e.fault(l, StopCause.CORE)),
        new Happening("woken before the time", "woke", RestarterEngine::woke),
        new Happening("woken at the time", "woke", (e, l) -> e.woke(l)),
        new Happening("nothing is under way any more", "catchUp", RestarterEngine::catchUp),
        new Happening("restarter recovers", "resume", RestarterEngine::resume),
        new Happening("contract gone at recovery", "vanished", (e, l) -> e.vanished(l, CONTRACT)),
        new Happening(
            "method's contract gone at recovery", "vanished", (e, l) -> e.vanished(l, contract(l))),
        new Happening(
            "contract let go found at recovery",
            "disown",
            (e, l) -> e.disown(l, WEB + "#start#1#1", 1)),
        new Happening(
            "contract of an earlier life found at recovery",
            "disown",
            (e, l) -> e.disown(l, WEB + "#start#99#1", 1)),
        new Happening(
            "contract of an earlier instance found at recovery",
            "cleanUp",
            (e, l) -> e.cleanUp(l, 1)));
  }

  private static Happening exit(String words, ExitStatus status) {
    return new Happening(
        words,
        "exited",
        (e, l) ->
            e.exited(
                l,
                mine(l),
                contract(l),
                PID,
                contract(l) != CONTRACT || !l.isRunning(),
                status,
                0));
  }

  private static Step exited(
      RestarterEngine engine, Lifecycle instance, long contract, boolean main, ExitStatus status) {
    return engine.exited(instance, "", contract, main ? PID + 1 : PID + 2, main, status, 0);
  }

  private static String mine(Lifecycle instance) {
    return instance.phase().currentRun().map(Run::token).getOrElse("none");
  }

  /// The contract of the method that runs, or would if one did.
  private static long contract(Lifecycle instance) {
    return instance.isRunning() ? OTHER : CONTRACT;
  }

  // The table

  static String markdown() {
    StringBuilder out = new StringBuilder(PREFACE);
    for (Situation situation : situations()) {
      out.append("\n## ").append(situation.words()).append("\n\n");
      out.append(
          "| event | contract | contract, notify | transient | child |\n|---|---|---|---|---|\n");
      for (Happening happening : happenings()) {
        Vector<String> cells =
            Vector.of("contract", "contract notify", "transient", "child")
                .map(duration -> cell(situation.lifecycle(), happening, duration));
        if (!cells.forAll("–"::equals)) {
          out.append("| ").append(happening.words()).append(" | ");
          out.append(cells.mkString(" | ")).append(" |\n");
        }
      }
    }
    return out.toString();
  }

  static Step step(Lifecycle instance, Happening happening, String duration) {
    Time now = happening.words().contains("at the time") ? LATER : NOW;
    return happening
        .work()
        .apply(new RestarterEngine(configuration(duration), true, now), instance);
  }

  private static String cell(Lifecycle before, Happening happening, String duration) {
    Step step = step(before, happening, duration);
    Vector<String> acts = step.effects().flatMap(RestarterTable::act);
    Lifecycle after = step.lifecycle();
    String moved =
        after.equals(before)
            ? ""
            : after.state() != before.state()
                ? "→ " + words(after)
                : after.phase().equals(before.phase()) ? "noted" : "→ " + words(after);
    String held =
        after
            .watch()
            .fault()
            .filter(_ -> before.watch().fault().isEmpty())
            .map(cause -> "then stop: " + cause.name().toLowerCase(Locale.ROOT))
            .getOrElse("");
    Vector<String> parts = Vector.of(moved, held).appendAll(acts).filter(part -> !part.isEmpty());
    return parts.isEmpty() ? "–" : parts.mkString("; ");
  }

  private static String words(Lifecycle instance) {
    String phase =
        switch (instance.phase()) {
          case Phase.Idle _ -> "";
          case Phase.Stopping(_, Stop stop) -> ", stopping for " + stop.then().token();
          case Phase.Emptying(Stop stop, _, _, boolean killed) ->
              (killed ? ", killing for " : ", emptying for ") + stop.then().token();
          case Phase.Cleaning(_, Option<Reason> verdict, _) ->
              ", cleaning" + verdict.map(v -> " for maintenance").getOrElse("");
          case Phase other -> ", " + other.getClass().getSimpleName().toLowerCase(Locale.ROOT);
        };
    String reason = instance.reason() == Reason.NONE ? "" : " (" + instance.reason().token() + ")";
    return instance.state().token() + phase + reason;
  }

  private static Option<String> act(Effect effect) {
    return switch (effect) {
      case Effect.RunMethod run -> Option.some("run " + run.kind().token());
      case Effect.SignalContract(_, String signal) -> Option.some("signal " + signal);
      case Effect.KillContract _ -> Option.some("kill");
      case Effect.AbandonContract _ -> Option.some("abandon");
      case Effect.Announce(var change) when change.severity() != Severity.NONE ->
          Option.some("tell " + change.severity().name().toLowerCase(Locale.ROOT));
      default -> Option.none();
    };
  }

  private static Composition configuration(String duration) {
    String[] words = duration.split(" ");
    Configuration configuration = Configuration.of(WEB).with("startd", "duration", words[0]);
    if (words.length > 1) {
      configuration = configuration.with("startd", "readiness", words[1]);
    }
    for (String method : new String[] {"start", "stop", "refresh"}) {
      configuration =
          configuration
              .with(method, "exec", "/bin/" + method)
              .and(method, Property.count("timeout_seconds", 60));
    }
    return configuration.composition();
  }

  private static final String PREFACE =
      """
      # What the restarter does

      Generated from the code, and compared with it by `RestarterTableTest`. To write it anew:

      ```
      mvn -pl k-core test -Dtest=RestarterTableTest -Dsystemk.regenerate=true
      ```

      One section for each situation of an enabled instance whose three methods are commands with a
      timeout; one row for each event that does something there; one column for each `startd/duration`. A
      cell says where the instance goes, with the reason it then has; what stops it later (`then stop`);
      what is done, in order; and how bad it is for dependents (`tell`). `noted`: nothing but what is known
      of processes changes. The graph asks for `start` only when dependencies are satisfied, and for
      requests only when nothing is under way; what would happen otherwise is here all the same.
      """;
}
