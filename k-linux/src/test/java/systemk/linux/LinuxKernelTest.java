package systemk.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The binding against the kernel it runs on. The children of this JVM are all made here, so it may
/// wait for any of them.
final class LinuxKernelTest {
  private final Kernel kernel = new LinuxKernel();
  @TempDir Path directory;

  private Program shell(String script) {
    Program.Output log = new Program.Output.Append(directory.resolve("log"));
    return new Program(
        "/bin/sh",
        List.of("sh", "-c", script),
        List.of("PATH=/usr/bin:/bin", "COLOUR=blue"),
        directory,
        log,
        log);
  }

  private String log() throws IOException {
    return Files.readString(directory.resolve("log"));
  }

  private Exit finish(int pid) {
    Exit exit = kernel.awaitExit().orElseThrow();
    assertThat(exit.pid()).isEqualTo(pid);
    kernel.reap(pid);
    return exit;
  }

  @Test
  void spawnsWithOutputDirectoryAndEnvironment() throws Exception {
    int pid = kernel.spawn(shell("pwd; echo $COLOUR; echo bad >&2; exit 3"));
    assertThat(finish(pid)).isEqualTo(new Exit(pid, 3, 0, false));
    assertThat(log()).isEqualTo(directory + "\nblue\nbad\n");
  }

  @Test
  void passesDescriptorsUnderTheNumbersTheyShallHave() throws Exception {
    Path fifo = directory.resolve("fifo");
    Descriptors.makeFifo(fifo.toString());
    Descriptors.makeFifo(fifo.toString());
    int reading = Descriptors.readFifo(fifo.toString());
    int writing = Descriptors.writeFifo(fifo.toString());
    // In a pipeline the shell itself may have an end of the pipe open when ls looks.
    Program plain = shell("ls -v /proc/$$/fd; echo word >&5; read line <&3; echo $line");
    SortedMap<Integer, Integer> passed = new TreeMap<>();
    // Each number is taken by the other's source, as far as this process can arrange it.
    passed.put(3, reading);
    passed.put(5, writing);
    passed.put(reading + 1, reading);
    int pid =
        kernel.spawn(
            new Program(
                plain.path(),
                plain.arguments(),
                plain.environment(),
                plain.directory(),
                plain.output(),
                plain.error(),
                passed,
                null,
                List.of()));
    assertThat(finish(pid).code()).isZero();
    assertThat(log().lines()).containsExactly("0", "1", "2", "3", "5", "" + (reading + 1), "word");
    assertThat(Descriptors.areSame(reading, writing)).isFalse();
    int copy = Descriptors.duplicate(reading, 50);
    assertThat(copy).isGreaterThanOrEqualTo(50);
    assertThat(Descriptors.areSame(reading, copy)).isTrue();
    List.of(reading, writing, copy).forEach(Descriptors::close);
  }

  @Test
  void peeksWithoutReaping() {
    int pid = kernel.spawn(shell("kill -TERM $$"));
    Exit seen = kernel.awaitExit().orElseThrow();
    assertThat(kernel.peekExit()).contains(seen);
    assertThat(kernel.stat(pid).orElseThrow().isAlive()).isFalse();
    assertThat(seen.signal()).isEqualTo(15);
    kernel.reap(pid);
    assertThat(kernel.stat(pid)).isEmpty();
    assertThat(kernel.peekExit()).isEmpty();
    assertThat(kernel.awaitExit()).isEmpty();
  }

  @Test
  void saysWhyAProgramCannotBeStarted() {
    Program.Output log = new Program.Output.Append(directory.resolve("log"));
    assertThatThrownBy(
            () ->
                kernel.spawn(new Program("/no/such", List.of("x"), List.of(), directory, log, log)))
        .isInstanceOf(KernelException.class)
        .hasMessage("cannot start /no/such: No such file or directory");
  }

  @Test
  void signalsAProcessButNeverItsSuccessor() {
    int pid = kernel.spawn(shell("exec sleep 1000"));
    ProcessId process = kernel.stat(pid).orElseThrow().id();
    assertThat(kernel.signal(new ProcessId(pid, process.startTime() + 1), 9)).isFalse();
    assertThat(kernel.stat(pid).orElseThrow().isAlive()).isTrue();
    assertThat(kernel.signal(process, 9)).isTrue();
    assertThat(finish(pid).signal()).isEqualTo(9);
    assertThat(kernel.signal(process, 9)).isFalse();
  }

  @Test
  void tellsOfTheEndOfAWatchedProcess() {
    int pid = kernel.spawn(shell("exec sleep 1000"));
    ProcessId process = kernel.stat(pid).orElseThrow().id();
    OptionalInt descriptor = kernel.watch(process);
    try (Poll poll = new Poll()) {
      poll.add(descriptor.orElseThrow());
      assertThat(poll.await(0)).isEmpty();
      kernel.signal(process, 15);
      assertThat(poll.await(30_000))
          .containsExactly(new Poll.Ready(descriptor.orElseThrow(), true, false));
    }
    assertThat(kernel.watch(process)).as("a zombie has ended").isEmpty();
    finish(pid);
    Descriptors.close(descriptor.orElseThrow());
  }

  @Test
  void becomesTheParentOfOrphans() throws Exception {
    kernel.adoptOrphans();
    int pid = kernel.spawn(shell("sh -c 'exit 4' & echo $!; exec sleep 0"));
    List<Exit> exits = new ArrayList<>();
    Optional<Exit> next;
    while ((next = kernel.awaitExit()).isPresent()) {
      exits.add(next.get());
      kernel.reap(next.get().pid());
    }
    int orphan = Integer.parseInt(log().strip());
    assertThat(exits)
        .containsExactlyInAnyOrder(new Exit(pid, 0, 0, false), new Exit(orphan, 4, 0, false));
  }

  @Test
  void readsWhatItsProcessesAre() {
    int pid = kernel.spawn(shell("exec sleep 1000"));
    ProcessStat stat = kernel.stat(pid).orElseThrow();
    assertThat(stat.parent()).isEqualTo(kernel.self());
    assertThat(stat.session()).isEqualTo(pid);
    assertThat(kernel.processes()).extracting(ProcessStat::pid).contains(pid, kernel.self());
    assertThat(kernel.environment(pid)).contains("COLOUR=blue");
    kernel.signal(stat.id(), 9);
    finish(pid);
    assertThat(kernel.environment(pid)).isEmpty();
    assertThat(kernel.arguments(pid)).isEmpty();
  }

  @Test
  void looksUpUsersAndGroups() {
    Account root = kernel.account("root").orElseThrow();
    assertThat(root).isEqualTo(kernel.account(0).orElseThrow());
    assertThat(root.uid()).isZero();
    assertThat(kernel.groups(root)).contains(0);
    assertThat(kernel.group("root")).hasValue(0);
    assertThat(kernel.account("no-such-user")).isEmpty();
    assertThat(kernel.account(1_234_567)).isEmpty();
    assertThat(kernel.group("no-such-group")).isEmpty();
  }

  @Test
  void refusesToSignalTheWholeMachine() {
    assertThatThrownBy(() -> kernel.signalAll(15)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void connectsSocketsAndKnowsWhoIsThere() {
    String path = directory.resolve("s").toString();
    assertThat(Sockets.connect(path)).isEmpty();
    int listening = Sockets.listen(path);
    assertThat(Sockets.accept(listening)).isEqualTo(Descriptors.WOULD_BLOCK);
    int client = Sockets.connect(path).orElseThrow();
    int server = Sockets.accept(listening);
    assertThat(Sockets.peer(server).pid()).isEqualTo(kernel.self());
    assertThat(Sockets.peer(server).uid()).isEqualTo(kernel.user());

    ByteBuffer buffer = ByteBuffer.allocateDirect(16);
    assertThat(Descriptors.read(server, buffer)).isEqualTo(Descriptors.WOULD_BLOCK);
    buffer.put("hello".getBytes(StandardCharsets.UTF_8)).flip();
    assertThat(Descriptors.send(client, buffer)).isEqualTo(5);
    buffer.clear();
    assertThat(Descriptors.read(server, buffer)).isEqualTo(5);
    Descriptors.close(client);
    assertThat(Descriptors.read(server, buffer)).isZero();
    buffer.flip();
    assertThat(Descriptors.send(server, buffer)).isEqualTo(Descriptors.BROKEN);
    Descriptors.close(server);
    Descriptors.close(listening);
  }

  @Test
  void raisesAFlagUntilItIsLowered() {
    int flag = Descriptors.flag();
    try (Poll poll = new Poll()) {
      poll.add(flag);
      assertThat(poll.await(0)).isEmpty();
      Descriptors.raise(flag);
      Descriptors.raise(flag);
      assertThat(poll.await(0)).hasSize(1);
      Descriptors.lower(flag);
      assertThat(poll.await(0)).isEmpty();
      Descriptors.lower(flag);
    }
    Descriptors.close(flag);
  }

  @Test
  void keepsTheMembersOfACgroupAndKillsThem() {
    Optional<CgroupTree> created = CgroupTree.create("systemk-test-" + kernel.self());
    assumeTrue(created.isPresent(), "cgroup v2 is not mounted or may not be written here");
    CgroupTree tree = created.get();
    Path leaf = tree.createLeaf("ct-1");
    try (PopulationWatch watch = new PopulationWatch();
        Poll poll = new Poll()) {
      assertThat(watch.add("ct-1", leaf)).isTrue();
      poll.add(watch.descriptor());
      int pid = kernel.spawn(shell("echo 0 >" + leaf + "/cgroup.procs; exec sleep 1000"));
      awaitChange(poll, watch);
      assertThat(tree.isPopulated("ct-1")).isTrue();
      assertThat(tree.members("ct-1")).containsExactly(pid);
      assertThat(kernel.cgroup(pid).flatMap(tree::leafOf)).contains("ct-1");
      assertThat(tree.remove("ct-1")).isFalse();
      assertThat(tree.kill("ct-1")).isTrue();
      Exit exit = kernel.awaitExit().orElseThrow();
      assertThat(exit.signal()).isEqualTo(9);
      assertThat(kernel.cgroup(pid).flatMap(tree::leafOf)).as("also of a zombie").contains("ct-1");
      kernel.reap(pid);
      while (tree.isPopulated("ct-1")) {
        awaitChange(poll, watch);
      }
      assertThat(tree.remove("ct-1")).isTrue();
      assertThat(tree.members("ct-1")).isEmpty();
      assertThat(tree.isPopulated("ct-1")).isFalse();
      assertThat(tree.kill("ct-1")).isTrue();
    } finally {
      assertThat(tree.remove()).isTrue();
    }
  }

  @Test
  @Timeout(60)
  void holdsTheMembersOfACgroupWhileTheyAreSignalled() throws IOException {
    Optional<CgroupTree> created = CgroupTree.create("systemk-hold-" + kernel.self());
    assumeTrue(created.isPresent(), "cgroup v2 is not mounted or may not be written here");
    CgroupTree tree = created.get();
    Path leaf = tree.createLeaf("ct-1");
    assumeTrue(Files.exists(leaf.resolve("cgroup.freeze")), "only Linux 5.2 and later hold groups");
    try {
      // Who forks all the time, so that nobody could count its children.
      int pid =
          kernel.spawn(
              shell("echo 0 >" + leaf + "/cgroup.procs; while :; do (exec sleep 0.01) & done"));
      while (tree.members("ct-1").size() < 10) {
        Thread.onSpinWait();
      }
      assertThat(tree.freeze("ct-1", Duration.ofSeconds(30))).isTrue();
      List<Integer> held = tree.members("ct-1");
      assertThat(held).contains(pid);
      assertThat(tree.members("ct-1")).as("all of them, at one moment").isEqualTo(held);
      assertThat(tree.freeze("ct-1", Duration.ofSeconds(30))).as("held already").isFalse();
      for (int member : held) {
        kernel.stat(member).ifPresent(stat -> kernel.signal(stat.id(), 15));
      }
      tree.thaw("ct-1");
      assertThat(finish(pid).signal()).isEqualTo(15);
      while (tree.isPopulated("ct-1")) {
        Thread.onSpinWait();
      }
      assertThat(tree.freeze("absent", Duration.ofSeconds(30))).isFalse();
    } finally {
      tree.kill("ct-1");
      while (tree.isPopulated("ct-1")) {
        Thread.onSpinWait();
      }
      assertThat(tree.remove()).isTrue();
    }
  }

  /// Each start of a service makes a cgroup, and a machine starts services for years.
  @Test
  void aCgroupThatIsGoneIsNotWatched() throws IOException {
    Optional<CgroupTree> created = CgroupTree.create("systemk-watch-" + kernel.self());
    assumeTrue(created.isPresent(), "cgroup v2 is not mounted or may not be written here");
    CgroupTree tree = created.get();
    try (PopulationWatch watch = new PopulationWatch()) {
      for (String name : List.of("ct-1", "ct-2", "ct-3")) {
        assertThat(watch.add(name, tree.createLeaf(name))).isTrue();
      }
      int each = watch.count() / 3;
      assertThat(each).isPositive();
      for (String name : List.of("ct-1", "ct-3")) {
        assertThat(tree.remove(name)).isTrue();
        watch.remove(name);
      }
      watch.remove("absent");
      assertThat(watch.changed()).isEmpty();
      assertThat(watch.count()).isEqualTo(each);
      assertThat(Files.readString(Path.of("/proc/self/fdinfo/" + watch.descriptor())).lines())
          .filteredOn(line -> line.startsWith("inotify wd:"))
          .hasSize(each);
    } finally {
      assertThat(tree.remove()).isTrue();
    }
  }

  private static void awaitChange(Poll poll, PopulationWatch watch) {
    assertThat(poll.await(30_000)).isNotEmpty();
    assertThat(watch.changed()).containsOnly("ct-1");
  }

  @Test
  void tellsAfterTheReapHowAWatchedProcessEnded() {
    assumeTrue(kernel.remembersEndings(), "only Linux 6.15 and later remember this");
    for (String script : List.of("read line; exit 42", "kill -TERM $$")) {
      int pid = kernel.spawn(shell("sleep 0.05; " + script));
      ProcessId process = kernel.stat(pid).orElseThrow().id();
      int descriptor = kernel.watch(process).orElseThrow();
      assertThat(kernel.ending(descriptor, process)).isEmpty();
      Exit exit = finish(pid);
      assertThat(kernel.ending(descriptor, process)).contains(exit);
      kernel.unwatch(descriptor);
    }
  }

  @Test
  void readsTheReleaseOfTheKernel() {
    assertThat(LinuxKernel.isAtLeast("6.15.2-amd64", 6, 15)).isTrue();
    assertThat(LinuxKernel.isAtLeast("7.0", 6, 15)).isTrue();
    assertThat(LinuxKernel.isAtLeast("6.1.0-18-cloud", 6, 15)).isFalse();
    assertThat(LinuxKernel.isAtLeast("strange", 6, 15)).isFalse();
  }
}
