package systemk.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A machine from `/sbin/init` to the end of its kernel, which here is that of its namespace.
final class MachineIT {
  private static final String UP = "svc:/milestone/multi-user-server:default";
  private static final String SLEEPER = "svc:/site/sleeper:default";
  private static final String GATE = "svc:/site/gate:default";

  @TempDir Path directory;
  private Machine machine;

  @BeforeEach
  void make() throws Exception {
    Optional<String> missing = Machine.missing();
    assumeTrue(missing.isEmpty(), missing.orElse(""));
    machine =
        new Machine(directory)
            .file("etc/hostname", "machine-of-a-test\n")
            .file(
                "lib/svc/manifest/site/sleeper.json",
                """
                { "service": "site/sleeper", "enabled": true, "duration": "child",
                  "start": "sleep 100000" }
                """);
  }

  @AfterEach
  void end() throws Exception {
    if (machine != null) {
      machine.end();
    }
  }

  private String pid() throws Exception {
    return machine.ok("bin/svcprop", "-p", "restarter/start_pid", SLEEPER);
  }

  private void kill(ProcessHandle process, String signal) throws Exception {
    Process kill = new ProcessBuilder("kill", "-s", signal, Long.toString(process.pid())).start();
    assertThat(kill.waitFor()).isZero();
  }

  @Test
  void bootsOutlivesItsManagersAndEndsAsItIsAsked() throws Exception {
    Files.createDirectories(machine.persistent("var/log"));
    Path wtmp = Files.createFile(machine.persistent("var/log/wtmp"));
    machine.boot();
    machine.awaitState(UP, "online");

    assertThat(machine.ok("hostname")).isEqualTo("machine-of-a-test");
    assertThat(machine.ok("who", "-b")).contains("system boot");
    assertThat(machine.ok("sbin/runlevel")).isEqualTo("N 3");
    assertThat(machine.ok("sh", "-c", "stat -f -c %T /proc /run | sort")).isEqualTo("proc\ntmpfs");
    for (String fmri :
        List.of("filesystem/root", "filesystem/local", "identity:node", "network/loopback")) {
      machine.awaitState(fmri, "online");
    }

    String sleeper = pid();
    for (String signal : List.of("KILL", "SEGV", "ABRT")) {
      Optional<ProcessHandle> running = machine.init();
      assertThat(running).as("k.init before SIG%s: %s", signal, machine.console()).isPresent();
      ProcessHandle before = running.get();
      kill(before, signal);
      Scratch.await(
          "the next k.init after SIG" + signal,
          () -> machine.init().filter(now -> !now.equals(before)).isPresent());
      machine.awaitState(SLEEPER, "online");
      assertThat(pid()).as(signal).isEqualTo(sleeper);
      assertThat(machine.ok("ps", "-o", "comm=", "-p", sleeper)).isEqualTo("sleep");
    }

    assertThat(machine.run("sbin/reboot").status()).isZero();
    assertThat(machine.awaitEnd()).isEqualTo(Machine.REBOOTED);

    machine.boot();
    machine.awaitState(UP, "online");
    machine.awaitState("system/utmp", "online");
    // A boot, a shutdown and a boot: struct utmp has 384 bytes.
    assertThat(Files.size(wtmp)).isEqualTo(3 * 384);
    assertThat(machine.ok("sbin/shutdown", "-y", "-g", "2", "-i", "5"))
        .startsWith("Shutdown scheduled for ");
    assertThat(machine.awaitEnd()).isEqualTo(Machine.POWERED_OFF);
    assertThat(machine.console()).contains("k.init: shutting down: shutdown by uid 0");
  }

  @Test
  void afterTwoBootsThatMissTheirMilestoneTheThirdUsesTheLastConfigurationThatReachedIt()
      throws Exception {
    machine
        .file(
            "lib/svc/manifest/site/gate.json",
            """
            { "service": "site/gate", "enabled": true, "duration": "transient",
              "start": "true", "stop": ":true",
              "dependents": { "gate": { "of": "%s" } } }
            """
                .formatted(UP))
        .boot();
    machine.awaitState(UP, "online");
    awaitLandmark();
    machine.ok("bin/svccfg", "-s", "site/gate", "setprop", "start/exec = \"exit 95\"");
    machine.ok("bin/svccfg", "-s", GATE, "refresh");

    for (int bad = 1; bad <= 2; bad++) {
      machine.losePower();
      machine.boot();
      machine.awaitState(GATE, "maintenance");
      assertThat(machine.state(UP)).isEqualTo("offline");
      assertThat(machine.ok("bin/svcs", "-x")).doesNotContain("earlier configuration");
    }
    machine.losePower();
    machine.boot();
    machine.awaitState(UP, "online");
    assertThat(machine.state(GATE)).isEqualTo("online");
    assertThat(machine.ok("bin/svcprop", "-p", "start/exec", GATE)).isEqualTo("true");
    assertThat(machine.ok("bin/svcs", "-x"))
        .startsWith("The system booted with an earlier configuration.\nReason: 2 boots missed");
    assertThat(machine.ok("bin/svccfg", "log", "-n", "5")).contains("boots missed their milestone");
  }

  private void awaitLandmark() {
    Scratch.await(
        "the boot to be on record as good",
        () -> {
          try {
            return machine
                .run("bin/svcprop", "-p", "boots/missed", "svc:/smf/repository")
                .out()
                .equals("0\n");
          } catch (IOException e) {
            throw new IllegalStateException(e);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
          }
        });
  }

  @Test
  void theKernelsCommandLineNamesTheMilestoneAndLeavingTheShellStartsTheRest() throws Exception {
    machine
        .commandLine("quiet systemk.milestone=single-user systemk.debug")
        .sulogin("echo $$ >/run/shell; exec sleep 100000")
        .boot();
    machine.awaitState("milestone/single-user", "online");
    Scratch.await("a shell on the console", () -> Files.exists(inside("run/shell")));
    assertThat(machine.ok("sbin/runlevel")).isEqualTo("N S");
    assertThat(machine.state(UP)).isEqualTo("disabled");
    assertThat(machine.console()).contains("the kernel's command line asks for it");
    assertThat(Files.readString(machine.persistent("var/svc/log/k.configd.log")))
        .contains(" k.configd DEBUG ");

    machine.ok("sh", "-c", "kill $(cat /run/shell)");
    machine.awaitState(UP, "online");
    assertThat(machine.ok("sbin/runlevel")).isEqualTo("N 3");
  }

  /// The button stands in a pipe, since devices of the machine outside are not to be had.
  @Test
  void thePowerButtonEndsItInOrder() throws Exception {
    String button = "svc:/system/power-button:default";
    machine.boot();
    machine.awaitState(UP, "online");
    assertThat(machine.state(button)).isEqualTo("online");
    assertThat(machine.ok("bin/svcs", "-H", "-p", button).lines()).hasSize(1);

    // Who has it open for both is neither read from nor lets it end.
    machine.ok("sh", "-c", "mkfifo /run/button; sleep 100000 <>/run/button >/dev/null 2>&1 &");
    machine.ok(
        "bin/svccfg", "-s", "system/power-button", "setprop", "config/devices = /run/button");
    machine.ok("bin/svccfg", "-s", button, "refresh");
    machine.ok("bin/svcadm", "restart", "-s", button);
    assertThat(machine.state(button)).isEqualTo("online");
    // Another key, and the button let go.
    press("\\001\\000\\163\\000\\001\\000\\000\\000");
    press("\\001\\000\\164\\000\\000\\000\\000\\000");
    press("\\001\\000\\164\\000\\001\\000\\000\\000");

    assertThat(machine.awaitEnd()).isEqualTo(Machine.POWERED_OFF);
    assertThat(machine.console()).contains("k.init: shutting down: SIGPWR");
    assertThat(Files.readString(machine.persistent("var/svc/log/system-power-button:default.log")))
        .containsOnlyOnce("The power button was pressed");
  }

  /// An event of a device: when it was, and what.
  private void press(String event) throws Exception {
    machine.ok(
        "sh", "-c", "{ head -c 16 /dev/zero; printf '" + event + "'; } | dd obs=24 of=/run/button");
  }

  /// A file of the machine, as it is seen from outside.
  private Path inside(String name) {
    return Path.of("/proc/" + machine.first().orElseThrow().pid() + "/root").resolve(name);
  }

  @Test
  void aDamagedRepositoryBringsAShellThatNamesTheCommandThatRestoresIt() throws Exception {
    machine.boot();
    machine.awaitState(UP, "online");
    Scratch.await("a backup", () -> Files.exists(machine.persistent("etc/svc/repository-boot")));
    for (String group : List.of("first", "second", "third")) {
      machine.ok("bin/svccfg", "-s", SLEEPER, "addpg", group, "application");
    }
    machine.losePower();
    damage(machine.persistent("etc/svc/repository"));

    machine.sulogin("echo $$ >/run/shell; exec sleep 100000").boot();
    Scratch.await("a shell on the console", () -> Files.exists(inside("run/shell")));
    String console = machine.console();
    String command = "svccfg restore-repository /etc/svc/repository-boot-";
    assertThat(console).contains("SystemK: the repository ").contains("bin/" + command);
    String backup =
        console
            .substring(console.lastIndexOf(command) + command.length())
            .lines()
            .findFirst()
            .orElseThrow();
    assertThat(machine.ok("bin/svccfg", "restore-repository", "/etc/svc/repository-boot-" + backup))
        .contains("The repository is restored");
    machine.awaitState(UP, "online");
    machine.ok("bin/svccfg", "-s", SLEEPER, "addpg", "mended", "application");
    assertThat(machine.ok("bin/svcs", "-x")).doesNotContain("takes no changes");
  }

  /// Changes a byte of a transaction behind which there are others, so that no power failure can
  /// have torn it.
  private static void damage(Path repository) throws IOException {
    Path journal;
    try (Stream<Path> files = Files.list(repository)) {
      journal =
          files
              .filter(file -> file.getFileName().toString().startsWith("j-"))
              .max(Comparator.naturalOrder())
              .orElseThrow();
    }
    try (RandomAccessFile file = new RandomAccessFile(journal.toFile(), "rw")) {
      file.seek(100);
      int there = file.read();
      file.seek(100);
      file.write(there ^ 0x55);
    }
  }
}
