package systemk.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.HashMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import systemk.core.fmri.InstanceFmri;
import systemk.core.restarter.InstanceState;
import systemk.core.restarter.Lifecycle;
import systemk.core.restarter.Phase;

/// Which words of a service count, and whose.
class WordsTest {
  private static final InstanceFmri WEB = InstanceFmri.of("svc:/web:default");

  private final World world = new World(new Invariants());

  @BeforeEach
  void boot() {
    world.add(Spec.of(WEB.toString()));
    world.boot();
    world.settle();
  }

  private Lifecycle web() {
    return world.lifecycle(WEB);
  }

  @ParameterizedTest(name = "LIMIT={0}: the limit that was hit is {1}")
  @CsvSource({"memory, memory", "pids, pids", "disk, memory", "'', memory"})
  void limit(String word, String known) {
    world.kernel().say(WEB, "LIMIT", "memory");
    world.kernel().say(WEB, "LIMIT", word);
    world.settle();
    assertThat(web().watch().voice().limit()).containsExactly(known);
  }

  @ParameterizedTest(name = "STATUS of {0} characters: {1} are kept")
  @CsvSource({"1, 1", "255, 255", "256, 256", "257, 256", "5000, 256"})
  void status(int length, int kept) {
    world.kernel().say(WEB, "STATUS", "x".repeat(length));
    world.settle();
    assertThat(web().watch().voice().status().get()).hasSize(kept);
  }

  @ParameterizedTest(name = "MAINPID={0}: the main process is {1}")
  @CsvSource({"7, 7", "123456789, 123456789"})
  void mainPid(String word, long pid) {
    world.kernel().say(WEB, "MAINPID", word);
    world.settle();
    assertThat(web().watch().mainPid()).isEqualTo(pid);
  }

  @ParameterizedTest(name = "MAINPID={0}: nobody")
  @ValueSource(strings = {"", "x", "-7", "1234567890", "7 8"})
  void noMainPid(String word) {
    long before = web().watch().mainPid();
    world.kernel().say(WEB, "MAINPID", word);
    world.settle();
    assertThat(web().watch().mainPid()).isEqualTo(before);
  }

  private void startHanging() {
    world.kernel().behave(WEB, Behaviour.GOOD.starting(new Behaviour.Ending.Hangs()));
    world.ask(WEB, "restart");
    world.settleNow();
    assertThat(web().phase()).isInstanceOf(Phase.Starting.class);
  }

  @ParameterizedTest(name = "EXTEND_TIMEOUT_USEC={0} while a method runs: {1} s more")
  @CsvSource({"600000000, 600", "1, 60", "x, 60", "-5, 60", "12345678901234, 60"})
  void moreTime(String word, long seconds) {
    startHanging();
    Phase.Starting before = (Phase.Starting) web().phase();
    long contract = before.run().contract().get();
    world.step(
        new Event.Notified(
            WEB, before.run().token(), contract, HashMap.of("EXTEND_TIMEOUT_USEC", word)),
        0);
    long deadline = ((Phase.Starting) web().phase()).run().deadline();
    if (seconds == 60) {
      assertThat(deadline).isEqualTo(before.run().deadline());
    } else {
      assertThat(deadline).isEqualTo(world.now().nanos() + seconds * 1_000_000_000L);
    }
  }

  @Test
  void nothingCountsThatIsSaidOfAnotherRun() {
    startHanging();
    Lifecycle before = web();
    long contract = before.phase().currentRun().get().contract().get();
    world.step(new Event.Notified(WEB, "another", contract + 1, HashMap.of("MAINPID", "7")), 0);
    world.step(new Event.Spawned(WEB, "another", contract + 1, 7), 0);
    world.step(new Event.Refused(WEB, "another", "cannot make the process"), 0);
    assertThat(web()).isEqualTo(before);
    assertThat(world.log()).doesNotContain(WEB + " cannot make the process");
  }

  @Test
  void aServiceThatIsNotRunningSaysNothing() {
    long contract = web().contract().get();
    world.enable(WEB, false);
    world.settle();
    Lifecycle before = web();
    world.step(new Event.Notified(WEB, "", contract, HashMap.of("MAINPID", "7")), 0);
    assertThat(web()).isEqualTo(before);
    assertThat(before.state()).isEqualTo(InstanceState.DISABLED);
  }
}
