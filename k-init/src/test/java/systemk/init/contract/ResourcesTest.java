package systemk.init.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import systemk.init.loop.Reactor;
import systemk.json.Json;
import systemk.linux.Peer;
import systemk.linux.PlainCgroups;
import systemk.linux.SimKernel;

/// Limits of cgroups, in a directory of plain files.
final class ResourcesTest implements Reactor, Contracts.Listener {
  @TempDir Path directory;
  private final SimKernel kernel = new SimKernel();
  private final List<Event> told = new ArrayList<>();

  private Contracts contracts() throws IOException {
    Path records = Files.createDirectories(directory.resolve("records"));
    return new Contracts(
        kernel,
        this,
        new ContractStore(records),
        new CgroupMembership(kernel, PlainCgroups.at(directory.resolve("cgroup"))),
        new Prologue(),
        directory.resolve("notify"),
        "root",
        this);
  }

  /// A file of the cgroup the next contract gets.
  private Path file(long contract, String name, String text) throws IOException {
    Path leaf = Files.createDirectories(directory.resolve("cgroup").resolve("ct-" + contract));
    return Files.writeString(leaf.resolve(name), text);
  }

  private static SpawnRequest request() {
    return SpawnRequest.parse(
        Json.object()
            .put("token", "t")
            .put("owner", "svc:/x:default")
            .putStrings("argv", List.of("/bin/true"))
            .put(
                "resources",
                Json.object()
                    .put("memory_max", 1000)
                    .put("cpu_max", 150)
                    .put("io_weight", 7)
                    .put("pids_max", 5)
                    .build())
            .build());
  }

  @Test
  void writesWhatItCanAndSaysWhatItCannot() throws IOException {
    Path memory = file(1, "memory.max", "");
    Path group = file(1, "memory.oom.group", "0");
    Path cpu = file(1, "cpu.max", "");
    Path io = file(1, "io.weight", "");
    Contract contract = contracts().spawn(request());
    assertThat(Files.readString(memory)).isEqualTo("1000");
    assertThat(Files.readString(group)).isEqualTo("1");
    assertThat(Files.readString(cpu)).isEqualTo("150000 100000");
    assertThat(Files.readString(io)).isEqualTo("default 7");
    assertThat(contract.notApplied()).containsExactly("pids_max");
  }

  @Test
  void tellsWhichLimitWasHitBeforeTheEndItLedTo() throws IOException {
    file(1, "memory.events", "oom 0\noom_kill 0\n");
    file(1, "pids.events", "max 0\n");
    Contracts contracts = contracts();
    Contract contract = contracts.spawn(request());
    file(1, "memory.events", "oom 1\noom_kill 1\n");
    kernel.signal(contract.main().orElseThrow(), 9);
    contracts.reapChildren();
    assertThat(told).hasSize(3);
    assertThat(told.get(0))
        .isInstanceOfSatisfying(
            Event.Notified.class,
            event -> assertThat(event.said()).containsEntry("LIMIT", "memory"));
    assertThat(told.get(1)).isInstanceOf(Event.Exited.class);
    assertThat(told.get(2)).isInstanceOf(Event.Emptied.class);
  }

  @Test
  void tellsOnceOfALimitThatEndsNobody() throws IOException {
    file(1, "pids.events", "max 0\n");
    Contracts contracts = contracts();
    Contract contract = contracts.spawn(request());
    for (int i = 0; i < 2; i++) {
      file(1, "pids.events", "max " + (3 + i) + "\n");
      contracts.changed(contract.id());
    }
    assertThat(told).hasSize(1);
    assertThat(told.get(0))
        .isInstanceOfSatisfying(
            Event.Notified.class, event -> assertThat(event.said()).containsEntry("LIMIT", "pids"));
  }

  @Test
  void ofTwoLimitsTheOneThatKillsIsToldLast() throws IOException {
    Contracts contracts = contracts();
    Contract contract = contracts.spawn(request());
    file(1, "memory.events", "oom 1\noom_kill 1\n");
    file(1, "pids.events", "max 4\n");
    kernel.signal(contract.main().orElseThrow(), 9);
    contracts.reapChildren();
    assertThat(told.stream().filter(Event.Notified.class::isInstance).toList().getLast())
        .isInstanceOfSatisfying(
            Event.Notified.class,
            event -> assertThat(event.said()).containsEntry("LIMIT", "memory"));
  }

  @Test
  void aMachineWithoutMemoryIsNoLimitOfTheService() throws IOException {
    Contracts contracts = contracts();
    Contract contract = contracts.spawn(request());
    file(1, "memory.events", "oom 0\noom_kill 1\n");
    kernel.signal(contract.main().orElseThrow(), 9);
    contracts.reapChildren();
    assertThat(told).noneMatch(Event.Notified.class::isInstance);
  }

  @Test
  void saysNothingOfLimitsThatWereNotHit() throws IOException {
    file(1, "memory.events", "oom 0\noom_kill 0\n");
    Contracts contracts = contracts();
    Contract contract = contracts.spawn(request());
    kernel.signal(contract.main().orElseThrow(), 9);
    contracts.reapChildren();
    assertThat(told).hasSize(2).noneMatch(Event.Notified.class::isInstance);
  }

  @Override
  public void happened(Contract contract, Event event) {
    told.add(event);
  }

  @Override
  public void daemonEnded(Contract contract) {
    throw new AssertionError("there is no daemon");
  }

  @Override
  public void disbelieved(Contract contract, Peer sender) {
    throw new AssertionError("nobody sends anything");
  }

  @Override
  public void post(Runnable action) {
    action.run();
  }

  @Override
  public Timer after(Duration delay, Runnable action) {
    throw new AssertionError("there is no time here");
  }

  @Override
  public void watch(int descriptor, Reaction reaction) {
    throw new AssertionError("nothing is to be watched");
  }

  @Override
  public void unwatch(int descriptor) {
    throw new AssertionError("nothing is watched");
  }
}
