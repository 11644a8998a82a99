package systemk.init.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import systemk.init.notify.Message;
import systemk.json.JsonText;
import systemk.linux.ProcessId;

final class ContractProperties {
  /// One thing that can happen to a contract.
  sealed interface Step {
    record Exit(int who, Ending ending, boolean successor) implements Step {}

    record Empty() implements Step {}

    record Acknowledge(int back) implements Step {}

    record Say(String name, String value) implements Step {}
  }

  @Provide
  Arbitrary<Ending> endings() {
    return Arbitraries.oneOf(
        Arbitraries.integers().between(0, 255).map(Ending.Returned::new),
        Combinators.combine(Arbitraries.integers().between(1, 64), Arbitraries.of(true, false))
            .as(Ending.Killed::new),
        Arbitraries.just(new Ending.Unseen()));
  }

  @Provide
  Arbitrary<List<Step>> stories() {
    Arbitrary<Step> exit =
        Combinators.combine(
                Arbitraries.integers().between(100, 104), endings(), Arbitraries.of(true, false))
            .as(Step.Exit::new);
    Arbitrary<Step> step =
        Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(6, exit),
            net.jqwik.api.Tuple.of(1, Arbitraries.just(new Step.Empty())),
            net.jqwik.api.Tuple.of(
                1, Arbitraries.integers().between(0, 3).map(Step.Acknowledge::new)),
            net.jqwik.api.Tuple.of(
                3,
                Combinators.combine(
                        Arbitraries.of("READY", "RELOADING", "STATUS", "WATCHDOG"),
                        Arbitraries.of("1", "2"))
                    .as(Step.Say::new)));
    return step.list().ofMaxSize(30);
  }

  private static ProcessId process(int pid) {
    return new ProcessId(pid, pid * 7L);
  }

  private static Contract fresh(Contract.Kind kind, Life life) {
    return new Contract(7, "token", "svc:/x:default", kind, true, Voice.NONE, life, List.of());
  }

  private static List<Contract> tell(Contract start, List<Step> story) {
    List<Contract> told = new ArrayList<>(List.of(start));
    long number = 1;
    for (Step step : story) {
      Contract now = told.getLast();
      told.add(
          switch (step) {
            case Step.Exit(int who, Ending ending, boolean successor) ->
                now.exited(process(who), ending, successor ? process(who + 1) : null, number++);
            case Step.Empty() -> now.emptied(number++);
            case Step.Say(String name, String value) ->
                now.notified(new TreeMap<>(Map.of(name, value)), number++);
            case Step.Acknowledge(int back) -> now.acknowledged(number - back);
          });
    }
    return told;
  }

  @Property
  void aRecordSaysAllThereIs(@ForAll("stories") List<Step> story) {
    for (Life first : List.of(new Life.Intended(), new Life.Running(process(100)))) {
      for (Contract contract : tell(fresh(Contract.Kind.SERVICE, first), story)) {
        String text = JsonText.write(ContractCodec.toJson(contract));
        assertThat(ContractCodec.parse(JsonText.parse(text))).isEqualTo(contract);
      }
    }
  }

  @Property
  void theMainProcessEndsBeforeTheContractIsEmpty(@ForAll("stories") List<Step> story) {
    boolean ended = false;
    boolean empty = false;
    List<Step> unacknowledged =
        story.stream().filter(step -> !(step instanceof Step.Acknowledge)).toList();
    Contract last =
        tell(fresh(Contract.Kind.SERVICE, new Life.Running(process(100))), unacknowledged)
            .getLast();
    long number = 0;
    for (Event event : last.unacknowledged()) {
      assertThat(event.number()).isGreaterThan(number);
      number = event.number();
      switch (event) {
        case Event.Exited exited -> ended |= exited.main();
        case Event.Notified _ -> assertThat(empty).isFalse();
        case Event.Emptied _ -> {
          assertThat(ended).isTrue();
          assertThat(empty).isFalse();
          empty = true;
        }
      }
    }
    assertThat(last.isAlive()).isEqualTo(!empty);
  }

  @Property
  void aDaemonsContractKeepsNoEvents(@ForAll("stories") List<Step> story) {
    assertThat(tell(fresh(Contract.Kind.DAEMON, new Life.Running(process(100))), story))
        .allMatch(contract -> contract.unacknowledged().isEmpty());
  }

  @Property
  void acknowledgingEverythingOfAnEmptyContractFinishesIt(@ForAll("stories") List<Step> story) {
    Contract last =
        tell(fresh(Contract.Kind.SERVICE, new Life.Running(process(100))), story).getLast();
    assertThat(last.acknowledged(Long.MAX_VALUE).isFinished()).isEqualTo(!last.isAlive());
  }

  /// Whoever hears all events, or only those that are left, knows the same in the end.
  @Property
  void theLastEventsSayWhatHolds(@ForAll("stories") List<Step> story) {
    SortedMap<String, String> heard = new TreeMap<>();
    long known = 0;
    for (Contract contract :
        tell(fresh(Contract.Kind.SERVICE, new Life.Running(process(100))), story)) {
      for (Event event : contract.unacknowledged()) {
        if (event.number() > known && event instanceof Event.Notified(_, var said)) {
          heard = new TreeMap<>(Message.merge(heard, said));
        }
        known = Math.max(known, event.number());
      }
      SortedMap<String, String> now = contract.voice().said();
      assertThat(heard).containsAllEntriesOf(now);
      assertThat(heard.containsKey("RELOADING")).isEqualTo(now.containsKey("RELOADING"));
    }
  }

  @Test
  void aTalkativeServiceCannotFillTheMemory() {
    Contract contract = fresh(Contract.Kind.SERVICE, new Life.Running(process(100)));
    for (int i = 0; i < 1000; i++) {
      contract = contract.notified(new TreeMap<>(Map.of("STATUS", "" + i)), i + 1);
    }
    assertThat(contract.unacknowledged())
        .containsExactly(new Event.Notified(1000, new TreeMap<>(Map.of("STATUS", "999"))));
    assertThat(contract.notified(new TreeMap<>(Map.of("STATUS", "999")), 2000)).isEqualTo(contract);
  }

  @Test
  void aWildServiceCannotFillTheMemory() {
    Contract contract = fresh(Contract.Kind.SERVICE, new Life.Running(process(100)));
    for (int i = 0; i < 1000; i++) {
      contract = contract.exited(process(200 + i), new Ending.Killed(11, true), null, i + 1);
    }
    assertThat(contract.unacknowledged()).hasSize(Contract.MAX_HELPER_EVENTS);
    contract = contract.exited(process(100), new Ending.Returned(0), null, 5000);
    assertThat(contract.unacknowledged().getLast().number()).isEqualTo(5000);
  }
}
