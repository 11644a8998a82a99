package systemk.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import systemk.core.Next;
import systemk.core.fmri.InstanceFmri;
import systemk.core.property.Layer;
import systemk.core.property.Property;
import systemk.core.repository.Change;
import systemk.core.repository.Snapshot;
import systemk.core.restarter.Effect;
import systemk.core.restarter.LifecycleRecord;

/// What is on record of the configuration an instance runs with.
class RunsWithTest implements World.Observer {
  private static final InstanceFmri WEB = InstanceFmri.of("svc:/web:default");

  private final World world = new World(new Invariants(), this);
  private int startsRecorded;

  @Override
  public void stepped(World seen, Model before, Event event, Next<Model, Effect> next) {
    startsRecorded +=
        next.effects()
            .flatMap(e -> e instanceof Effect.Persist(var changes) ? changes : Vector.empty())
            .count(change -> change instanceof Change.CopySnapshot);
  }

  private void boot(Spec spec) {
    world.add(spec);
    world.boot();
    world.settle();
  }

  private void edit() {
    world.commit(
        Vector.of(
            new Change.AddGroup(WEB, "app", "application", true, Layer.ADMIN, false),
            new Change.SetProperty(
                WEB, "app", Property.of("colour", "red"), Layer.ADMIN, Option.none())));
    world.ask(WEB, "refresh");
    world.settle();
  }

  private long generation() {
    return world
        .repository()
        .current(WEB)
        .property(LifecycleRecord.GROUP, LifecycleRecord.GENERATION)
        .flatMap(Property::asLong)
        .get();
  }

  private Snapshot snapshot(String name) {
    return world.repository().snapshot(WEB, name).get();
  }

  @ParameterizedTest(name = "has a refresh method: {0}")
  @ValueSource(booleans = {true, false})
  void isAnotherOneAfterARefreshOnlyIfAMethodReadIt(boolean has) {
    Spec spec = Spec.of(WEB.toString());
    boot(has ? spec.with("refresh", "exec", "/bin/refresh") : spec);
    long before = generation();
    edit();
    assertThat(snapshot(Snapshot.RUNNING).generation()).isGreaterThan(before);
    assertThat(generation()).isEqualTo(has ? snapshot(Snapshot.RUNNING).generation() : before);
    assertThat(snapshot(Snapshot.START).generation()).isEqualTo(before);
  }

  @Test
  void isRecordedAtAStartIfItIsAnotherOne() {
    boot(Spec.of(WEB.toString()));
    assertThat(startsRecorded).isEqualTo(1);
    world.ask(WEB, "restart");
    world.settle();
    assertThat(startsRecorded).isEqualTo(1);
    edit();
    assertThat(startsRecorded).isEqualTo(1);
    world.ask(WEB, "restart");
    world.settle();
    assertThat(startsRecorded).isEqualTo(2);
    assertThat(snapshot(Snapshot.START).hasSameContent(snapshot(Snapshot.RUNNING))).isTrue();
    assertThat(generation()).isEqualTo(snapshot(Snapshot.RUNNING).generation());
  }
}
