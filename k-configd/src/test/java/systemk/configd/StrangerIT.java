package systemk.configd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import systemk.api.json.WireCodec;
import systemk.api.protocol.Request;
import systemk.core.fmri.ServiceFmri;
import systemk.core.repository.Change;
import systemk.json.Json;
import systemk.json.JsonText;
import systemk.repo.RefusalLog;
import systemk.shell.Outcome;
import systemk.shell.Outcome.Decision;
import systemk.wire.Layout;

/// Property 39: who has no rights changes nothing, whatever they send. Needs root, to become
/// somebody else.
final class StrangerIT {
  private static final String NOBODY = "65534";

  @TempDir Path root;

  private final HeapRepository repository = new HeapRepository();

  @BeforeEach
  void beRoot() throws IOException {
    assumeTrue(Served.owner() == 0, "only root can become somebody else");
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /// A command that tries to write without asking whether it may.
  private static Outcome reckless(
      systemk.shell.Invocation invocation, systemk.core.repository.RepositoryState state) {
    return invocation.arguments().contains("write")
        ? new Outcome.Edit(
            _ ->
                new Decision.Commit(
                    Vector.of(new Change.AddService(new ServiceFmri("a"))),
                    "",
                    _ -> Outcome.Exit.ok("written\n"),
                    _ -> Outcome.Exit.failed("refused\n", 1)))
        : Outcome.Exit.ok("may write: " + invocation.mayWrite() + "\n");
  }

  @Test
  void aStrangerMayLookAndChangesNothing() throws Exception {
    try (Served served = new Served(root, repository, StrangerIT::reckless)) {
      List<String> answers =
          askAsStranger(
              served,
              WireCodec.encode(new Request.Ping(1)),
              WireCodec.encode(new Request.Commit(2, Served.adding("a"))),
              WireCodec.encode(Served.command(3, "r3", "svcs")),
              WireCodec.encode(Served.command(4, "r4", "svccfg", "write")),
              WireCodec.encode(new Request.Subscribe(5, Option.none())));
      assertThat(answers)
          .containsExactly(
              "{\"id\":1,\"ok\":true}",
              "{\"id\":2,\"rejected\":[\"svc:/a: Permission denied.\"]}",
              "{\"id\":3,\"out\":\"may write: false\\n\"}",
              "{\"id\":4,\"err\":\"refused\\n\"}",
              "{\"id\":5,\"error\":\"Permission denied.\"}");
      assertThat(repository.entries()).isEmpty();
      assertThat(served.run("r5", "svccfg", "write").out()).isEqualTo("written\n");
    }
    var record = new RefusalLog(new Layout(root).refusals()).read();
    assertThat(record.refusals().map(refusal -> refusal.author().uid())).containsOnly(65534L);
    assertThat(record.refusals().map(refusal -> refusal.author().command()))
        .containsExactly("claimed", "svccfg write");
  }

  private List<String> askAsStranger(Served served, Json... frames) throws Exception {
    Path classes = Files.createDirectory(root.resolve("classes"));
    Path target = Files.createDirectories(classes.resolve("systemk/configd"));
    try (InputStream in = StrangerIT.class.getResourceAsStream("Stranger.class")) {
      assertThat(in).isNotNull();
      Files.write(target.resolve("Stranger.class"), in.readAllBytes());
    }
    List<String> command = new ArrayList<>(List.of("setpriv", "--reuid=" + NOBODY));
    command.addAll(List.of("--regid=" + NOBODY, "--clear-groups"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:-UsePerfData", "-cp", classes.toString()));
    command.add(Stranger.class.getName());
    command.add(served.layout.configdSocket().toString());
    for (Json frame : frames) {
      command.add(JsonText.write(frame));
    }
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.lines().toList();
  }
}
