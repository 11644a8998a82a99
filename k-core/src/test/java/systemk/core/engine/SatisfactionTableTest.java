package systemk.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.Vector;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import systemk.core.fmri.InstanceFmri;
import systemk.core.graph.Grouping;
import systemk.core.graph.RestartOn;
import systemk.core.method.MethodKind;
import systemk.core.restarter.InstanceState;
import systemk.core.restarter.Lifecycle;

/// The third table of smf.md §3.5, "does the dependent start?", cell by cell, and what the text
/// around it says of services and files. The first two are in [SatisfactionValuesTest].
class SatisfactionTableTest {
  private static final InstanceFmri TARGET = InstanceFmri.of("svc:/target:default");
  private static final InstanceFmri SECOND = InstanceFmri.of("svc:/target:second");
  private static final InstanceFmri DEPENDENT = InstanceFmri.of("svc:/dependent:default");

  /// How a target came to be in one of the states that are the columns.
  enum Column {
    ONLINE("online"),
    DEGRADED("degraded"),
    COMING("offline, will come up"),
    STUCK("offline, cannot come up"),
    DISABLED("disabled"),
    MAINTENANCE("maintenance"),
    UNINITIALIZED("uninitialized"),
    MISSING("missing");

    private final String words;

    Column(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }
  }

  private static final Vector<String> TABLE =
      Vector.of(
          "REQUIRE_ALL  Y Y N N N N N N",
          "REQUIRE_ANY  Y Y N N N N N N",
          "OPTIONAL_ALL Y Y N Y Y Y N Y",
          "EXCLUDE_ALL  N N N N Y Y N Y");

  static Stream<Arguments> cells() {
    return TABLE
        .map(row -> Vector.of(row.split(" +")))
        .flatMap(
            row ->
                Vector.of(Column.values())
                    .zip(row.tail())
                    .map(
                        cell ->
                            Arguments.of(
                                Grouping.valueOf(row.head()), cell._1, cell._2.equals("Y"))))
        .toJavaStream();
  }

  private static World with(Column column, Spec dependent, InstanceFmri... targets) {
    World world = new World(new Invariants());
    world.add(dependent.disabled());
    for (InstanceFmri target : targets) {
      Spec spec = Spec.of(target.toString());
      switch (column) {
        case COMING -> world.add(spec.requiring("svc:/slow:default"));
        case STUCK -> world.add(spec.requiring("svc:/nobody:default"));
        case DISABLED -> world.add(spec.disabled());
        case MISSING -> {}
        default -> world.add(spec);
      }
    }
    world.add(Spec.of("svc:/slow:default"));
    world
        .kernel()
        .behave(
            InstanceFmri.of("svc:/slow:default"),
            Behaviour.GOOD.starting(new Behaviour.Ending.Hangs()));
    world.boot();
    world.settleNow();
    for (InstanceFmri target : targets) {
      switch (column) {
        case DEGRADED -> world.ask(target, "degraded");
        case MAINTENANCE -> world.ask(target, "maint_on");
        default -> {}
      }
    }
    world.settleNow();
    return world;
  }

  @ParameterizedTest(name = "§3.5 {0} of one target {1}: {2}")
  @MethodSource("cells")
  void singleTarget(Grouping grouping, Column column, boolean starts) {
    Spec dependent =
        Spec.of(DEPENDENT.toString()).needing(grouping, RestartOn.NONE, TARGET.toString());
    if (column == Column.UNINITIALIZED) {
      // Nobody is for long; so this asks the engine in the midst of things.
      Model model =
          with(Column.ONLINE, dependent, TARGET)
              .model()
              .with(Lifecycle.fresh(TARGET, Instant.EPOCH));
      assertThat(new Dependencies(model).areSatisfied(DEPENDENT, Dependencies.UNSEEN))
          .isEqualTo(starts);
      return;
    }
    assertThat(isStarted(with(column, dependent, TARGET))).isEqualTo(starts);
  }

  @ParameterizedTest(name = "§3.5 {0} of a service all of whose instances are {1}: {2}")
  @MethodSource("cells")
  void serviceWithTwoInstancesAlike(Grouping grouping, Column column, boolean starts) {
    if (column == Column.UNINITIALIZED) {
      return;
    }
    Spec dependent =
        Spec.of(DEPENDENT.toString())
            .needing(grouping, RestartOn.NONE, TARGET.service().toString());
    assertThat(isStarted(with(column, dependent, TARGET, SECOND))).isEqualTo(starts);
  }

  @ParameterizedTest(name = "§3.5 {0} of a service with one instance online, one disabled: {1}")
  @CsvSource({"REQUIRE_ALL,true", "REQUIRE_ANY,true", "OPTIONAL_ALL,true", "EXCLUDE_ALL,false"})
  void serviceWithOneInstanceUp(Grouping grouping, boolean starts) {
    assertThat(isStarted(mixed(grouping, false, TARGET.service().toString()))).isEqualTo(starts);
  }

  @ParameterizedTest(name = "§3.5 {0} of a service with one instance online, one coming up: {1}")
  @CsvSource({"REQUIRE_ALL,true", "REQUIRE_ANY,true", "OPTIONAL_ALL,false", "EXCLUDE_ALL,false"})
  void serviceWithOneInstanceStillToCome(Grouping grouping, boolean starts) {
    assertThat(isStarted(mixed(grouping, true, TARGET.service().toString()))).isEqualTo(starts);
  }

  @ParameterizedTest(name = "§3.5 {0} of two instances, one online, one disabled: {1}")
  @CsvSource({"REQUIRE_ALL,false", "REQUIRE_ANY,true", "OPTIONAL_ALL,true", "EXCLUDE_ALL,false"})
  void twoTargets(Grouping grouping, boolean starts) {
    assertThat(isStarted(mixed(grouping, false, TARGET.toString(), SECOND.toString())))
        .isEqualTo(starts);
  }

  private static World mixed(Grouping grouping, boolean secondComing, String... targets) {
    World world = new World(new Invariants());
    world.add(Spec.of(DEPENDENT.toString()).needing(grouping, RestartOn.NONE, targets).disabled());
    world.add(Spec.of(TARGET.toString()));
    world.add(secondComing ? Spec.of(SECOND.toString()) : Spec.of(SECOND.toString()).disabled());
    world.kernel().behave(SECOND, Behaviour.GOOD.starting(new Behaviour.Ending.Hangs()));
    world.boot();
    world.settleNow();
    return world;
  }

  @ParameterizedTest(name = "§3.5 {0} of an empty list: starts")
  @CsvSource({"REQUIRE_ALL", "REQUIRE_ANY", "OPTIONAL_ALL", "EXCLUDE_ALL"})
  void emptyList(Grouping grouping) {
    Spec dependent = Spec.of(DEPENDENT.toString()).needing(grouping, RestartOn.NONE);
    assertThat(isStarted(with(Column.MISSING, dependent))).isTrue();
  }

  @ParameterizedTest(name = "§3.5 {0} of a file that exists: {1}, of one that does not: {2}")
  @CsvSource({
    "REQUIRE_ALL,true,false",
    "REQUIRE_ANY,true,false",
    "OPTIONAL_ALL,true,false",
    "EXCLUDE_ALL,false,true"
  })
  void file(Grouping grouping, boolean ifPresent, boolean ifAbsent) {
    Spec dependent =
        Spec.of(DEPENDENT.toString())
            .needing(grouping, RestartOn.NONE, "file://localhost/etc/there");
    World there = with(Column.MISSING, dependent);
    there.createFile("/etc/there");
    assertThat(isStarted(there)).isEqualTo(ifPresent);
    assertThat(isStarted(with(Column.MISSING, dependent))).isEqualTo(ifAbsent);
  }

  @Test
  @DisplayName("§3.5 file dependencies: looked at only when the group is evaluated")
  void aFileThatAppearsCountsAtTheNextRefresh() {
    World world =
        with(Column.MISSING, Spec.of(DEPENDENT.toString()).requiring("file://localhost/etc/there"));
    assertThat(isStarted(world)).isFalse();
    world.createFile("/etc/there");
    world.settle();
    assertThat(world.state(DEPENDENT)).isEqualTo(InstanceState.OFFLINE);
    world.ask(DEPENDENT, "refresh");
    world.settleNow();
    assertThat(world.state(DEPENDENT)).isEqualTo(InstanceState.ONLINE);
  }

  @Test
  void optionalOfOneThatWaitsForAFileThatIsNotThereStarts() {
    World world = new World(new Invariants());
    world.add(Spec.of(TARGET.toString()).requiring("file://localhost/etc/there"));
    world.add(
        Spec.of(DEPENDENT.toString())
            .needing(Grouping.OPTIONAL_ALL, RestartOn.NONE, TARGET.toString()));
    world.boot();
    world.settleNow();
    assertThat(world.state(TARGET)).isEqualTo(InstanceState.OFFLINE);
    assertThat(world.state(DEPENDENT)).isEqualTo(InstanceState.ONLINE);
  }

  @Test
  void optionalOfOneWhoseFileIsThereWaitsEvenIfItHasAFileItself() {
    World world = new World(new Invariants());
    world.createFile("/etc/mine");
    world.createFile("/etc/its");
    world.add(
        Spec.of(TARGET.toString()).requiring("svc:/slow:default", "file://localhost/etc/its"));
    world.add(Spec.of("svc:/slow:default"));
    world
        .kernel()
        .behave(
            InstanceFmri.of("svc:/slow:default"),
            Behaviour.GOOD.starting(new Behaviour.Ending.Hangs()));
    world.add(
        Spec.of(DEPENDENT.toString())
            .needing(Grouping.OPTIONAL_ALL, RestartOn.NONE, TARGET.toString())
            .requiring("file://localhost/etc/mine"));
    world.boot();
    world.settleNow();
    assertThat(world.state(DEPENDENT)).isEqualTo(InstanceState.OFFLINE);
    assertThat(world.kernel().runs(DEPENDENT, MethodKind.START)).isZero();
  }

  @Test
  @DisplayName("§3.5 optional_all of a target that goes away: once running, the dependent stays")
  void onceRunning() {
    World world =
        with(
            Column.ONLINE,
            Spec.of(DEPENDENT.toString())
                .needing(Grouping.OPTIONAL_ALL, RestartOn.NONE, TARGET.toString()),
            TARGET);
    assertThat(isStarted(world)).isTrue();
    world.enable(TARGET, false);
    world.settleNow();
    assertThat(world.state(TARGET)).isEqualTo(InstanceState.DISABLED);
    assertThat(world.state(DEPENDENT)).isEqualTo(InstanceState.ONLINE);
    assertThat(world.kernel().runs(DEPENDENT, MethodKind.STOP)).isZero();
  }

  private static boolean isStarted(World world) {
    world.enable(DEPENDENT, true);
    world.settleNow();
    return world.kernel().runs(DEPENDENT, MethodKind.START) > 0;
  }
}
