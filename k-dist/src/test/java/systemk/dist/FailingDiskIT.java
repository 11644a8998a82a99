package systemk.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import systemk.bench.Tree;

/// A tree whose repository is on a real file system that fills up, or cannot be written. It is
/// mounted where only the managers of the tree see it, so this needs root.
class FailingDiskIT {
  private static final String WEB = "svc:/t/web:default";
  private static final String MANIFEST =
      """
      { "service": "t/web", "enabled": true, "start": "sleep 6000 &", "stop": ":kill",
        "properties": { "config": { "port": 80 } } }
      """;
  private static final int CHUNK = 4096;
  private static final int LETTERS = 4_000;

  @BeforeAll
  static void mayMount() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("unshare", "-m", "mount", "-t", "tmpfs", "none", "/mnt").start();
    assumeTrue(
        process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0,
        "only root can mount file systems");
  }

  /// A tree whose managers find another file system where the repository belongs.
  ///
  /// @param mount makes it, given the directory in $1
  private static Scratch boot(String mount) throws IOException, InterruptedException {
    Scratch scratch = Scratch.make();
    scratch.install("milestone");
    scratch.manifest("web.json", MANIFEST);
    up(scratch, mount);
    return scratch;
  }

  private static void up(Scratch scratch, String mount) throws IOException, InterruptedException {
    Path repository = Files.createDirectories(scratch.tree().layout().repository());
    scratch.up(
        "unshare",
        "-m",
        "--propagation",
        "private",
        "sh",
        "-c",
        mount + "; shift; exec \"$@\"",
        "sh",
        repository.toString());
  }

  private static long manager(Scratch scratch, String name) {
    return scratch.tree().manager(name).orElseThrow(() -> new AssertionError("no " + name));
  }

  /// The repository as the managers see it.
  private static Path inside(Scratch scratch) {
    return Path.of(
        "/proc/%d/root%s"
            .formatted(manager(scratch, "k.init"), scratch.tree().layout().repository()));
  }

  /// Writes until nothing more fits.
  private static Path fill(Path directory) throws IOException {
    Path filler = directory.resolve("filler");
    try (OutputStream out = Files.newOutputStream(filler)) {
      while (true) {
        out.write(new byte[CHUNK]);
      }
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("No space left on device");
      return filler;
    }
  }

  private static Tree.Answer setPort(Scratch scratch, int port) throws Exception {
    return scratch.run("svccfg", "-s", "t/web", "setprop", "config/port", "=", "" + port);
  }

  /// Commits until nothing more fits into what the repository has of the disk.
  ///
  /// @return the last value that was acknowledged
  private static String commitUntilRefused(Scratch scratch) throws Exception {
    String acknowledged = "";
    for (int i = 0; i < 100; i++) {
      String letters = Character.toString('a' + i % 26).repeat(LETTERS);
      Tree.Answer answer = setLetters(scratch, letters);
      if (answer.status() != 0) {
        assertThat(answer.err()).contains("No space left on device");
        return acknowledged;
      }
      acknowledged = letters;
    }
    throw new AssertionError("the disk is full and 100 commits fit");
  }

  private static Tree.Answer setLetters(Scratch scratch, String letters) throws Exception {
    return scratch.run(
        "svccfg", "-s", "t/web", "setprop", "config/letters", "=", "astring:", letters);
  }

  private static String letters(Scratch scratch) throws Exception {
    return scratch.run("svcprop", "-p", "config/letters", "t/web").out().strip();
  }

  private static String port(Scratch scratch) throws Exception {
    return scratch.ok("svcprop", "-p", "config/port", "t/web").strip();
  }

  /// Reads, temporary changes and services go on, and what is to last is refused with the reason.
  private static void assertOnlyPersistentChangesAreRefused(Scratch scratch, String reason)
      throws Exception {
    String before = letters(scratch);
    Tree.Answer refused = setLetters(scratch, "z".repeat(LETTERS));
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.err()).contains(reason).hasLineCount(1);
    assertThat(letters(scratch)).isEqualTo(before);
    scratch.ok("svcadm", "disable", "-st", "t/web");
    assertThat(scratch.state("t/web")).isEqualTo("disabled");
    scratch.ok("svcadm", "enable", "-st", "t/web");
    List<Long> pids = scratch.processes(WEB);
    pids.forEach(Tree::kill);
    Scratch.await(
        "the service to be started again",
        () ->
            scratch.state("t/web").equals("online")
                && !scratch.processes(WEB).isEmpty()
                && scratch.processes(WEB).stream().noneMatch(pids::contains));
  }

  @Test
  void aFullDiskRefusesWhatIsToLastUntilThereIsSpaceAgain() throws Exception {
    try (Scratch scratch = boot("mount -t tmpfs -o size=16m none \"$1\"")) {
      assertThat(setPort(scratch, 8080).status()).isZero();
      Path filler = fill(inside(scratch));
      String letters = commitUntilRefused(scratch);

      assertOnlyPersistentChangesAreRefused(scratch, "No space left on device");
      assertThat(letters(scratch)).isEqualTo(letters);

      long before = manager(scratch, "k.configd");
      Tree.kill(before);
      Scratch.await(
          "the next k.configd",
          () -> scratch.tree().manager("k.configd").filter(pid -> pid != before).isPresent());
      assertThat(letters(scratch)).isEqualTo(letters);
      assertOnlyPersistentChangesAreRefused(scratch, "No space left on device");

      List<Long> pids = scratch.processes(WEB);
      Files.delete(filler);
      assertThat(setPort(scratch, 8082).status()).isZero();
      assertThat(port(scratch)).isEqualTo("8082");
      assertThat(scratch.processes(WEB)).isEqualTo(pids);
    }
  }

  @Test
  void aReadOnlyDiskIsBootedFromAndWrittenOnceItCanBe() throws Exception {
    try (Scratch scratch = boot(":")) {
      assertThat(setPort(scratch, 8080).status()).isZero();
      long first = manager(scratch, "k.init");
      new ProcessBuilder("kill", "" + first).start().waitFor();
      Scratch.await("the tree to stop", () -> scratch.tree().manager("k.init").isEmpty());

      up(scratch, "mount --bind \"$1\" \"$1\"; mount -o remount,bind,ro \"$1\"");

      assertThat(port(scratch)).isEqualTo("8080");
      assertOnlyPersistentChangesAreRefused(scratch, "Read-only file system");
      assertThat(scratch.run("svcadm", "disable", "t/web").err()).contains("Read-only file system");

      List<Long> pids = scratch.processes(WEB);
      Process remount =
          new ProcessBuilder(
                  "nsenter",
                  "-m",
                  "-t",
                  "" + manager(scratch, "k.init"),
                  "mount",
                  "-o",
                  "remount,bind,rw",
                  scratch.tree().layout().repository().toString())
              .inheritIO()
              .start();
      assertThat(remount.waitFor()).isZero();
      Scratch.await(
          "the repository to be written",
          () -> {
            try {
              return setPort(scratch, 8083).status() == 0;
            } catch (Exception e) {
              throw new IllegalStateException(e);
            }
          });
      assertThat(port(scratch)).isEqualTo("8083");
      assertThat(scratch.processes(WEB)).isEqualTo(pids);
    }
  }
}
