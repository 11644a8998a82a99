package systemk.core.restarter;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.time.Instant;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import systemk.core.property.ValueType;
import systemk.core.repository.Author;
import systemk.core.repository.Change;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Transaction;
import systemk.core.repository.Transactions;

class LifecycleRecordProperties {
  private static final Author AUTHOR = new Author(0, 0, 1, "k.startd");

  @Provide
  Arbitrary<Lifecycle> lifecycles() {
    return Lifecycles.any();
  }

  private static RepositoryState keep(RepositoryState state, Change... changes) {
    return Transactions.apply(state, Transaction.of(AUTHOR, Vector.of(changes))).get();
  }

  private static RepositoryState bare() {
    return keep(
        RepositoryState.EMPTY,
        new Change.AddService(Lifecycles.WEB.service()),
        new Change.AddInstance(Lifecycles.WEB));
  }

  private static Lifecycle read(RepositoryState state) {
    return LifecycleRecord.read(Lifecycles.WEB, state.current(Lifecycles.WEB), Instant.MAX);
  }

  @Property
  void whatIsWrittenIsRead(@ForAll("lifecycles") Lifecycle lifecycle) {
    Statistics.label("phase").collect(lifecycle.phase().getClass().getSimpleName());
    assertThat(read(keep(bare(), LifecycleRecord.report(lifecycle, "/log", false))))
        .isEqualTo(lifecycle);
  }

  @Property
  void nothingIsLeftOfWhatWasWrittenBefore(
      @ForAll("lifecycles") Lifecycle first, @ForAll("lifecycles") Lifecycle second) {
    RepositoryState both =
        keep(
            bare(),
            LifecycleRecord.report(first, "/log", false),
            LifecycleRecord.report(second, "/log", false));
    assertThat(read(both)).isEqualTo(second);
  }

  @Provide
  Arbitrary<Change.Report> vandalisms() {
    Arbitrary<String> texts =
        Arbitraries.oneOf(
            Arbitraries.of("", "x", "-1", "online", "12.", ".5", "99999999999999999999.1"),
            Arbitraries.strings().ascii().excludeChars('\0').ofMaxLength(10));
    Arbitrary<String> pairs =
        Combinators.combine(
                Arbitraries.of(
                    "phase", "failures", "runs", "starts", "method", "token", "deadline", "cause"),
                texts)
            .as((key, value) -> key + "=" + value);
    Arbitrary<systemk.core.property.Property> engine =
        pairs
            .list()
            .ofMaxSize(8)
            .map(
                list ->
                    new systemk.core.property.Property(
                        "engine", ValueType.ASTRING, Vector.ofAll(list)));
    Arbitrary<systemk.core.property.Property> others =
        Combinators.combine(
                Arbitraries.of(
                    "state",
                    "next_state",
                    "auxiliary_state",
                    "state_timestamp",
                    "contract",
                    "start_pid",
                    "start_method_waitstatus"),
                texts)
            .as(systemk.core.property.Property::of);
    return Arbitraries.oneOf(engine, others)
        .list()
        .ofMaxSize(4)
        .map(
            set ->
                new Change.Report(
                    Lifecycles.WEB,
                    LifecycleRecord.GROUP,
                    "framework",
                    Vector.ofAll(set),
                    Vector.empty()));
  }

  @Property
  void whateverSomebodyElseWroteCanBeReadAsSomething(
      @ForAll("lifecycles") Lifecycle lifecycle, @ForAll("vandalisms") Change.Report vandalism) {
    RepositoryState spoilt =
        keep(bare(), LifecycleRecord.report(lifecycle, "/log", false), vandalism);
    assertThat(read(spoilt).fmri()).isEqualTo(Lifecycles.WEB);
  }

  @Example
  void anInstanceWithoutARecordIsFresh() {
    assertThat(read(bare())).isEqualTo(Lifecycle.fresh(Lifecycles.WEB, Instant.MAX));
  }

  @Example
  void everyTokenNamesOneReason() {
    assertThat(Arrays.stream(Reason.values()).map(Reason::token)).doesNotHaveDuplicates();
    assertThat(Arrays.stream(Reason.values()))
        .allMatch(reason -> Reason.ofToken(reason.token()).equals(Option.some(reason)));
  }
}
