package systemk.bench.micro;

import io.vavr.collection.Vector;
import java.time.Instant;
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
public class EngineBenchmark {

  /// Services that never ran.
  @State(Scope.Benchmark)
  public static class Beginning {
    @Param({"10", "1000", "10000"})
    public int services;

    private final Model empty = Model.empty("/var/svc/log");
    private final Time now = new Time(1, Instant.EPOCH);
    private Event boot = new Event.ShutdownRequested();

    @Setup
    public void prepare() {
      boot = new Event.Recovered(Village.configured(services), Vector.empty());
    }
  }

  /// Services that all run.
  @State(Scope.Benchmark)
  public static class Calm {
    @Param({"10", "1000", "10000"})
    public int services;

    private Model model = Model.empty("/var/svc/log");
    private Time now = new Time(1, Instant.EPOCH);
    private Event death = new Event.ShutdownRequested();
    private Event edit = death;

    @Setup
    public void prepare() {
      Village village = Village.booted(Village.configured(services));
      InstanceFmri one = Village.quiet(services);
      model = village.model();
      now = village.now();
      death = village.death(one);
      edit = village.edit(one);
      check(village.online() == services, village.online() + " of " + services + " are up");
      check(reports(death) == 1, "a death touches " + reports(death) + " instances");
      check(reports(edit) == 0, "an edit touches " + reports(edit) + " instances");
    }

    /// How many instances an event changes.
    private long reports(Event event) {
      return Machine.step(model, event, now)
          .effects()
          .map(
              effect ->
                  effect instanceof Effect.Persist(var changes)
                      ? changes.count(change -> change instanceof Change.Report)
                      : 0)
          .sum()
          .longValue();
    }
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalStateException(otherwise);
    }
  }

  /// The first event of a boot: everything is looked at, what can is started.
  @Benchmark
  public Next<Model, Effect> boot(Beginning of) {
    return Machine.step(of.empty, of.boot, of.now);
  }

  /// A service dies.
  @Benchmark
  public Next<Model, Effect> death(Calm of) {
    return Machine.step(of.model, of.death, of.now);
  }

  /// A property is set that concerns no method and no dependency.
  @Benchmark
  public Next<Model, Effect> edit(Calm of) {
    return Machine.step(of.model, of.edit, of.now);
  }
}
