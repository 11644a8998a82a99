package systemk.core.restarter;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import systemk.core.engine.Spec;
import systemk.core.fmri.FileFmri;
import systemk.core.graph.Severity;
import systemk.core.method.Method;
import systemk.core.method.MethodKind;
import systemk.core.method.Supervision;
import systemk.core.property.Property;
import systemk.core.property.ValueType;
import systemk.core.repository.Author;
import systemk.core.repository.Change;
import systemk.core.repository.Composition;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Transaction;
import systemk.core.repository.Transactions;

/// Values at their limits and one beside them, where a test of the whole engine hardly gets.
class RestarterEdgesTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_000_000_000);

  private static Lifecycle fresh() {
    return Lifecycle.fresh(Lifecycles.WEB, NOW);
  }

  private static RepositoryState with(Spec spec, Change... more) {
    Vector<Change> changes = spec.changes(RepositoryState.EMPTY).appendAll(Vector.of(more));
    return Transactions.apply(
            RepositoryState.EMPTY, Transaction.of(new Author(0, 0, 1, "k.startd"), changes))
        .get();
  }

  private static Methods methods(Spec spec) {
    Composition configuration = with(spec).current(Lifecycles.WEB);
    return new Methods(configuration, Settings.of(configuration));
  }

  private static Lifecycle read(Property... record) {
    RepositoryState state =
        with(
            Spec.of(Lifecycles.WEB.toString()),
            new Change.Report(
                Lifecycles.WEB,
                LifecycleRecord.GROUP,
                "framework",
                Vector.of(record),
                Vector.empty()));
    return LifecycleRecord.read(Lifecycles.WEB, state.current(Lifecycles.WEB), NOW);
  }

  @ParameterizedTest(name = "two starts {0} ns apart, ten seconds allowed: {1}")
  @CsvSource({"9999999999, true", "10000000000, false"})
  void startsAreTooQuickBelowTheIntervalAndNotAtIt(long apart, boolean tooQuick) {
    assertThat(StartHistory.NONE.with(0).with(apart).isTooQuick(2, Duration.ofSeconds(10)))
        .isEqualTo(tooQuick);
  }

  @ParameterizedTest
  @EnumSource
  void onlyWhatIsBecauseOfOthersOutlivesTheProcesses(StopCause cause) {
    boolean others = cause == StopCause.DEPENDENCY || cause == StopCause.DEPENDENCY_FAULT;
    Lifecycle without = fresh().watching(7, 9).holding(cause).unwatched();
    assertThat(without.watch().fault()).isEqualTo(Option.when(others, cause));
    assertThat(without.contract()).isEqualTo(Option.none());
  }

  @Test
  void aContractThatIsBeingClearedAwayIsStillTheInstances() {
    assertThat(fresh().withPhase(new Phase.Cleaning(7, Option.none(), 0)).contracts())
        .isEqualTo(Vector.of(7L));
    assertThat(fresh().contracts()).isEqualTo(Vector.empty());
  }

  @ParameterizedTest(name = "state_timestamp {0}: {1}")
  @CsvSource({
    "999.5, 999.000000005",
    "40000000000000000.0, ",
    "-40000000000000000.0, ",
    "15778444932201599.0, ",
    "15778444932201598.0, 15778444932201598.0",
    "999, "
  })
  void aTimeThatCannotBeIsNow(String written, String expected) {
    Lifecycle life = read(Property.of("state", "online"), Property.of("state_timestamp", written));
    Instant instant =
        expected == null
            ? NOW
            : Instant.ofEpochSecond(
                Long.parseLong(expected.split("\\.")[0]), Long.parseLong(expected.split("\\.")[1]));
    assertThat(life.status().since()).isEqualTo(instant);
  }

  @Test
  void nothingComesNextWhereNothingIsUnderWay() {
    Lifecycle life = read(Property.of("state", "offline"), Property.of("next_state", "online"));
    assertThat(life.phase()).isEqualTo(new Phase.Idle());
    assertThat(life.next()).isEqualTo(Option.none());
  }

  @ParameterizedTest(name = "a way down of severity {0}: {1}")
  @CsvSource({"REFRESH, REFRESH", "bogus, RESTART", "'', RESTART"})
  void aSeverityNobodyKnowsIsThatOfTheCause(String written, Severity expected) {
    Lifecycle life =
        read(
            Property.of("state", "online"),
            new Property(
                "engine",
                ValueType.ASTRING,
                Vector.of("phase=emptying", "cause=DISABLE", "severity=" + written)));
    assertThat(life.phase()).isInstanceOf(Phase.Emptying.class);
    assertThat(((Phase.Emptying) life.phase()).stop().severity()).isEqualTo(expected);
  }

  @Test
  void onlyTheStartMethodIsSupervisedAndOnlyThatOfATransientServiceIsKeptOnRecord() {
    Spec spec =
        Spec.of(Lifecycles.WEB.toString())
            .lasting("transient")
            .with("refresh", "exec", "/bin/refresh")
            .with("resources", Property.integer("pids_max", 5));
    Methods methods = methods(spec);
    assertThat(effect(methods, MethodKind.REFRESH).supervision()).isEqualTo(Supervision.NONE);
    assertThat(effect(methods, MethodKind.REFRESH).recorded()).isFalse();
    assertThat(effect(methods, MethodKind.START).supervision()).isNotEqualTo(Supervision.NONE);
    assertThat(effect(methods, MethodKind.START).recorded()).isTrue();
    Methods lasting = methods(spec.lasting("contract"));
    assertThat(effect(lasting, MethodKind.START).recorded()).isFalse();
  }

  private static Effect.RunMethod effect(Methods methods, MethodKind kind) {
    Method.Run method = (Method.Run) methods.of(Lifecycles.WEB, kind);
    Run run = new Run(kind, "token", Option.none(), 0, Long.MAX_VALUE, false);
    return (Effect.RunMethod) methods.effect(Lifecycles.WEB, run, method);
  }

  @Test
  void aProgramIsLookedForAsLongAsItsPathCanBeAPath() {
    Spec child = Spec.of(Lifecycles.WEB.toString()).lasting("child");
    String longest = "/" + "a".repeat(FileFmri.MAX_BYTES - 1);
    assertThat(methods(child.with("start", "exec", longest)).program(Lifecycles.WEB))
        .isEqualTo(Option.some(new FileFmri(longest)));
    assertThat(methods(child.with("start", "exec", longest + "a")).program(Lifecycles.WEB))
        .isEqualTo(Option.none());
  }

  @Test
  void ofAServiceWithoutAConfigurationTheProcessesAreTold() {
    Methods nothing = new Methods(Composition.EMPTY, Settings.of(Composition.EMPTY));
    assertThat(nothing.of(Lifecycles.WEB, MethodKind.STOP)).isEqualTo(new Method.Kill("15"));
    Spec without = Spec.of(Lifecycles.WEB.toString()).withoutGroup("stop");
    assertThat(methods(without).of(Lifecycles.WEB, MethodKind.STOP))
        .isInstanceOf(Method.Absent.class);
  }
}
