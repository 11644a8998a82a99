package systemk.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Contracts with cgroup v2.
final class CgroupContractIT extends ContractIT {
  @Override
  Instance configure(Instance fresh) {
    return fresh;
  }

  @BeforeEach
  void needCgroups() {
    assumeTrue(
        client.hello().object("init").flag("cgroups"),
        "cgroup v2 is not mounted or may not be written here");
  }

  @Test
  void findsADaemonThatHidesFromEverythingElse() {
    client.spawn(TestClient.script("t", "(setsid env -i /bin/sleep 1000 &) ; exit 0"));
    long leader = client.event().integer("leader");
    assertThat(leader).isNotZero();
  }
}
