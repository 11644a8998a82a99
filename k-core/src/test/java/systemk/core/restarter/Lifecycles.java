package systemk.core.restarter;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.time.Instant;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import systemk.core.fmri.InstanceFmri;
import systemk.core.graph.Severity;
import systemk.core.method.MethodKind;

/// Generates lives of instances: any that can be, and many that cannot.
public final class Lifecycles {
  public static final InstanceFmri WEB = InstanceFmri.of("svc:/site/web:main");

  private Lifecycles() {}

  public static Arbitrary<Lifecycle> any() {
    return Combinators.combine(
            statuses(), phases(), watches(), tallies(), optional(Arbitraries.of(true, false)))
        .as(
            (status, phase, watch, tally, enabled) ->
                new Lifecycle(
                    WEB,
                    phase instanceof Phase.Idle
                        ? new Lifecycle.Status(
                            status.state(),
                            Option.none(),
                            status.reason(),
                            status.requestedBy(),
                            status.since())
                        : status,
                    phase,
                    watch,
                    tally,
                    enabled,
                    enabled.map(e -> e ? 0 : 256)));
  }

  private static <T> Arbitrary<Option<T>> optional(Arbitrary<T> values) {
    return values.optional().map(Option::ofOptional);
  }

  private static Arbitrary<Lifecycle.Status> statuses() {
    return Combinators.combine(
            Arbitraries.of(InstanceState.class),
            optional(Arbitraries.of(InstanceState.class)),
            Arbitraries.of(Reason.class),
            optional(Arbitraries.of("svc:/a:b", "svc:/milestone/x:default")),
            Arbitraries.longs().between(0, 4_000_000_000L),
            Arbitraries.integers().between(0, 999_999_999))
        .as(
            (state, next, reason, by, seconds, nanos) ->
                new Lifecycle.Status(
                    state, next, reason, by, Instant.ofEpochSecond(seconds, nanos)));
  }

  static Arbitrary<Phase> phases() {
    Arbitrary<Long> deadlines =
        Arbitraries.oneOf(
            Arbitraries.just(Long.MAX_VALUE), Arbitraries.longs().between(0, 1L << 60));
    Arbitrary<Long> contracts = Arbitraries.longs().between(1, 1L << 40);
    Arbitrary<Option<String>> signals = optional(Arbitraries.of("15", "9", "1"));
    return Arbitraries.oneOf(
        Arbitraries.just(new Phase.Idle()),
        runs(MethodKind.START).map(Phase.Starting::new),
        deadlines.map(Phase.Readying::new),
        runs(MethodKind.REFRESH).map(Phase.Refreshing::new),
        Combinators.combine(Arbitraries.of("1", "6"), Arbitraries.of(true, false), deadlines)
            .as(Phase.Signalling::new),
        Combinators.combine(runs(MethodKind.STOP), stops()).as(Phase.Stopping::new),
        Combinators.combine(stops(), signals, deadlines, Arbitraries.of(true, false))
            .as(Phase.Emptying::new),
        Combinators.combine(contracts, optional(Arbitraries.of(Reason.class)), deadlines)
            .as(Phase.Cleaning::new),
        deadlines.map(Phase.Waiting::new));
  }

  private static Arbitrary<Run> runs(MethodKind kind) {
    Arbitrary<Option<Long>> contracts = optional(Arbitraries.longs().between(1, 1L << 40));
    return Combinators.combine(
            Arbitraries.longs().between(1, 99),
            contracts,
            Arbitraries.longs().between(0, 1 << 22),
            Arbitraries.longs().greaterOrEqual(0),
            Arbitraries.of(true, false))
        .as(
            (n, contract, pid, deadline, timedOut) ->
                new Run(
                    kind,
                    WEB + "#" + kind.token() + "#" + n + "#" + deadline,
                    contract,
                    pid,
                    deadline,
                    timedOut));
  }

  private static Arbitrary<Stop> stops() {
    return Combinators.combine(
            Arbitraries.of(StopCause.class),
            Arbitraries.of(InstanceState.class),
            Arbitraries.of(Reason.class),
            Arbitraries.of(Severity.class))
        .as(Stop::new);
  }

  private static Arbitrary<Lifecycle.Watch> watches() {
    return Combinators.combine(
            optional(Arbitraries.longs().between(1, 1L << 40)),
            Arbitraries.longs().between(0, 1 << 22),
            Arbitraries.of(true, false),
            optional(Arbitraries.of(StopCause.class)),
            voices())
        .as(
            (contract, main, empty, fault, voice) ->
                new Lifecycle.Watch(contract, contract.isEmpty() ? 0 : main, empty, fault, voice));
  }

  private static Arbitrary<Lifecycle.Voice> voices() {
    return Combinators.combine(
            Arbitraries.of(true, false),
            optional(Arbitraries.strings().withCharRange(' ', '~').ofMaxLength(20)),
            optional(Arbitraries.of("memory", "pids")))
        .as(Lifecycle.Voice::new);
  }

  private static Arbitrary<Lifecycle.Tally> tallies() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 5),
            Arbitraries.longs().between(0, 1L << 50).list().ofMaxSize(StartHistory.SIZE),
            Arbitraries.longs().between(0, 1L << 50))
        .as(
            (failures, starts, runs) ->
                new Lifecycle.Tally(failures, new StartHistory(Vector.ofAll(starts)), runs));
  }
}
