package systemk.startd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/// Long lives of simulated systems. `-Dsystemk.simulate.seed=N` replays one; `k simulate` runs as
/// many as fit in some minutes.
final class SimulationTest {
  private static final int ACTS = 150;
  private static final Duration FRESH =
      Duration.ofSeconds(Long.getLong("systemk.simulate.seconds", 60));
  private static final Duration FOUND = Duration.ofSeconds(60);

  @BeforeAll
  static void lossOfConnectionsIsNoNews() {
    ((Logger) LoggerFactory.getLogger(EventLoop.class)).setLevel(Level.OFF);
  }

  @AfterAll
  static void itIsElsewhere() {
    ((Logger) LoggerFactory.getLogger(EventLoop.class)).setLevel(null);
  }

  private static long live(long seed, Simulation.Flaw flaw) {
    Simulation simulation = new Simulation(seed, flaw, false);
    try {
      simulation.run(ACTS);
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(
          "seed %d, after %d events: %s".formatted(seed, simulation.events(), e.getMessage()), e);
    }
    return simulation.events();
  }

  @Test
  void theInvariantsHoldThroughoutLivesNobodyHasSeenBefore() throws Exception {
    Long replayed = Long.getLong("systemk.simulate.seed");
    if (replayed != null) {
      live(replayed, Simulation.Flaw.NONE);
      return;
    }
    long start = System.nanoTime();
    AtomicLong seeds = new AtomicLong(start);
    AtomicLong events = new AtomicLong();
    List<Callable<Integer>> crews = new ArrayList<>();
    for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
      crews.add(
          () -> {
            int lives = 0;
            while (System.nanoTime() - start < FRESH.toNanos()) {
              events.addAndGet(live(seeds.getAndIncrement(), Simulation.Flaw.NONE));
              lives++;
            }
            return lives;
          });
    }
    int lives = 0;
    try (ExecutorService threads = Executors.newFixedThreadPool(crews.size())) {
      for (Future<Integer> crew : threads.invokeAll(crews)) {
        lives += crew.get();
      }
    }
    System.out.printf("simulated %,d events in %,d lives%n", events.get(), lives);
    assertThat(lives).isPositive();
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(
      longs = {
        1,
        2,
        3,
        4,
        5,
        6,
        7,
        8,
        9,
        10,
        31308847220217L,
        31835733945758L,
        32783999105688L,
        33358750345349L,
        44080012285897L,
        44563577846164L,
        45404361273305L,
        46453407903370L,
        47911138660737L
      })
  void theInvariantsHold(long seed) {
    assertThat(live(seed, Simulation.Flaw.NONE)).isPositive();
  }

  @Test
  void theSameSeedGivesTheSameLife() {
    Simulation first = new Simulation(7, Simulation.Flaw.NONE, true);
    Simulation second = new Simulation(7, Simulation.Flaw.NONE, true);
    first.run(ACTS);
    second.run(ACTS);
    assertThat(second.transcript()).isEqualTo(first.transcript());
  }

  /// What the simulation is worth: a mistake is found within a minute of a processor's time,
  /// however busy the machine is.
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void aPlantedMistakeIsFound(Simulation.Flaw flaw) {
    assertThatThrownBy(
            () -> {
              ThreadMXBean own = ManagementFactory.getThreadMXBean();
              long end = own.getCurrentThreadCpuTime() + FOUND.toNanos();
              for (long seed = 1; own.getCurrentThreadCpuTime() < end; seed++) {
                live(seed, flaw);
              }
            })
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("seed ");
  }
}
