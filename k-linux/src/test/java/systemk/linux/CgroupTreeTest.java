package systemk.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CgroupTreeTest {
  private static final String HYBRID =
      """
      23 1 0:20 / /sys rw - sysfs sysfs rw
      38 31 0:35 / /sys/fs/cgroup/pids rw,relatime - cgroup cgroup rw,pids
      41 31 0:38 / /sys/fs/cgroup/unified rw,relatime shared:3 - cgroup2 cgroup2 rw
      """;

  @Test
  void findsTheOwnDirectoryBesideVersionOne() {
    assertThat(CgroupTree.ownDirectory(HYBRID, "8:pids:/a\n0::/user.slice/me\n"))
        .contains(Path.of("/sys/fs/cgroup/unified/user.slice/me"));
    assertThat(CgroupTree.ownDirectory(HYBRID, "0::/\n"))
        .contains(Path.of("/sys/fs/cgroup/unified"));
  }

  @Test
  void leavesOutWhatTheMountHides() {
    String mounts = "41 31 0:38 /docker/abc /sys/fs/cgroup ro - cgroup2 cgroup rw\n";
    assertThat(CgroupTree.ownDirectory(mounts, "0::/docker/abc/x\n"))
        .contains(Path.of("/sys/fs/cgroup/x"));
    assertThat(CgroupTree.ownDirectory(mounts, "0::/elsewhere\n")).isEmpty();
  }

  @Test
  void findsNothingWithoutVersionTwo() {
    assertThat(CgroupTree.ownDirectory("1 1 0:1 / / rw - ext4 x rw\n", "0::/\n")).isEmpty();
    assertThat(CgroupTree.ownDirectory(HYBRID, "8:pids:/a\n")).isEmpty();
  }

  @Test
  void readsTheGroupOfAProcessWhoseGroupIsGone() {
    assertThat(Proc.unifiedCgroup("0::/a/ct-7 (deleted)\n")).contains("/a/ct-7");
  }

  @Test
  void enablesWhatIsDelegatedAndOfUse(@TempDir Path directory) throws Exception {
    Files.writeString(directory.resolve("cgroup.controllers"), "cpuset cpu memory rdma pids\n");
    Path enabled = Files.createFile(directory.resolve("cgroup.subtree_control"));
    List<String> wanted = List.of("cpu", "io", "memory", "pids");
    assertThat(CgroupTree.enable(directory, wanted)).isTrue();
    assertThat(Files.readString(enabled)).isEqualTo("+cpu +memory +pids");
    Files.delete(enabled);
    assertThat(CgroupTree.enable(directory, wanted)).isFalse();
  }

  /// With whatever controller the real kernel has to give.
  @Test
  void enablesNothingWhereProcessesLiveUntilTheyHaveMoved() throws Exception {
    String mounts = Files.readString(Path.of("/proc/self/mountinfo"));
    String own = Files.readString(Path.of("/proc/self/cgroup"));
    Optional<Path> parent = CgroupTree.ownDirectory(mounts, own).filter(Files::isWritable);
    assumeTrue(parent.isPresent(), "cgroup v2 is not mounted or may not be written here");
    List<String> controllers =
        List.of(Files.readString(parent.get().resolve("cgroup.controllers")).strip().split(" "));
    Path control = parent.get().resolve("cgroup.subtree_control");
    String before = Files.readString(control);
    assumeTrue(
        !controllers.contains("") && CgroupTree.enable(parent.get(), controllers),
        "no controller is delegated to " + parent.get());
    Kernel kernel = new LinuxKernel();
    String name = "k-test-" + kernel.self();
    Path group = Files.createDirectory(parent.get().resolve(name));
    int sleeper =
        kernel.spawn(
            new Program(
                "/bin/sleep",
                List.of("sleep", "1000"),
                List.of(),
                Path.of("/"),
                new Program.Output.Inherit(),
                new Program.Output.Inherit()));
    try {
      Files.writeString(group.resolve("cgroup.procs"), Integer.toString(sleeper));
      assertThat(CgroupTree.enable(group, controllers)).isFalse();
      CgroupTree.move(group, group.resolve("init"));
      assertThat(Files.readString(group.resolve("init/cgroup.procs"))).isEqualTo(sleeper + "\n");
      assertThat(CgroupTree.enable(group, controllers)).isTrue();
      assertThat(Files.readString(group.resolve("cgroup.subtree_control")).strip())
          .isEqualTo(String.join(" ", controllers));
    } finally {
      kernel.signal(kernel.stat(sleeper).orElseThrow().id(), Signals.KILL);
      assertThat(kernel.awaitExit()).isPresent();
      kernel.reap(sleeper);
      assertThat(PlainCgroups.at(parent.get()).remove(name)).isTrue();
      if (before.isBlank()) {
        Files.writeString(control, "-" + String.join(" -", controllers));
      }
    }
  }

  @Test
  void writesAndCountsOnlyWhereThereIsAFile(@TempDir Path directory) throws Exception {
    CgroupTree tree = PlainCgroups.at(directory);
    Path leaf = tree.createLeaf("ct-1");
    Files.createFile(leaf.resolve("pids.max"));
    assertThat(tree.write("ct-1", "pids.max", "5")).isTrue();
    assertThat(Files.readString(leaf.resolve("pids.max"))).isEqualTo("5");
    assertThat(tree.write("ct-1", "memory.max", "5")).isFalse();
    assertThat(tree.write("ct-2", "pids.max", "5")).isFalse();
    assertThat(leaf.resolve("memory.max")).doesNotExist();
    Files.writeString(leaf.resolve("memory.events"), "low 0\noom 3\noom_kill 2\n");
    assertThat(tree.count("ct-1", "memory.events", "oom_kill")).hasValue(2);
    assertThat(tree.count("ct-1", "memory.events", "oom")).hasValue(3);
    assertThat(tree.count("ct-1", "pids.events", "max")).isEmpty();
  }
}
