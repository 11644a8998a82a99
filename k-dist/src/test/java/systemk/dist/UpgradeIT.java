package systemk.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import systemk.bench.Tree;

/// The managers are replaced by those of another installation while services run.
class UpgradeIT {
  private static final List<String> MANAGERS = List.of("k.init", "k.configd", "k.startd");

  private static final String CHILD = "svc:/t/child:default";

  private static final String SERVICES =
      """
      { "services": [
        { "service": "t/child", "enabled": true, "duration": "child", "start": "sleep 6000" },
        { "service": "t/daemon", "enabled": true, "start": "sleep 6000 & :", "stop": ":kill" },
        // It ends by itself once, in the midst of an upgrade.
        { "service": "t/ends", "enabled": true, "duration": "child",
          "start": "sh -c 'while [ ! -e DIR/now ]; do sleep 0.01; done; [ -e DIR/over ] && exec sleep 6000; : >DIR/over; exit 7'" }
      ] }
      """;

  /// It leaves a pipe with k.init, and whoever is started next reads it.
  private static final String KEEPER =
      """
      import array, os, socket, time
      if 'LISTEN_FDS' in os.environ:
          open('DIR/kept', 'w').write(os.read(3, 4).decode())
      else:
          r, w = os.pipe()
          os.write(w, b'kept')
          s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
          s.connect(os.environ['NOTIFY_SOCKET'])
          rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array('i', [r, w]))]
          s.sendmsg([b'FDSTORE=1'], rights)
          # Through an upgrade this very socket leads to k.init.
          for i in range(1000000):
              s.send(b'STATUS=%d' % i)
              time.sleep(0.05)
      time.sleep(6000)
      """;

  @TempDir Path directory;
  private Path next;

  @BeforeEach
  void install() throws Exception {
    next = directory.resolve("next");
    ok("cp", "-R", Scratch.prepared().toString(), next.toString());
    ok(
        next.resolve("libexec/prepare").toString(),
        System.getProperty("java.home"),
        next.toString());
  }

  @AfterEach
  void remove() throws Exception {
    ok("rm", "-rf", next.toString());
  }

  private static void ok(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).inheritIO().start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("%s ends", List.of(command)).isTrue();
    assertThat(process.exitValue()).as("%s", List.of(command)).isZero();
  }

  /// Whether a manager runs and is of an installation, or of any other than that.
  private static boolean runs(Scratch scratch, String manager, Path home, boolean of) {
    return scratch
        .tree()
        .manager(manager)
        .flatMap(UpgradeIT::commandLine)
        .filter(line -> line.contains(home + "/") == of)
        .isPresent();
  }

  /// Nothing for a process that has just ended.
  private static Optional<String> commandLine(long pid) {
    try {
      String line = Files.readString(Path.of("/proc/" + pid + "/cmdline")).replace('\0', ' ');
      return Optional.of(line).filter(text -> !text.isEmpty());
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  private static long pid(Scratch scratch, String manager) {
    return scratch.tree().manager(manager).orElseThrow();
  }

  private String services() {
    return SERVICES.replace("DIR", directory.toString());
  }

  /// Waits until the console says something, and then does something.
  private static Thread when(Scratch scratch, String said, Runnable then) {
    return Thread.ofPlatform()
        .start(
            () -> {
              Scratch.await(
                  said,
                  () -> {
                    try {
                      return scratch.console().contains(said);
                    } catch (IOException e) {
                      throw new UncheckedIOException(e);
                    }
                  });
              then.run();
            });
  }

  private void touch(String name) {
    try {
      Files.writeString(directory.resolve(name), "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void servicesKeepTheirProcessesAndNothingIsMissed() throws Exception {
    try (Scratch scratch = Scratch.boot(services())) {
      upgrade(scratch);
    }
  }

  @Test
  void underAGuardServicesKeepTheirProcessesAndNothingIsMissed() throws Exception {
    assumeTrue(Container.isPossible(), "unshare is refused here: no process 1 to be");
    try (Scratch scratch = Scratch.bootGuarded(services())) {
      upgrade(scratch);

      assertThat(scratch.console()).doesNotContain("it is run again");
    }
  }

  private void upgrade(Scratch scratch) throws Exception {
    for (String name : List.of("t/child", "t/daemon", "t/ends")) {
      scratch.awaitState(name, "online");
    }
    List<Long> child = scratch.processes(CHILD);
    List<Long> daemon = scratch.processes("svc:/t/daemon:default");
    long init = pid(scratch, "k.init");
    Thread ending = when(scratch, "becoming the k.init of", () -> touch("now"));

    assertThat(scratch.ok("svcadm", "-v", "upgrade", next.toString()))
        .isEqualTo("The managers were upgraded.\n");
    ending.join();

    assertThat(pid(scratch, "k.init")).isEqualTo(init);
    for (String manager : MANAGERS) {
      Scratch.await(manager + " to be the next", () -> runs(scratch, manager, next, true));
    }
    Scratch.await(
        "the end to be seen",
        () ->
            Files.exists(directory.resolve("over"))
                && scratch.processes("svc:/t/ends:default").size() == 1);
    scratch.awaitState("t/ends", "online");
    assertThat(scratch.processes(CHILD)).isEqualTo(child);
    assertThat(scratch.processes("svc:/t/daemon:default")).isEqualTo(daemon);
    scratch.ok("svcadm", "disable", "-s", "t/daemon");
    assertThat(scratch.processes("svc:/t/daemon:default")).isEmpty();
    assertThat(scratch.state("t/child")).isEqualTo("online");
  }

  @Test
  void whatServicesKeepAndTalkToIsHandedOver() throws Exception {
    assumeTrue(Files.exists(Path.of("/usr/bin/python3")), "there is no python3");
    Path script = directory.resolve("keeper.py");
    Files.writeString(script, KEEPER.replace("DIR", directory.toString()));
    String keeper =
        """
        { "service": "t/keeper", "enabled": true, "duration": "child",
          "start": "/usr/bin/python3 SCRIPT",
          "startd": { "fd_store": 4 } }
        """
            .replace("SCRIPT", script.toString());
    try (Scratch scratch = Scratch.boot(keeper)) {
      Scratch.await("a status", () -> status(scratch) > 0);
      List<Long> before = scratch.processes("svc:/t/keeper:default");

      scratch.ok("svcadm", "upgrade", next.toString());

      long then = status(scratch);
      Scratch.await("more of it, over the same socket", () -> status(scratch) > then);
      assertThat(scratch.processes("svc:/t/keeper:default")).isEqualTo(before);
      scratch.ok("svcadm", "restart", "t/keeper");
      Scratch.await(
          "what was kept",
          () -> {
            try {
              Path kept = directory.resolve("kept");
              return Files.exists(kept) && Files.readString(kept).equals("kept");
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
  }

  /// The number the service says, as it was last recorded.
  private static long status(Scratch scratch) {
    try {
      String text =
          scratch
              .run("svcprop", "-p", "restarter/status_text", "svc:/t/keeper:default")
              .out()
              .strip();
      return text.matches("[0-9]+") ? Long.parseLong(text) : -1;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whatDoesNotComeUpIsRefusedAndTheOldGoesOn() throws Exception {
    try (Scratch scratch = Scratch.boot(services())) {
      refuse(scratch);
    }
  }

  @Test
  void underAGuardWhatDoesNotComeUpIsRefusedAndTheOldGoesOn() throws Exception {
    assumeTrue(Container.isPossible(), "unshare is refused here: no process 1 to be");
    try (Scratch scratch = Scratch.bootGuarded(services())) {
      refuse(scratch);
    }
  }

  /// There is no way back for a process that has become another program, but its guard has one.
  @Test
  void theGuardGoesBackToTheOldKInitIfTheNewOneDiesAfterAll() throws Exception {
    assumeTrue(Container.isPossible(), "unshare is refused here: no process 1 to be");
    try (Scratch scratch = Scratch.bootGuarded(services())) {
      scratch.awaitState("t/child", "online");
      List<Long> child = scratch.processes(CHILD);
      long init = pid(scratch, "k.init");
      Path program = next.resolve("libexec/k.init");
      Path able = Files.move(program, program.resolveSibling("k.init.able"));
      Files.writeString(
          program,
          "#!/bin/sh\ncase $* in *--probe*) exec ABLE \"$@\" ;; esac\nexit 9\n"
              .replace("ABLE", able.toString()));
      assertThat(program.toFile().setExecutable(true)).isTrue();

      Tree.Answer answer = scratch.run("svcadm", "upgrade", next.toString());

      assertThat(answer.err()).isEqualTo("svcadm: not upgraded: k.init ended on the way\n");
      assertThat(answer.status()).isEqualTo(1);
      assertThat(scratch.console())
          .contains("k-guard: k.init ended with status 9; it is run again");
      awaitOld(scratch);
      assertThat(pid(scratch, "k.init")).isNotEqualTo(init);
      scratch.awaitState("t/child", "online");
      assertThat(scratch.processes(CHILD)).isEqualTo(child);
    }
  }

  private void awaitOld(Scratch scratch) {
    for (String old : MANAGERS) {
      Scratch.await(old + " to be the old one", () -> runs(scratch, old, next, false));
    }
  }

  private void refuse(Scratch scratch) throws Exception {
    scratch.awaitState("t/child", "online");
    List<Long> child = scratch.processes(CHILD);
    long init = pid(scratch, "k.init");
    for (String manager : List.of("k.configd", "k.startd", "k.init")) {
      Path program = next.resolve("libexec").resolve(manager);
      String text = Files.readString(program);
      Files.writeString(program, "#!/bin/sh\nexit 1\n");

      Tree.Answer answer = scratch.run("svcadm", "upgrade", next.toString());

      assertThat(answer.status()).as(manager).isEqualTo(1);
      assertThat(answer.err())
          .startsWith("svcadm: not upgraded: its " + manager + " ")
          .hasLineCount(1);
      Files.writeString(program, text);
      awaitOld(scratch);
      assertThat(scratch.state("t/child")).isEqualTo("online");
    }
    Tree.Answer nowhere = scratch.run("svcadm", "upgrade", directory.toString());
    assertThat(nowhere.status()).isEqualTo(1);
    assertThat(nowhere.err())
        .isEqualTo(
            "svcadm: not upgraded: "
                + directory
                + "/libexec/k.init is not there, or cannot be run\n");
    assertThat(pid(scratch, "k.init")).isEqualTo(init);
    assertThat(scratch.processes(CHILD)).isEqualTo(child);
  }
}
