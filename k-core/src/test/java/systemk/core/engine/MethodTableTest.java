package systemk.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import systemk.core.fmri.InstanceFmri;
import systemk.core.graph.Grouping;
import systemk.core.graph.RestartOn;
import systemk.core.method.ExitStatus;
import systemk.core.method.MethodKind;
import systemk.core.property.Layer;
import systemk.core.property.Property;
import systemk.core.repository.Change;
import systemk.core.restarter.InstanceState;
import systemk.core.restarter.Phase;
import systemk.core.restarter.Reason;

/// The table of smf.md §4.4, cell by cell: what becomes of an instance by which methods it has.
/// What becomes of it by how they end is in [ExitTableTest].
class MethodTableTest {
  private static final InstanceFmri WEB = InstanceFmri.of("svc:/web:default");

  private static World booted(Spec spec, Behaviour behaviour) {
    World world = new World(new Invariants());
    world.add(spec);
    world.kernel().behave(WEB, behaviour);
    world.boot();
    world.settle();
    return world;
  }

  private static Spec web() {
    return Spec.of(WEB.toString());
  }

  private static void assertRests(World world, InstanceState state, Reason reason) {
    assertThat(world.state(WEB)).isEqualTo(state);
    assertThat(world.lifecycle(WEB).reason()).isEqualTo(reason);
  }

  @ParameterizedTest(name = "§4.4 start, {0}: success, online without processes; \"{1}\"")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          group absent | Method property group 'start' is not present.
          exec absent | Method property 'start/exec is not present.
          :true | Executing start method (null).
          """,
      quoteCharacter = '"')
  void aStartThatRunsNothingIsASuccess(String how, String line) {
    Spec spec =
        switch (how) {
          case "group absent" -> web().withoutGroup("start");
          case "exec absent" -> web().without("start", "exec");
          default -> web().with("start", "exec", how);
        };
    World world = booted(spec, Behaviour.GOOD);
    assertRests(world, InstanceState.ONLINE, Reason.DEPENDENCIES_SATISFIED);
    assertThat(world.kernel().processes(WEB)).isZero();
    assertThat(world.log()).contains(WEB + " " + line);

    // Nor does it count among the starts that may be too many.
    for (int i = 0; i < 10; i++) {
      world.ask(WEB, "restart");
      world.settle();
    }
    assertRests(world, InstanceState.ONLINE, Reason.DEPENDENCIES_SATISFIED);
  }

  @Test
  @DisplayName("§4.1 %{restarter/contract}: a stop method is told whom to stop")
  void aStopMethodIsToldTheContract() {
    World world =
        booted(web().with("stop", "exec", "/bin/stop %{restarter/contract}"), Behaviour.GOOD);
    long contract = world.lifecycle(WEB).contract().get();

    world.enable(WEB, false);
    world.settle();

    assertRests(world, InstanceState.DISABLED, Reason.DISABLE_REQUEST);
    assertThat(world.log())
        .contains(WEB + " Executing stop method (\"/bin/stop " + contract + "\").");
  }

  @ParameterizedTest(name = "§4.4 start {0}: not run, maintenance")
  @ValueSource(strings = {":kill", ":kill -NOPE", ":what", "/bin/x %{none}", "/bin/x %q"})
  void aStartThatCannotBeRunNeedsAnAdministrator(String exec) {
    World world = booted(web().with("start", "exec", exec), Behaviour.GOOD);
    assertRests(world, InstanceState.MAINTENANCE, Reason.METHOD_FAILED);
    assertThat(world.kernel().runs(WEB, MethodKind.START)).isZero();
  }

  @Test
  @DisplayName("§4.4 bad method context: the context error text is logged → maintenance")
  void aProcessThatCannotBeMadeNeedsAnAdministrator() {
    World world = booted(web(), Behaviour.GOOD.starting(new Behaviour.Ending.Refused()));
    assertRests(world, InstanceState.MAINTENANCE, Reason.METHOD_FAILED);
    assertThat(world.log()).contains(WEB + " cannot make the process");
  }

  @ParameterizedTest(name = "§4.4 stop, {0}: success, then the processes are waited for; \"{1}\"")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          group absent | Method property group 'stop' is not present.
          exec absent | Method property 'stop/exec is not present.
          :true | Executing stop method (null).
          """,
      quoteCharacter = '"')
  void aStopThatRunsNothingWaitsForTheProcessesAndKillsThemInTheEnd(String how, String line) {
    Spec spec =
        switch (how) {
          case "group absent" -> web().withoutGroup("stop");
          case "exec absent" -> web().without("stop", "exec");
          default -> web().with("stop", "exec", how);
        };
    World world = booted(spec, Behaviour.GOOD);
    world.enable(WEB, false);
    world.settleNow();
    assertThat(world.state(WEB)).isEqualTo(InstanceState.ONLINE);
    assertThat(world.log()).contains(WEB + " " + line);
    world.settle();
    assertRests(world, InstanceState.MAINTENANCE, Reason.METHOD_FAILED);
    assertThat(world.kernel().processes(WEB)).isZero();
  }

  @Test
  void aStopThatRunsNothingIsDoneWhenTheProcessesEndByThemselves() {
    World world = booted(web().with("stop", "exec", ":true"), Behaviour.GOOD);
    world.enable(WEB, false);
    world.settleNow();
    world.kernel().endService(WEB, new ExitStatus.Code(0));
    world.settle();
    assertRests(world, InstanceState.DISABLED, Reason.DISABLE_REQUEST);
  }

  @ParameterizedTest(name = "§4.4 :kill as stop of a {0} service: →{1}")
  @CsvSource({
    "contract, DISABLED, DISABLE_REQUEST",
    "child, DISABLED, DISABLE_REQUEST",
    "transient, MAINTENANCE, METHOD_FAILED"
  })
  void killAsStop(String duration, InstanceState end, Reason reason) {
    World world = booted(web().lasting(duration).with("stop", "exec", ":kill"), Behaviour.GOOD);
    world.enable(WEB, false);
    world.settle();
    assertRests(world, end, reason);
    assertThat(
            world
                .log()
                .contains(WEB + " Invalid use of \":kill\" as stop method for transient service."))
        .isEqualTo(duration.equals("transient"));
  }

  @Test
  void killThatDoesNotHelpEndsInMaintenanceAndWithSigkill() {
    World world = booted(web().with("stop", "exec", ":kill"), Behaviour.GOOD.thatIsStubborn());
    world.enable(WEB, false);
    world.settle();
    assertRests(world, InstanceState.MAINTENANCE, Reason.METHOD_FAILED);
    assertThat(world.kernel().processes(WEB)).isZero();
  }

  @Test
  @DisplayName("§4.4 stop of a non-transient with no primary contract: success without running")
  void aServiceWithoutProcessesIsStoppedWithoutItsMethod() {
    World world =
        booted(web(), Behaviour.GOOD.starting(new Behaviour.Ending.Exits(94)).withoutDaemon());
    assertRests(world, InstanceState.ONLINE, Reason.DEPENDENCIES_SATISFIED);
    world.enable(WEB, false);
    world.settle();
    assertRests(world, InstanceState.DISABLED, Reason.DISABLE_REQUEST);
    assertThat(world.kernel().runs(WEB, MethodKind.STOP)).isZero();
  }

  @Test
  @DisplayName("§4.4 stop of a transient: its method runs, whatever processes there are")
  void aTransientServiceIsStoppedByItsMethod() {
    World world = booted(web().lasting("transient"), Behaviour.GOOD.withoutDaemon());
    world.enable(WEB, false);
    world.settle();
    assertRests(world, InstanceState.DISABLED, Reason.DISABLE_REQUEST);
    assertThat(world.kernel().runs(WEB, MethodKind.STOP)).isEqualTo(1);
  }

  @Test
  void whatATransientServiceLeavesIsNotWatched() {
    World world = booted(web().lasting("transient"), Behaviour.GOOD);
    assertRests(world, InstanceState.ONLINE, Reason.DEPENDENCIES_SATISFIED);
    assertThat(world.kernel().orphans(WEB)).isEqualTo(1);
  }

  @ParameterizedTest(name = "§4.4 refresh, {0}: success; \"{1}\"")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          group absent | No 'refresh' method defined.  Treating as :true.
          exec absent | Method property 'refresh/exec is not present.
          :true | Executing refresh method (null).
          """,
      quoteCharacter = '"')
  void aRefreshThatRunsNothingIsASuccess(String how, String line) {
    Spec spec =
        switch (how) {
          case "group absent" -> web();
          case "exec absent" -> web().timeout("refresh", 60);
          default -> web().with("refresh", "exec", how);
        };
    World world = booted(spec, Behaviour.GOOD);
    world.ask(WEB, "refresh");
    world.settle();
    assertRests(world, InstanceState.ONLINE, Reason.DEPENDENCIES_SATISFIED);
    assertThat(world.kernel().runs(WEB, MethodKind.REFRESH)).isZero();
    assertThat(world.log()).contains(WEB + " " + line);
  }

  /// In SMF a contract may fail to open; here k.init owns them all, so that it is there, or what it
  /// held has ended (architecture.md §2, §6).
  @Test
  @DisplayName(
      "§4.4 stop, contract cannot be opened (departure: a contract k.init does not have is empty)")
  void aContractThatIsGone() {
    World world = booted(web(), Behaviour.GOOD.stopping(new Behaviour.Ending.Hangs()));
    world.enable(WEB, false);
    world.settleNow();
    assertThat(world.lifecycle(WEB).phase()).isInstanceOf(Phase.Stopping.class);
    Model begun =
        Machine.step(
                Model.empty("/log"),
                new Event.Recovered(world.repository(), Vector.empty()),
                world.now())
            .state();
    assertThat(begun.state(WEB)).contains(InstanceState.DISABLED);
  }

  @ParameterizedTest(name = "§4.4 {0} service, start path {1} {2}: {3}")
  @CsvSource({
    "child, /opt/web, missing, MAINTENANCE",
    "child, /opt/web, there, ONLINE",
    "child, opt/web, missing, ONLINE",
    "child, /opt/w*, missing, ONLINE",
    "child, //opt/web, missing, ONLINE",
    "contract, /opt/web, missing, ONLINE",
    "transient, /opt/web, missing, ONLINE"
  })
  void startPath(String duration, String path, String there, InstanceState end) {
    World world = new World(new Invariants());
    if (there.equals("there")) {
      world.createFile(path);
    }
    world.add(web().lasting(duration).with("start", "exec", path + " -f 'a b'"));
    world.boot();
    world.settle();
    assertThat(world.state(WEB)).isEqualTo(end);
    String line = " Missing start method (" + path + "), changing state to maintenance.";
    assertThat(world.log().contains(WEB + line)).isEqualTo(end == InstanceState.MAINTENANCE);
    assertThat(world.kernel().runs(WEB, MethodKind.START))
        .isEqualTo(end == InstanceState.MAINTENANCE ? 0 : 1);
  }

  @Test
  @DisplayName("§4.4 wait service, start path missing: looked for anew at each start")
  void startPathThatIsMended() {
    World world = new World(new Invariants());
    world.add(
        web()
            .lasting("child")
            .with("start", "exec", "/opt/web")
            .requiring("file://localhost/etc/web.conf"));
    world.createFile("/etc/web.conf");
    world.boot();
    world.settle();
    assertRests(world, InstanceState.MAINTENANCE, Reason.METHOD_FAILED);
    world.createFile("/opt/web");
    world.ask(WEB, "maint_off");
    world.settle();
    assertRests(world, InstanceState.ONLINE, Reason.DEPENDENCIES_SATISFIED);

    world.removeFile("/opt/web");
    world.ask(WEB, "restart");
    world.settle();
    assertRests(world, InstanceState.MAINTENANCE, Reason.METHOD_FAILED);
  }

  /// It is stopped for a fault of something else, because any request would forget the history.
  @ParameterizedTest(name = "§4.4 rate limit, {0} starts of {1}: forked {2} times, {3}")
  @CsvSource({"4, /bin/start, 4, ONLINE", "5, /bin/start, 4, MAINTENANCE", "9, :true, 0, ONLINE"})
  void rateLimit(int starts, String exec, int forked, InstanceState end) {
    InstanceFmri base = InstanceFmri.of("svc:/base:default");
    World world = new World(new Invariants());
    world.add(
        Spec.of(base.toString()).with("startd", Property.integer("critical_failure_period", 1)));
    world.add(
        web()
            .lasting(exec.equals(":true") ? "transient" : "contract")
            .with("start", "exec", exec)
            .needing(Grouping.REQUIRE_ALL, RestartOn.ERROR, base.toString()));
    world.boot();
    world.settle();
    for (int i = 1; i < starts; i++) {
      world.passTime(2);
      world.kernel().endHelper(base, new ExitStatus.Signalled(11, true));
      world.settle();
    }
    assertThat(world.state(WEB)).isEqualTo(end);
    assertThat(world.kernel().runs(WEB, MethodKind.START)).isEqualTo(forked);
    assertThat(world.kernel().runs(base, MethodKind.START)).isEqualTo(starts);
  }

  @Test
  @DisplayName("§4.4 snapshot: methods read the running snapshot")
  void runningSnapshot() {
    World world = booted(web(), Behaviour.GOOD);
    Change edit =
        new Change.SetProperty(
            WEB, "stop", Property.of("exec", ":true"), Layer.ADMIN, Option.none());
    world.commit(Vector.of(edit));
    world.ask(WEB, "restart");
    world.settle();
    assertThat(world.kernel().runs(WEB, MethodKind.STOP)).isEqualTo(1);

    world.ask(WEB, "refresh");
    world.settle();
    world.ask(WEB, "restart");
    world.settle();
    assertThat(world.kernel().runs(WEB, MethodKind.STOP)).isEqualTo(1);
    assertThat(world.log()).contains(WEB + " Executing stop method (null).");
  }

  @Test
  @DisplayName("§4.4 snapshot: if there is none, the current values")
  void noRunningSnapshot() {
    World world = booted(web(), Behaviour.GOOD);
    world.commit(
        Vector.of(
            new Change.SetProperty(
                WEB, "stop", Property.of("exec", "/bin/other"), Layer.ADMIN, Option.none()),
            new Change.RemoveSnapshot(WEB, "running")));
    world.ask(WEB, "restart");
    world.settleNow();
    assertThat(world.log()).contains(WEB + " Executing stop method (\"/bin/other\").");
  }

  @Test
  void aRefreshByKillSignalsTheProcessesAndCounts() {
    World world =
        booted(web().with("refresh", "exec", ":kill -HUP"), Behaviour.GOOD.thatIsStubborn());
    world.ask(WEB, "refresh");
    world.settle();
    assertRests(world, InstanceState.ONLINE, Reason.DEPENDENCIES_SATISFIED);
    assertThat(world.log()).contains(WEB + " Executing refresh method (:kill).");
  }
}
