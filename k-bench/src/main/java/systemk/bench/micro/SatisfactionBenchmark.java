package systemk.bench.micro;

import java.util.List;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import systemk.core.Next;
import systemk.core.Time;
import systemk.core.engine.Event;
import systemk.core.engine.Machine;
import systemk.core.engine.Model;
import systemk.core.fmri.InstanceFmri;
import systemk.core.restarter.Effect;
import systemk.core.restarter.InstanceState;

/// Whether what a service needs is there: of one that waits for the last of what it needs, which is
/// disabled, so that all the others are looked at first.
@State(Scope.Benchmark)
public class SatisfactionBenchmark {
  private static final InstanceFmri MISSING = InstanceFmri.of("svc:/village/missing:default");
  private static final InstanceFmri TEN = InstanceFmri.of("svc:/village/ten:default");
  private static final InstanceFmri ALL = InstanceFmri.of("svc:/village/all:default");

  @Param({"10", "1000", "10000"})
  public int services;

  private Model model = Model.empty("/var/svc/log");
  private Time now = new Time(0, java.time.Instant.EPOCH);

  @Setup
  public void prepare() {
    Village village = Village.booted(Village.configured(services));
    village.add(MISSING, false, List.of());
    village.add(TEN, true, needed(9));
    village.add(ALL, true, needed(services));
    model = village.model();
    now = village.now();
    for (InstanceFmri waiting : List.of(TEN, ALL)) {
      if (!model.state(waiting).contains(InstanceState.OFFLINE)) {
        throw new IllegalStateException(waiting + " is " + model.state(waiting));
      }
    }
  }

  private static List<InstanceFmri> needed(int count) {
    return java.util.stream.Stream.concat(
            IntStream.range(0, count).mapToObj(Village::instance),
            java.util.stream.Stream.of(MISSING))
        .toList();
  }

  /// Of one that needs ten.
  @Benchmark
  public Next<Model, Effect> ten() {
    return Machine.step(model, new Event.Woke(TEN), now);
  }

  /// Of one that needs them all.
  @Benchmark
  public Next<Model, Effect> all() {
    return Machine.step(model, new Event.Woke(ALL), now);
  }
}
