package systemk.bench.micro;

import io.vavr.collection.Vector;
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
import systemk.core.repository.Change;
import systemk.core.restarter.Effect;

/// Single steps of the engine of k.startd, each from the same state.
@State(Scope.Benchmark)
public class EngineBenchmark {
  @Param({"10", "1000", "10000"})
  public int services;

  private Model empty = Model.empty("/var/svc/log");
  private Model calm = empty;
  private Time now = new Time(0, java.time.Instant.EPOCH);
  private Event boot = new Event.ShutdownRequested();
  private Event death = boot;
  private Event edit = boot;

  @Setup
  public void prepare() {
    Village village = Village.booted(Village.configured(services));
    InstanceFmri one = Village.quiet(services);
    calm = village.model();
    now = village.now();
    boot = new Event.Recovered(Village.configured(services), Vector.empty());
    death = village.death(one);
    edit = village.edit(one);
    check(village.online() == services, village.online() + " of " + services + " services are up");
    check(reports(death) == 1, "a death touches " + reports(death) + " instances");
    check(reports(edit) == 0, "an edit touches " + reports(edit) + " instances");
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalStateException(otherwise);
    }
  }

  /// How many instances an event changes.
  private long reports(Event event) {
    return Machine.step(calm, event, now)
        .effects()
        .map(
            effect ->
                effect instanceof Effect.Persist(var changes)
                    ? changes.count(change -> change instanceof Change.Report)
                    : 0)
        .sum()
        .longValue();
  }

  /// The first event of a boot: everything is looked at, what can is started.
  @Benchmark
  public Next<Model, Effect> boot() {
    return Machine.step(empty, boot, now);
  }

  /// A service dies.
  @Benchmark
  public Next<Model, Effect> death() {
    return Machine.step(calm, death, now);
  }

  /// A property is set that concerns no method and no dependency.
  @Benchmark
  public Next<Model, Effect> edit() {
    return Machine.step(calm, edit, now);
  }
}
