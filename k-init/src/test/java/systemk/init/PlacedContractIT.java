package systemk.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import systemk.json.Json;

/// Contracts whose processes are made in their cgroups, by k-spawn.so.
final class PlacedContractIT extends ContractIT {
  @Override
  Instance configure(Instance fresh) {
    assumeTrue(Files.exists(Instance.SPAWN), "k-spawn.so was not built");
    return fresh.withLoader();
  }

  @Override
  String ignored() {
    return "0000000000000000";
  }

  @BeforeEach
  void needCgroups() {
    assumeTrue(
        client.hello().object("init").flag("cgroups"),
        "cgroup v2 is not mounted or may not be written here");
  }

  @Test
  void makesTheProcessInItsCgroup() throws Exception {
    Json.Obj spawned = client.must("spawn", TestClient.script("t", "exec sleep 1000"));
    String pid = Long.toString(spawned.integer("pid"));
    // k-exec is not even asked to enter one.
    assertThat(Files.readString(Path.of("/proc", pid, "cgroup")))
        .containsPattern("(?m)^0::.*/ct-" + spawned.integer("contract") + "$");
  }

  @Test
  void makesTheServiceAtOnceWhereThereIsNothingToGoThrough() throws Exception {
    Json.Obj spawned = client.must("spawn", TestClient.job("t", "/bin/sleep", "1000"));
    Path process = Path.of("/proc", Long.toString(spawned.integer("pid")));
    assertThat(process.resolve("exe").toRealPath()).isEqualTo(Path.of("/bin/sleep").toRealPath());
    assertThat(Files.readString(process.resolve("environ")).split("\0"))
        .contains("SYSTEMK_CONTRACT_PID=" + spawned.integer("pid"));
  }

  @Test
  void givesAScriptThatSaysNothingOfItsShellToOne() throws Exception {
    Path script = directory.resolve("script");
    Path out = directory.resolve("out");
    Files.writeString(script, "echo \"$1\" >" + out);
    assertThat(script.toFile().setExecutable(true)).isTrue();
    client.must("spawn", TestClient.job("t", script.toString(), "told"));
    assertThat(client.event().integer("code")).isZero();
    assertThat(out).hasContent("told");
  }
}
