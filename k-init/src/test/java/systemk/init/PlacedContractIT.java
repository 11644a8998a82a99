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
}
