package systemk.shell.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import org.junit.jupiter.api.Test;
import systemk.core.repository.ScheduledEnd;
import systemk.core.rights.Principal;
import systemk.shell.Host;
import systemk.shell.Outcome;

class MachineCommandsTest {
  private final Host host = new Host();

  private Outcome.Exit run(String... command) {
    return host.run(command);
  }

  private Option<ScheduledEnd> scheduled() {
    return ScheduledEnd.pending(host.state());
  }

  @Test
  void endsAreAnnouncedAndThenBegun() {
    assertThat(run("reboot")).isEqualTo(Outcome.Exit.ok(""));
    assertThat(run("poweroff")).isEqualTo(Outcome.Exit.ok(""));
    assertThat(run("halt", "-p").status()).isZero();
    assertThat(run("halt").status()).isZero();
    assertThat(host.machine())
        .containsExactly(
            "announce The system is going down for reboot NOW!",
            "reboot reboot by uid 0 (pid 42)",
            "announce The system is going down for power off NOW!",
            "poweroff poweroff by uid 0 (pid 42)",
            "announce The system is going down for power off NOW!",
            "poweroff halt by uid 0 (pid 42)",
            "announce The system is going down for halt NOW!",
            "halt halt by uid 0 (pid 42)");
  }

  @Test
  void forceAsksNobody() {
    assertThat(run("reboot", "-f").status()).isZero();
    assertThat(host.machine()).containsExactly("force reboot reboot by uid 0 (pid 42)");
  }

  @Test
  void onlyRootMay() {
    host.as(Principal.NOBODY);
    for (String command : Vector.of("reboot", "poweroff", "halt", "shutdown")) {
      assertThat(run(command))
          .isEqualTo(Outcome.Exit.failed(command + ": Permission denied.\n", 1));
    }
    assertThat(run("shutdown", "-c").err()).isEqualTo("shutdown: Permission denied.\n");
    assertThat(run("telinit", "0").err()).isEqualTo("telinit: Permission denied.\n");
    assertThat(run("telinit", "q").err()).isEqualTo("telinit: Permission denied.\n");
    assertThat(host.machine()).isEmpty();
    assertThat(host.commits()).isZero();
  }

  @Test
  void whatIsNoMachineIsNotEnded() {
    host.withoutMachine("it is none");
    assertThat(run("reboot")).isEqualTo(Outcome.Exit.failed("reboot: it is none\n", 1));
    assertThat(run("shutdown", "+5")).isEqualTo(Outcome.Exit.failed("shutdown: it is none\n", 1));
    assertThat(run("telinit", "s").status()).isEqualTo(1);
    assertThat(host.commits()).isZero();
  }

  @Test
  void aShutdownIsScheduledReplacedAndCancelled() {
    assertThat(run("shutdown", "-r", "+10", "new", "kernel").out())
        .isEqualTo(
            "Shutdown scheduled for Tue 2026-03-10 12:10:00 Z, use 'shutdown -c' to cancel.\n");
    ScheduledEnd end = scheduled().get();
    assertThat(end.how()).isEqualTo("reboot");
    assertThat(end.at()).isEqualTo(Host.NOW.plusSeconds(600).toEpochMilli());
    assertThat(end.message()).isEqualTo("new kernel");
    assertThat(run("shutdown", "-y", "-g", "90", "-i", "5").status()).isZero();
    assertThat(scheduled().get().how()).isEqualTo("poweroff");
    assertThat(scheduled().get().at()).isEqualTo(Host.NOW.plusSeconds(90).toEpochMilli());
    assertThat(run("shutdown", "-c", "never mind").status()).isZero();
    assertThat(scheduled()).isEqualTo(Option.none());
    assertThat(host.machine())
        .containsExactly(
            "announce The system is going down for reboot in 10 minutes!\nnew kernel",
            "announce The system is going down for power off in 90 seconds!",
            "announce The system shutdown has been cancelled\nnever mind");
    assertThat(run("shutdown", "-c"))
        .isEqualTo(Outcome.Exit.failed("shutdown: no shutdown is scheduled\n", 1));
  }

  @Test
  void aClockTimeIsTodayOrTomorrow() {
    assertThat(run("shutdown", "-h", "13:30").status()).isZero();
    assertThat(scheduled().get().at()).isEqualTo(Host.NOW.plusSeconds(90 * 60).toEpochMilli());
    assertThat(run("shutdown", "-h", "11:30").status()).isZero();
    assertThat(scheduled().get().at())
        .isEqualTo(Host.NOW.plusSeconds(23 * 3600 + 1800).toEpochMilli());
  }

  @Test
  void nowIsNotScheduled() {
    assertThat(run("shutdown", "-P", "now").status()).isZero();
    assertThat(scheduled()).isEqualTo(Option.none());
    assertThat(host.machine())
        .containsExactly(
            "announce The system is going down for power off NOW!",
            "poweroff shutdown by uid 0 (pid 42)");
  }

  @Test
  void onlyPeopleAreWarned() {
    assertThat(run("shutdown", "-k", "-r", "+5").status()).isZero();
    assertThat(scheduled()).isEqualTo(Option.none());
    assertThat(host.machine())
        .containsExactly("announce The system is going down for reboot in 5 minutes!");
  }

  @Test
  void mistakesChangeNothing() {
    for (Vector<String> line :
        Vector.of(
            Vector.of("shutdown", "soon"),
            Vector.of("shutdown", "25:00"),
            Vector.of("shutdown", "-g", "x"),
            Vector.of("shutdown", "-g", ""),
            Vector.of("shutdown", "-i", "3"),
            Vector.of("shutdown", "-r", "-h", "now"),
            Vector.of("telinit"),
            Vector.of("telinit", "7"),
            Vector.of("runlevel", "3"),
            Vector.of("reboot", "now"))) {
      Outcome.Exit exit = run(line.toJavaArray(String[]::new));
      assertThat(exit.status()).as("%s", line).isEqualTo(2);
      assertThat(exit.err()).contains("Usage: " + line.head());
    }
    assertThat(host.machine()).isEmpty();
    assertThat(host.commits()).isZero();
  }

  @Test
  void runLevelsAreMilestones() {
    assertThat(run("runlevel").out()).isEqualTo("N 3\n");
    assertThat(run("telinit", "2").status()).isZero();
    assertThat(run("runlevel").out()).isEqualTo("N 2\n");
    assertThat(run("telinit", "s").status()).isZero();
    assertThat(run("runlevel").out()).isEqualTo("N S\n");
    assertThat(host.machine())
        .containsExactly("announce The system is going down to single-user mode NOW!", "console");
    assertThat(run("telinit", "5").status()).isZero();
    assertThat(run("runlevel").out()).isEqualTo("N 3\n");
    assertThat(run("telinit", "6").status()).isZero();
    assertThat(host.machine().last()).isEqualTo("reboot telinit by uid 0 (pid 42)");
  }
}
