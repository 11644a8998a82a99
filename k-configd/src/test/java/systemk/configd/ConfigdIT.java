package systemk.configd;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.control.Option;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import systemk.api.client.ConfigdConnection;
import systemk.api.client.Replica;
import systemk.api.protocol.FromServer;
import systemk.api.protocol.Request;
import systemk.api.protocol.Response;
import systemk.core.fmri.ServiceFmri;
import systemk.core.repository.Revision;
import systemk.wire.Layout;

/// The daemon as a process: started, killed, stopped.
@Timeout(120)
final class ConfigdIT {
  @TempDir Path directory;

  private Programs programs;

  @BeforeEach
  void prepare() {
    programs = new Programs(directory);
  }

  @AfterEach
  void killAll() {
    programs.close();
  }

  private static FromServer ask(Layout layout, Request request) throws IOException {
    try (ConfigdConnection connection = ConfigdConnection.open(layout.configdSocket())) {
      connection.send(request);
      return connection.receive();
    }
  }

  @Test
  void whatWasAcknowledgedSurvivesAKill() throws Exception {
    Layout layout = new Layout(directory.resolve("root"));
    // The first generation is k.configd's own: it notes that the system booted.
    Process first = programs.serve(layout);
    for (int i = 1; i <= 20; i++) {
      assertThat(ask(layout, new Request.Commit(i, Served.adding("s" + i).withRequest("r" + i))))
          .isEqualTo(new Response.Done(i, new Revision(i + 1, 0)));
    }
    first.destroyForcibly().waitFor();
    programs.serve(layout);
    assertThat(ask(layout, new Request.Commit(1, Served.adding("s20").withRequest("r20"))))
        .isEqualTo(new Response.Repeated(1, new Revision(21, 0)));
    assertThat(state(layout).known().get().services()).hasSize(21);
  }

  private static Replica state(Layout layout) throws IOException {
    Replica replica = Replica.EMPTY;
    try (ConfigdConnection connection = ConfigdConnection.open(layout.configdSocket())) {
      connection.send(new Request.Subscribe(1, Option.none()));
      while (replica.known().isEmpty()) {
        replica = replica.after(connection.receive());
      }
    }
    return replica;
  }

  @Test
  void theNameOfTheProcessIsItsOwn() throws Exception {
    Process process = programs.serve(new Layout(directory.resolve("root")));
    assertThat(Files.readString(Path.of("/proc/" + process.pid() + "/comm")).strip())
        .isEqualTo("k.configd");
  }

  @Test
  void aSignalEndsItInOrder() throws Exception {
    Layout layout = new Layout(directory.resolve("root"));
    Process process = programs.serve(layout);
    ask(layout, new Request.Commit(1, Served.adding("a")));
    process.destroy();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    assertThat(layout.configdSocket()).doesNotExist();
    programs.serve(layout);
    assertThat(state(layout).known().get().exists(new ServiceFmri("a"))).isTrue();
  }

  @Test
  void thereIsOneForARepository() throws Exception {
    Layout layout = new Layout(directory.resolve("root"));
    programs.serve(layout);
    Process second = programs.start("--root", layout.root().toString(), "--boot", "b1");
    assertThat(second.waitFor()).isEqualTo(103);
    assertThat(Programs.answers(layout)).isTrue();
  }

  @Test
  void badArgumentsEndIt() throws Exception {
    assertThat(programs.start("--root").waitFor()).isEqualTo(2);
    assertThat(programs.start("--root", "/", "--bot", "b").waitFor()).isEqualTo(2);
    assertThat(programs.start().waitFor()).isEqualTo(2);
  }

  @Test
  void aVeryLongRootIsNoObstacle() throws Exception {
    Layout layout = new Layout(directory.resolve("d".repeat(150)).resolve("e".repeat(150)));
    programs.serve(layout);
    assertThat(Programs.answers(layout)).isTrue();
  }

  @Test
  void aDamagedRepositoryIsServedReadOnly() throws Exception {
    Layout layout = new Layout(directory.resolve("root"));
    Process first = programs.serve(layout);
    for (int i = 1; i <= 3; i++) {
      ask(layout, new Request.Commit(i, Served.adding("s" + i)));
    }
    first.destroyForcibly().waitFor();
    damage(layout);
    programs.serve(layout);
    assertThat(ask(layout, new Request.Commit(1, Served.adding("t"))))
        .isInstanceOf(Response.ReadOnly.class);
    assertThat(state(layout).known().get().exists(new ServiceFmri("s1"))).isTrue();
    assertThat(programs.log()).contains("repository is read-only");
  }

  /// Changes one byte behind the frame that made s1, the second after k.configd's own.
  private static void damage(Layout layout) throws IOException {
    try (Stream<Path> files = Files.list(layout.repository())) {
      Path journal =
          files.filter(file -> file.getFileName().toString().startsWith("j-")).findFirst().get();
      byte[] bytes = Files.readAllBytes(journal);
      int end = 0;
      for (int frames = 0; frames < 2; end++) {
        frames += bytes[end] == '\n' ? 1 : 0;
      }
      bytes[end + 40] ^= 1;
      Files.write(journal, bytes);
    }
  }
}
