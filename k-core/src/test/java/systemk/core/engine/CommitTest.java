package systemk.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.TreeMap;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.graph.Grouping;
import systemk.core.graph.RestartOn;
import systemk.core.method.MethodKind;
import systemk.core.property.Layer;
import systemk.core.property.Property;
import systemk.core.property.PropertyGroup;
import systemk.core.repository.Change;
import systemk.core.repository.Snapshot;
import systemk.core.restarter.InstanceState;

/// Changes of the repository that are heard of one by one, and the same changes found by reading it
/// anew after the line to it was lost.
class CommitTest {
  private static final InstanceFmri WEB = InstanceFmri.of("svc:/web:default");
  private static final InstanceFmri BASE = InstanceFmri.of("svc:/base:default");
  private static final InstanceFmri OFF = InstanceFmri.of("svc:/off:default");
  private static final InstanceFmri WAITS = InstanceFmri.of("svc:/waits:default");
  private static final InstanceFmri THEIRS = InstanceFmri.of("svc:/theirs:default");
  private static final InstanceFmri FAN = InstanceFmri.of("svc:/fan:default");

  private static World site() {
    World world = new World(new Invariants());
    world.addAll(
        Vector.of(
            Spec.of(BASE.toString()),
            Spec.of(WEB.toString())
                .with("refresh", "exec", "/bin/refresh")
                .needing(Grouping.REQUIRE_ALL, RestartOn.RESTART, BASE.toString()),
            Spec.of(OFF.toString()).disabled(),
            Spec.of(WAITS.toString()).requiring(OFF.toString()),
            Spec.of(THEIRS.toString()).with("general", "restarter", "svc:/network/inetd:default"),
            Spec.of(FAN.toString()).requiring(THEIRS.toString())));
    world.boot();
    world.settle();
    return world;
  }

  private static Change set(EntityFmri entity, String group, Property property) {
    return new Change.SetProperty(entity, group, property, Layer.ADMIN, Option.none());
  }

  private static Change.Report report(InstanceFmri fmri, String group, Property property) {
    return new Change.Report(fmri, group, "framework", Vector.of(property), Vector.empty());
  }

  /// Something an administrator, or another restarter, does.
  enum Doing {
    DISABLES,
    DISABLES_WITH_DEPENDENTS,
    ENABLES,
    DISABLES_FOR_NOW,
    ASKS_FOR_A_RESTART,
    ASKS_FOR_MAINTENANCE,
    ADDS_A_DEPENDENCY,
    ADDS_ONE_THAT_CANNOT_BE,
    ADDS_A_SERVICE,
    DELETES,
    LIMITS_TO_A_MILESTONE,
    LIMITS_TO_NONE,
    REPORTS_ONLINE;

    void in(World world) {
      switch (this) {
        case DISABLES -> world.enable(WEB, false);
        case DISABLES_WITH_DEPENDENTS -> world.enable(BASE, false);
        case ENABLES -> world.enable(OFF, true);
        case DISABLES_FOR_NOW ->
            world.commit(
                Vector.of(report(WEB, Milestones.OVERRIDES, Property.of("enabled", false))));
        case ASKS_FOR_A_RESTART -> world.ask(BASE, "restart");
        case ASKS_FOR_MAINTENANCE -> world.ask(WEB, "maint_on");
        case ADDS_A_DEPENDENCY -> depend(world, WEB, OFF.toString());
        case ADDS_ONE_THAT_CANNOT_BE -> depend(world, BASE, WEB.toString());
        case ADDS_A_SERVICE -> world.add(Spec.of("svc:/new:default").requiring(WEB.toString()));
        case DELETES -> world.delete(WEB);
        case LIMITS_TO_A_MILESTONE -> world.milestone(WEB.toString());
        case LIMITS_TO_NONE -> world.milestone("none");
        case REPORTS_ONLINE ->
            world.commit(Vector.of(report(THEIRS, "restarter", Property.of("state", "online"))));
      }
    }
  }

  private static void depend(World world, InstanceFmri fmri, String target) {
    world.commit(
        Vector.of(
            new Change.AddGroup(fmri, "more", "dependency", true, Layer.ADMIN, false),
            set(fmri, "more", Property.of("grouping", "require_all")),
            set(fmri, "more", Property.of("restart_on", "none")),
            set(fmri, "more", Property.of("type", "service")),
            set(fmri, "more", Property.of("entities", target)),
            new Change.TakeSnapshot(fmri, Snapshot.RUNNING)));
  }

  private static Vector<String> summary(World world) {
    return world
        .repository()
        .instances()
        .toVector()
        .map(
            fmri ->
                "%s %s %s started %d, stopped %d, override %s"
                    .formatted(
                        fmri,
                        world.model().state(fmri),
                        world.model().lifecycle(fmri).map(l -> l.reason()),
                        world.kernel().runs(fmri, MethodKind.START),
                        world.kernel().runs(fmri, MethodKind.STOP),
                        world.repository().temporarilyEnabled(fmri)));
  }

  @ParameterizedTest(name = "somebody {0}")
  @EnumSource(Doing.class)
  void whatIsReadAnewCountsAsWhatIsHeardOf(Doing doing) {
    World hears = site();
    Vector<String> before = summary(hears).append(hears.model().graph().toString());
    doing.in(hears);
    hears.settle();
    assertThat(summary(hears).append(hears.model().graph().toString())).isNotEqualTo(before);
    assertThat(hears.model().consumed()).isEmpty();

    World reads = site();
    doing.in(reads);
    reads.rereads();
    reads.settle();
    assertThat(summary(reads)).isEqualTo(summary(hears));
    assertThat(reads.model().graph()).isEqualTo(hears.model().graph());
    assertThat(reads.model().problems()).isEqualTo(hears.model().problems());
    assertThat(reads.model().outside()).isEqualTo(hears.model().outside());
    assertThat(reads.model().consumed()).isEmpty();
    Rest.of(reads).check();
  }

  @Test
  void aMilestoneThatIsLeftUnheardLetsEverybodyGo() {
    World world = site();
    Function<InstanceFmri, Option<InstanceState>> before = world.model()::state;
    world.milestone("none");
    world.settle();
    world.milestone("all");
    world.rereads();
    world.settle();
    for (InstanceFmri fmri : world.repository().instances()) {
      assertThat(world.model().state(fmri)).isEqualTo(before.apply(fmri));
    }
    assertThat(world.repository().temporarilyEnabled(WEB)).isEmpty();
  }

  /// The configuration changes first, which nobody hears of; then what runs.
  @ParameterizedTest(name = "a dependency that comes by {0}")
  @ValueSource(strings = {"TakeSnapshot", "CopySnapshot", "PutSnapshot", "RemoveSnapshot"})
  void whateverMakesAnotherConfigurationRunIsHeard(String change) {
    World world = new World(new Invariants());
    Spec spec = Spec.of(WEB.toString());
    world.add(spec);
    world.boot();
    world.settle();
    world.commit(
        Vector.<Change>of(new Change.TakeSnapshot(WEB, "old"))
            .appendAll(spec.requiring(BASE.toString()).dependencies())
            .append(new Change.TakeSnapshot(WEB, "new")));
    world.settle();
    assertThat(world.model().graph().dependenciesOf(WEB)).isEmpty();

    world.commit(
        Vector.of(
            switch (change) {
              case "TakeSnapshot" -> new Change.TakeSnapshot(WEB, Snapshot.RUNNING);
              case "CopySnapshot" -> new Change.CopySnapshot(WEB, "new", Snapshot.RUNNING);
              case "PutSnapshot" ->
                  new Change.PutSnapshot(
                      WEB, renamed(world.repository().snapshot(WEB, "new").get()));
              default -> new Change.RemoveSnapshot(WEB, Snapshot.RUNNING);
            }));
    world.settle();
    assertThat(world.model().graph().dependenciesOf(WEB)).hasSize(1);
  }

  private static Snapshot renamed(Snapshot snapshot) {
    return new Snapshot(
        Snapshot.RUNNING, snapshot.generation(), snapshot.instance(), snapshot.service());
  }

  @ParameterizedTest(name = "disabled by {0}")
  @ValueSource(
      strings = {
        "SetProperty",
        "SetProperty of the service",
        "PutGroup",
        "DeleteProperty",
        "DeleteGroup",
        "RemoveGroup"
      })
  void whateverTakesAnInstanceDownIsHeard(String change) {
    World world = new World(new Invariants());
    world.add(Spec.of(WEB.toString()).disabled());
    PropertyGroup down = world.repository().current(WEB).over().get("general").get();
    Vector<Change> serviceSays =
        Vector.of(
            new Change.AddGroup(WEB.service(), "general", "framework", true, Layer.ADMIN, false),
            set(WEB.service(), "general", Property.of("enabled", false)));
    if (change.startsWith("Delete") || change.startsWith("Remove")) {
      world.commit(serviceSays);
    }
    world.enable(WEB, true);
    world.boot();
    world.settle();
    assertThat(world.state(WEB)).isEqualTo(InstanceState.ONLINE);
    world.commit(
        switch (change) {
          case "SetProperty" -> Vector.of(set(WEB, "general", Property.of("enabled", false)));
          case "SetProperty of the service" ->
              serviceSays.append(new Change.DeleteGroup(WEB, "general", Layer.ADMIN));
          case "PutGroup" -> Vector.of(new Change.PutGroup(WEB, down));
          case "DeleteProperty" ->
              Vector.of(new Change.DeleteProperty(WEB, "general", "enabled", Layer.ADMIN));
          case "DeleteGroup" -> Vector.of(new Change.DeleteGroup(WEB, "general", Layer.ADMIN));
          default -> Vector.of(new Change.RemoveGroup(WEB, "general"));
        });
    world.settle();
    assertThat(world.state(WEB)).isEqualTo(InstanceState.DISABLED);
    assertThat(Actions.next(world.repository(), WEB, TreeMap.empty())).isEmpty();
  }

  /// What has been carried out is not carried out again, but the next one like it is.
  @Test
  void theSameRequestMadeTwiceIsCarriedOutTwice() {
    World world = site();
    for (int i = 1; i <= 3; i++) {
      world.ask(WEB, "restart");
      world.settle();
      assertThat(world.kernel().runs(WEB, MethodKind.STOP)).isEqualTo(i);
    }
    assertThat(world.model().consumed()).isEmpty();
  }
}
